"""Deadlines: every expectation of a thing is a row with the moment at which it fails.

`nominal_at` is what the thing's state says, `due_at` what counts: later by the grace for the time in which
the watch itself was down. Kinds that only a newer version knows are left to the process that knows them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import asyncpg

from controlroom.watch.commands import PassDeadline
from controlroom.watch.fold import EXPECTED
from controlroom.watch.refs import Expectation, Noun, Ref

KINDS = sorted(EXPECTED)

KEEP = """
WITH forgotten AS (
    DELETE FROM deadline WHERE ref = ANY($1) AND kind = ANY($2)
    AND (ref, kind) NOT IN (SELECT * FROM unnest($3::text[], $4::text[]))
)
INSERT INTO deadline AS d (ref, kind, nominal_at, due_at)
SELECT ref, kind, at, at FROM unnest($3::text[], $4::text[], $5::timestamptz[]) AS expected(ref, kind, at)
ON CONFLICT (ref, kind) DO UPDATE SET nominal_at = excluded.nominal_at, due_at = excluded.due_at
WHERE d.nominal_at <> excluded.nominal_at
"""
"""In one way to the server and back: each sighting of a vehicle moves the end of its time.

NOT IN looks up what is kept in a table that it makes once; NOT EXISTS would read all of it for each deadline
by a plan that does not know how many they are.
"""
DUE = """
SELECT ref, kind, nominal_at FROM deadline WHERE due_at <= $1 AND kind = ANY($3)
ORDER BY due_at, ref, kind LIMIT $2
"""
AWAITED = "SELECT DISTINCT ref FROM deadline WHERE split_part(ref, ':', 1) = ANY($1)"
GRANT_GRACE = "UPDATE deadline SET due_at = due_at + ($2::timestamptz - $1) WHERE due_at BETWEEN $1 AND $2"
SHIFT = "UPDATE deadline SET due_at = due_at + $1"
DROP = """
DELETE FROM deadline WHERE (ref, kind, nominal_at)
IN (SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[]))
"""


async def keep(connection: asyncpg.Connection, expected: Iterable[tuple[Ref, list[Expectation]]]) -> None:
    """What these things expect now; a moment that did not change keeps the grace that it was given."""
    of = {str(ref): expectations for ref, expectations in expected}
    if not of:
        return
    rows = [(ref, e.kind, e.due_at) for ref, expectations in of.items() for e in expectations]
    refs, kinds, times = (list(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    await connection.execute(KEEP, list(of), KINDS, refs, kinds, times)


async def due(connection: asyncpg.Connection, now: datetime, limit: int) -> list[PassDeadline]:
    rows = await connection.fetch(DUE, now, limit, KINDS)
    return [PassDeadline(Ref.parse(ref), kind, nominal_at) for ref, kind, nominal_at in rows]


async def awaited(connection: asyncpg.Connection, nouns: Iterable[Noun]) -> list[Ref]:
    """Things of these nouns of which something is expected; all deadlines are read for it."""
    return [Ref.parse(ref) for (ref,) in await connection.fetch(AWAITED, [noun.value for noun in nouns])]


async def grant_grace(connection: asyncpg.Connection, down_from: datetime, down_to: datetime) -> None:
    await connection.execute(GRANT_GRACE, down_from, down_to)


async def shift(connection: asyncpg.Connection, by: timedelta) -> None:
    """The clock was put forward or back: what is due keeps its distance."""
    await connection.execute(SHIFT, by)


async def drop(connection: asyncpg.Connection, passed: Iterable[PassDeadline]) -> None:
    """Forget deadlines that meant nothing any more, so that they are not asked about for ever."""
    gone = [(str(p.ref), p.kind, p.due_at) for p in passed]
    if gone:
        await connection.execute(DROP, *(list(column) for column in zip(*gone, strict=True)))
