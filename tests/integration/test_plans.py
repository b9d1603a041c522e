"""What a statement costs must follow what it looks for and what is open, not how much the journal has seen.

PostgreSQL says of each statement that a whole watch runs in a round of everything (a_round.py) which rows it
read. So a statement that somebody adds tomorrow is held to this without being named here.
"""

import json
import re
from collections.abc import Iterable, Mapping

import asyncpg
import pytest

from bench.past import make_a_past
from bench.plans import Statement, listening
from controlroom.store.journal import FIND_KEYS
from tests.conftest import Database, Servers
from tests.integration.a_round import a_round
from tests.integration.a_watch import Watch, a_watch, incident
from tests.integration.replay.a_room import make_bases

pytestmark = pytest.mark.timeout(400)

GROWING = {
    *("journal", "report_key", "incident", "incident_hour", "alert", "patrol_check", "visit", "leg"),
    *("deadline", "session", "sign_in_failure", "quarantine", "webhook_delivery"),
}
STANDING = (
    "webhook",
    "webhook_cursor",
    "mail_line",
    "mail_address",
    "head",
    "unit",
    "site",
    "post",
    "threat",
    "presence",
    "feed",
    "unit_token",
    "account",
    "screen",
)
SMALL, LARGE = 1_000, 20_000
TODAY = {SMALL: 100, LARGE: 2_000}
"""Incidents of the day: what has been includes what was an hour ago."""
VISITS_OVER = """
INSERT INTO visit (code, code_name, rank, kind, delegation, starts_at, ends_at, threat_level, legs, open_legs,
    state)
SELECT 'OVER-' || n, 'NAME' || n, 'B', 'official', 'Delegation ' || n, at, at + interval '8 hours', 2, 0,
    '{}', CASE n % 9 WHEN 0 THEN 'cancelled' ELSE 'closed' END
FROM generate_series(1, $1::int) AS n, LATERAL (SELECT now() - n * interval '4 hours' AS at) AS begun
"""
"""Of a year and a half after the long past, for whom the lived day of a past has too few."""
BOUNDED = {
    "unnest(CAST($1 AS text[])) AS s(sort)": ("journal", 6_000),
    "AS reports FROM ( SELECT (at AT TIME ZONE": ("incident", 10_000),
    "(SELECT count(*) FROM incident WHERE at >=": ("incident", 10_000),
    "FROM incident ORDER BY id DESC LIMIT": ("incident", 2_000),
    "journal.seq <= $2::BIGINT AND (journal.kind LIKE": ("journal", 1_000),
    "visit.starts_at < $1::TIMESTAMP WITH TIME ZONE AND visit.ends_at >": ("visit", 1_000),
}
"""What follows how full a page or a week is, with the table and how many rows of it may be read: a page of
the log looks at one page of each sort, the board of a week counts the week, a search goes through the newest,
the visits of some days through those since, a receiver's pick-up through what came since the last one.
"""
SLACK = 10
"""Rows by which two rounds differ, as the ticks fall; what grows with the past is off by hundreds."""
BY_KEY = "to_json(t)::text FROM"
WRITTEN = "INSERT INTO journal"
KEYS = re.compile(r"\(\$\d+::\w+(, \$\d+::\w+)*\)")
GRACE = re.compile(r"SET (due_at = due_at|failing_since = failing_since) \+")
SINNER = "SELECT count(*) FROM session"


@pytest.fixture(scope="module")
async def rounds(servers: Servers) -> dict[int, dict[str, Statement]]:
    """The statements of a round after a short past, and after one twenty times as long."""
    return {rows: await _a_round_after(servers, rows) for rows in (SMALL, LARGE)}


async def _a_round_after(servers: Servers, rows: int) -> dict[str, Statement]:
    async with servers.fresh() as database:
        await make_a_past(database.database_url, database.owner_url, rows)
        async with a_watch(database.database_url) as watch:
            await _a_day_so_far(watch, TODAY[rows])
        await make_bases(database)
        owner = await asyncpg.connect(database.owner_url)
        await owner.execute(VISITS_OVER.replace("$1", str(rows // 6)))
        await owner.execute("ANALYZE")
        await owner.close()
        async with (
            listening(database.superuser_url) as plans,
            a_watch(database.database_url, webhook_plain_http="true") as watch,
        ):
            await a_round(watch)
            await watch.ask(SINNER)
    return plans.of_tables()


async def _a_day_so_far(watch: Watch, incidents: int) -> None:
    for _ in range(incidents // 100):
        said = json.dumps([incident() for _ in range(100)])
        assert (await watch.post("/feeds/incidents", said)).status_code == 200


def _grow(rounds: Mapping[int, Mapping[str, Statement]]) -> list[str]:
    small, large = rounds[SMALL], rounds[LARGE]
    return [
        query
        for query in large
        if query in small and _rows(query, large[query]) > _rows(query, small[query]) + SLACK
    ]


def _rows(query: str, statement: Statement) -> int:
    """Without those that it may read whatever the past; but not more than it may."""
    may = dict(may for part, may in BOUNDED.items() if part in query)
    over = sum(max(statement.most.get(table, 0) - most, 0) for table, most in may.items())
    return over + sum(rows for table, rows in statement.most.items() if table not in may)


def _asked(round_: Iterable[str]) -> set[str]:
    """Without what the pen wrote: that statement names the tables of what happened to come in one batch.

    Nor what is looked up by its key: which nouns that are depends on what a replay happens to fold; nor the
    grace that a slow machine gives. How many keys a list has does not count.
    """
    return {
        KEYS.sub("(...)", query)
        for query in round_
        if WRITTEN not in query and BY_KEY not in query and not GRACE.search(query)
    }


def _read_all(statements: Iterable[Statement]) -> list[str]:
    return [statement.query for statement in statements if statement.whole & GROWING]


async def test_no_statement_reads_more_rows_after_a_longer_past(
    rounds: dict[int, dict[str, Statement]],
) -> None:
    """But the one that this test itself puts among them, to see that it would be found."""
    assert _grow(rounds) == [SINNER]
    assert _asked(rounds[LARGE]) == _asked(rounds[SMALL])


async def test_no_statement_reads_a_table_that_grows_from_end_to_end(
    rounds: dict[int, dict[str, Statement]],
) -> None:
    assert _read_all(rounds[LARGE].values()) == []


async def test_the_round_goes_by_every_table_of_the_watch(rounds: dict[int, dict[str, Statement]]) -> None:
    """Else the others would say nothing."""
    read = {table for statement in rounds[LARGE].values() for table in statement.most}
    assert read >= GROWING | {*STANDING}


async def test_a_report_is_known_by_one_lookup_even_if_that_was_planned_on_an_empty_table(
    database: Database,
) -> None:
    connection: asyncpg.Connection = await database.connect()
    await connection.execute("SET plan_cache_mode = force_generic_plan")
    await connection.execute(f"PREPARE known(text[], uuid[]) AS {FIND_KEYS}")
    rows = await connection.fetch("EXPLAIN EXECUTE known('{}', '{}')")
    await connection.close()
    plan = "\n".join(row[0] for row in rows)
    assert "Index Scan using report_key" in plan, plan
    assert "Seq Scan on report_key" not in plan, plan
