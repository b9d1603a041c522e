"""What is promised about what is kept, and for each promise the tests that would fail without it.

1  A 201 means it is on disk: the answer leaves after COMMIT.
       test_a_report_is_not_answered_before_its_commit
       test_the_pen_waits_for_the_disk_whatever_the_server_is_set_to
       test_a_report_that_was_not_committed_when_the_server_was_killed_is_not_there
       test_while_postgres_is_away_nothing_is_acknowledged_and_nothing_is_lost
2  Exactly once, under the sender's id, with one number.
       test_the_same_report_many_times_at_once_is_one_row
       test_the_same_id_with_another_body_is_a_conflict
       test_a_report_sent_to_both_at_once_is_stored_once_and_both_name_the_same_number
       test_a_commit_whose_confirmation_is_lost_is_found_again_not_done_again
3  One dense order, which is the order of the commits.
       test_a_batch_that_was_rolled_back_leaves_no_hole
       test_a_tail_on_the_journal_misses_nothing_however_many_pens_write
4  State is a fold of the journal.
       test_the_state_is_what_follows_from_the_journal
       test_a_state_that_was_altered_is_found_and_put_right_from_the_journal
5  Nothing is altered, and what personal data says can be erased.
       test_the_application_can_only_add_to_the_journal
       test_its_owner_cannot_rewrite_the_journal_either
       test_verify_names_the_row_that_was_altered
       test_verify_misses_the_row_that_was_taken_out
       test_erased_words_are_gone_everywhere_and_the_chain_still_holds
8  Time is data: nothing that falls due is missed, and nothing fires twice.
       test_two_pens_pass_each_deadline_once
       test_a_deadline_that_passed_while_all_was_down_fires_once_with_the_downtime_as_grace
9  Redis may die.
       test_a_killed_redis_takes_nothing_with_it_and_the_wall_goes_on
       test_redis_that_was_never_there_is_not_missed
"""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from controlroom.store import rebuild
from controlroom.store.engine import connect
from controlroom.store.tables import NOUNS
from controlroom.store.verify import verify
from controlroom.watch.duty import Place, TakeDuty
from controlroom.watch.posts import CALL_GRACE, OpenPost
from tests.faults.a_desk import SetClock, a_desk
from tests.faults.held_commits import commits_held
from tests.faults.place import SITE
from tests.integration.a_watch import Watch, check, incident, movement


@pytest.fixture
async def owner(database: Any) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect(database.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def tampering(database: Any) -> AsyncIterator[asyncpg.Connection]:
    """Somebody with all rights on the server, who puts the journal's guards to sleep."""
    connection = await asyncpg.connect(database.superuser_url)
    await connection.execute("ALTER TABLE journal DISABLE TRIGGER ALL")
    yield connection
    await connection.close()


WORDS = "it said Jean Dupont"


async def told(watch: Watch) -> list[int]:
    """One report of each kind, each with words in it; their numbers."""
    answers = [
        await watch.report("/feeds/incidents", incident(text=f"a grey van, {WORDS}")),
        await watch.report("/feeds/visits", movement(text=f"a detour, {WORDS}")),
        await watch.report("/feeds/patrol-checks", check(kind="left", site=None, post="EU-07", text=WORDS)),
    ]
    assert [answer.status_code for answer in answers] == [201] * 3
    return [answer.json()["seq"] for answer in answers]


async def differences(connection: asyncpg.Connection) -> list[str]:
    return [difference async for difference in rebuild.differences(connection)]


# 1


async def test_a_report_is_not_answered_before_its_commit(database: Any, watch: Watch) -> None:
    async with commits_held(database.superuser_url) as held:
        asking = asyncio.create_task(watch.report("/feeds/incidents", incident()))
        await held.one()
        await asyncio.sleep(0.2)
        assert not asking.done()
        assert await watch.ask("SELECT seq FROM report_key") == []
        await held.let_go()
        answer = await asking
    assert answer.status_code == 201
    assert await watch.ask("SELECT seq FROM report_key") == [(answer.json()["seq"],)]


async def test_the_pen_waits_for_the_disk_whatever_the_server_is_set_to(database: Any) -> None:
    server = await asyncpg.connect(database.superuser_url)
    await server.execute("ALTER ROLE controlroom_app IN DATABASE postgres SET synchronous_commit = off")
    name = await server.fetchval("SELECT current_database()")
    await server.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    await server.close()
    pens = await connect(database.database_url)
    assert await pens.fetchval("SHOW synchronous_commit") == "on"
    await pens.close()


# 3


async def test_a_batch_that_was_rolled_back_leaves_no_hole(database: Any, watch: Watch) -> None:
    (before,) = (await watch.ask("SELECT seq FROM head"))[0]
    async with commits_held(database.superuser_url) as held:
        asking = asyncio.create_task(watch.report("/feeds/incidents", incident()))
        await held.connection.execute("SELECT pg_terminate_backend($1)", await held.one())
        await held.let_go()
        answer = await asking
    assert (answer.status_code, answer.json()["seq"]) == (201, before + 1)
    assert await watch.ask("SELECT count(*), max(seq) FROM journal") == [(before + 1, before + 1)]


# 4


async def test_the_state_is_what_follows_from_the_journal(watch: Watch, owner: asyncpg.Connection) -> None:
    await watch.app.state.desk.do(TakeDuty("anna", Place.OFFICER), "anna")  # else a tick says that nobody is
    await told(watch)
    before = await watch.ask(STATE)
    assert await differences(owner) == []
    await rebuild.rebuild(owner)
    assert await watch.ask(STATE) == before


async def test_a_state_that_was_altered_is_found_and_put_right_from_the_journal(
    watch: Watch, owner: asyncpg.Connection
) -> None:
    await told(watch)
    await owner.execute("UPDATE post SET manned_by = 'EU-07B'")
    await owner.execute("DELETE FROM incident")
    await owner.execute("UPDATE deadline SET due_at = due_at + interval '1 h' WHERE ref = 'leg:V-1/1'")
    found = " / ".join(await differences(owner))
    assert "post EU-07 differs" in found
    assert "follows from the journal and is missing in its table" in found
    assert "of leg:V-1/1 is not what follows" in found
    await rebuild.rebuild(owner)
    assert await differences(owner) == []


STATE = """
SELECT row_to_json(t)::text FROM post t UNION ALL SELECT row_to_json(t)::text FROM leg t
UNION ALL SELECT row_to_json(t)::text FROM incident t UNION ALL SELECT row_to_json(t)::text FROM alert t
UNION ALL SELECT row_to_json(t)::text FROM deadline t ORDER BY 1
"""

# 5

FORBIDDEN = (
    "UPDATE journal SET actor = 'nobody'",
    "UPDATE journal SET private = NULL, salt = NULL",
    "DELETE FROM journal",
    "TRUNCATE journal",
    "UPDATE report_key SET seq = 1",
    "DELETE FROM report_key",
    "DELETE FROM incident",
    "DELETE FROM head",
    "SELECT erase_private('{1}')",
    "ALTER TABLE journal DISABLE TRIGGER ALL",
    "DROP TABLE journal",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_the_application_can_only_add_to_the_journal(
    watch: Watch, database: Any, statement: str
) -> None:
    await told(watch)
    application = await database.connect()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await application.execute(statement)
    await application.close()


@pytest.mark.parametrize("statement", [FORBIDDEN[0], *FORBIDDEN[2:4], "UPDATE journal SET private = '{}'"])
async def test_its_owner_cannot_rewrite_the_journal_either(
    watch: Watch, owner: asyncpg.Connection, statement: str
) -> None:
    await told(watch)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await owner.execute(statement)


@pytest.mark.parametrize(
    "change",
    [
        "recorded_at = recorded_at + interval '1 us'",
        "actor = 'EU-07B'",
        "kind = 'leg.reported'",
        "body = body || ' '",
        """private = '{"account": {"text": "a white van"}}'""",
        "salt = salt || '\\x00'",
        "private_digest = NULL, private = NULL, salt = NULL",
        "hash = sha256(hash)",
    ],
)
async def test_verify_names_the_row_that_was_altered(
    watch: Watch, tampering: asyncpg.Connection, change: str
) -> None:
    seq, *_ = await told(watch)
    await tampering.execute(f"UPDATE journal SET {change} WHERE seq = $1", seq)
    verdict = await verify(tampering)
    assert verdict.broken is not None
    assert verdict.broken.startswith(f"row {seq}:")
    assert verdict.rows == seq - 1


async def test_verify_misses_the_row_that_was_taken_out(watch: Watch, tampering: asyncpg.Connection) -> None:
    seq, *_ = await told(watch)
    last = await tampering.fetchval("DELETE FROM journal WHERE seq = (SELECT seq FROM head) RETURNING seq")
    assert (await verify(tampering)).broken == f"the head says {last}, the journal ends at {last - 1}"
    await tampering.execute("DELETE FROM journal WHERE seq = $1", seq)
    assert (await verify(tampering)).broken == f"row {seq} is missing"


async def test_erased_words_are_gone_everywhere_and_the_chain_still_holds(
    watch: Watch, owner: asyncpg.Connection
) -> None:
    seqs = await told(watch)
    assert await said_in(watch) == {"incident", "journal"}
    await owner.execute("SELECT erase_private($1)", seqs)
    assert await said_in(watch) == set()
    verdict = await verify(owner)
    assert (verdict.broken, verdict.erased) == (None, 3)
    assert await differences(owner) == []


async def said_in(watch: Watch) -> set[str]:
    """The tables in which the words of a report stand."""
    tables = ["journal", *(table.name for table in NOUNS.values())]
    rows = {name: await watch.ask(f"SELECT row_to_json(t)::text FROM {name} t") for name in tables}
    return {name for name, found in rows.items() if any(WORDS in text for (text,) in found)}


# 8


async def test_two_pens_pass_each_deadline_once(database: Any) -> None:
    relief, posts = datetime.now(UTC) + timedelta(days=1), 20
    clock = SetClock(datetime.now(UTC))
    due_at = clock.at + timedelta(minutes=60) + CALL_GRACE.time
    one, two = a_desk(database.database_url, clock), a_desk(database.database_url, clock)
    async with one as first, two:
        await first.do(SITE, "setup")
        opened = [
            OpenPost(f"EU-{number:02}", SITE.code, "Gate", 2, 240, 60, ("P-01",), "P-01", relief)
            for number in range(posts)
        ]
        await first.do_all(opened, "setup")
        clock.at = due_at - timedelta(seconds=1)
        await asyncio.sleep(1.1)
        clock.at = due_at + timedelta(seconds=1)
        await asyncio.sleep(2.2)
    connection = await database.connect()
    missed = "SELECT count(*) FROM journal WHERE kind = 'post.check_call_missed'"
    assert await connection.fetchval(missed) == posts
    assert await differences(connection) == []
    await connection.close()


# and all of them


def test_every_test_that_stands_in_the_table_exists() -> None:
    tests = Path(__file__).parents[1]
    written = {name for file in tests.rglob("test_*.py") for name in NAMED.findall(file.read_text())}
    assert __doc__
    assert set(re.findall(r"\btest_\w+", __doc__)) - written == set()


NAMED = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)
