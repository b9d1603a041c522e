"""The rows of the journal that the log tells, newest first. What a page costs follows what is on it.

`journal_sort` finds the newest of each sort by their numbers alone, and only what is shown is read: pairs are
compared, for which no other index will do (by `=` the planner walks back through all sorts, and for one that
never came through the whole journal). A period becomes two numbers, found by halving: the journal is in the
order of its time, unless its clock was put back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from controlroom.store.alert_history import Happened
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import SEARCHED
from controlroom.watch.events import EVENTS

COLUMNS: Final = """seq, recorded_at, actor, kind, body, private,
    private_digest IS NOT NULL AND private IS NULL AS erased"""
NEWEST: Final = sa.text(
    f"""
    SELECT {COLUMNS} FROM journal WHERE seq = ANY(ARRAY(
        SELECT one.seq FROM unnest(CAST(:sorts AS text[])) AS s(sort), LATERAL (
            SELECT j.seq FROM journal j WHERE (log_sort(j.kind, j.body), j.seq) < (s.sort, :before)
                AND (log_sort(j.kind, j.body), j.seq) > (s.sort, :after)
            ORDER BY log_sort(j.kind, j.body) DESC, j.seq DESC LIMIT :most
        ) AS one ORDER BY one.seq DESC LIMIT :most
    )) ORDER BY seq DESC
    """  # noqa: S608 - names of our own columns
)
FOUND: Final = sa.text(
    f"""
    SELECT {COLUMNS} FROM journal WHERE {SEARCHED} AND log_words(body, private) @@ CAST(:query AS tsquery)
        AND kind = ANY(CAST(:sorts AS text[])) AND seq < :before AND seq > :after
    ORDER BY seq DESC LIMIT :most
    """  # noqa: S608
)
ONE: Final = sa.text(f"SELECT {COLUMNS} FROM journal WHERE seq = ANY(CAST(:numbers AS bigint[]))")  # noqa: S608
COUNT: Final = sa.text(
    """
    SELECT count(*) FROM unnest(CAST(:sorts AS text[])) AS s(sort), LATERAL (
        SELECT FROM journal j WHERE (log_sort(j.kind, j.body), j.seq) <= (s.sort, 9223372036854775807)
            AND (log_sort(j.kind, j.body), j.seq) > (s.sort, :after) LIMIT :most
    ) AS one
    """
)
QUERY: Final = sa.text(
    """
    SELECT CASE WHEN numnode(q) = 0 THEN '' ELSE replace(q::text, ''' & ''', ''':* & ''') || ':*' END
    FROM plainto_tsquery('pg_catalog.simple', plain(:words)) AS q
    """
)
"""Each word may go on: `grey` finds a greyish van, and half a Dutch compound finds the whole."""
FIRST_SINCE: Final = sa.text(
    """
    WITH RECURSIVE half(low, high) AS (
        SELECT 0::bigint, (SELECT seq + 1 FROM head WHERE one = 1)
        UNION ALL
        SELECT CASE WHEN j.recorded_at < :moment THEN m.mid ELSE low END,
               CASE WHEN j.recorded_at < :moment THEN high ELSE m.mid END
        FROM half, LATERAL (SELECT (low + high) / 2 AS mid) AS m,
             LATERAL (SELECT recorded_at FROM journal WHERE seq = m.mid LIMIT 1) AS j
        WHERE high - low > 1
    ) SELECT min(high) FROM half
    """
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Of these sorts, between two numbers of the journal that are not among them."""

    sorts: Sequence[str]
    before: int = 2**62
    after: int = 0


async def newest(snapshot: Snapshot, stretch: Stretch, most: int) -> list[Happened]:
    return await _read(snapshot, NEWEST, stretch, most)


async def found(snapshot: Snapshot, query: str, stretch: Stretch, most: int) -> list[Happened]:
    """What people wrote, by the words in it."""
    return await _read(snapshot, FOUND, stretch, most, query=query)


async def _read(
    snapshot: Snapshot, statement: sa.TextClause, stretch: Stretch, most: int, **more: str
) -> list[Happened]:
    values = {"sorts": list(stretch.sorts), "before": stretch.before, "after": stretch.after, "most": most}
    rows = await snapshot.connection.execute(statement, values | more)
    return [Happened.of(row) for row in rows if row.kind in EVENTS]


async def with_numbers(snapshot: Snapshot, numbers: Sequence[int]) -> dict[int, Happened]:
    rows = await snapshot.connection.execute(ONE, {"numbers": list(numbers)})
    return {row.seq: Happened.of(row) for row in rows if row.kind in EVENTS}


async def count_since(snapshot: Snapshot, sorts: Sequence[str], after: int, most: int) -> int:
    """How many came after this number; no more than `most` of a sort are counted."""
    values = {"sorts": list(sorts), "after": after, "most": most}
    return int((await snapshot.connection.execute(COUNT, values)).scalar_one())


async def query_of(snapshot: Snapshot, words: str) -> str:
    """What to look for; empty if there is no word in it."""
    return str((await snapshot.connection.execute(QUERY, {"words": words})).scalar_one())


async def first_since(snapshot: Snapshot, moment: datetime) -> int:
    """The number of the first event that was recorded then or later."""
    return int((await snapshot.connection.execute(FIRST_SINCE, {"moment": moment})).scalar_one())
