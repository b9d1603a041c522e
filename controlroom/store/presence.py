"""Presence: when each unit and each feed was last heard. Not history, so not in the journal."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import asyncpg

from controlroom.watch.book import Book
from controlroom.watch.reports import Position
from controlroom.watch.units import HearUnit, MissPulse, Pulse

HEARD = """
INSERT INTO presence AS p (unit, heard_at, due_at, position)
SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::jsonb[])
ON CONFLICT (unit) DO UPDATE SET heard_at = excluded.heard_at, due_at = excluded.due_at,
    position = coalesce(excluded.position, p.position)
WHERE p.heard_at < excluded.heard_at OR p.heard_at > $5
"""
"""What lies after $5, now, was dated by a clock that has been put back since."""
SPEAKING_AGAIN = "SELECT call_sign FROM unit WHERE call_sign = ANY($1) AND silent_since IS NOT NULL"
FALLEN_SILENT = """
SELECT p.unit, p.heard_at FROM presence p JOIN unit u ON u.call_sign = p.unit
WHERE p.due_at <= $1 AND u.in_service AND u.out_until IS NULL AND u.silent_since IS NULL
ORDER BY p.due_at LIMIT $2
"""
AWAITED = """
SELECT p.unit, u.pulse FROM presence p JOIN unit u ON u.call_sign = p.unit WHERE p.due_at IS NOT NULL
"""
MOVE = """
UPDATE presence p SET due_at = p.due_at + moved.by
FROM unnest($1::text[], $2::interval[]) AS moved(unit, by) WHERE moved.unit = p.unit
"""
NOT_WATCHED_YET = "UPDATE presence SET due_at = NULL WHERE unit = ANY($1)"
GRANT_GRACE = "UPDATE presence SET due_at = due_at + ($2::timestamptz - $1) WHERE due_at BETWEEN $1 AND $2"
SHIFT = """
WITH heard AS (UPDATE presence SET heard_at = heard_at + $1, due_at = due_at + $1)
UPDATE feed SET last_at = last_at + $1
"""
FED = """
INSERT INTO feed AS f (name, kind, state, note, last_at)
SELECT name, 'push', 'live', '', at FROM unnest($1::text[], $2::timestamptz[]) AS heard(name, at)
ON CONFLICT (name) DO UPDATE SET state = 'live',
    last_at = CASE WHEN f.last_at > $3 THEN excluded.last_at ELSE greatest(f.last_at, excluded.last_at) END
"""


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of life of a unit at `at`, with where it was if it said so."""

    at: datetime
    pulse: Pulse
    position: Position | None = None


async def note(
    connection: asyncpg.Connection, signs: Mapping[str, Sign], now: datetime, book: Book
) -> list[HearUnit]:
    """Keep the signs of life; the units among them that had been silent."""
    if not signs:
        return []
    patience = {unit: s.pulse.patience(book, unit) for unit, s in signs.items()}
    due = [s.at + patient if (patient := patience[unit]) else None for unit, s in signs.items()]
    where = [json.dumps(asdict(s.position), default=str) if s.position else None for s in signs.values()]
    await connection.execute(HEARD, list(signs), [s.at for s in signs.values()], due, where, now)
    rows = await connection.fetch(SPEAKING_AGAIN, list(signs))
    return [HearUnit(row["call_sign"]) for row in rows]


async def begin_anew(connection: asyncpg.Connection, units: Sequence[str]) -> None:
    """A unit that was registered, for the first time or again, is watched from its next word on."""
    if units:
        await connection.execute(NOT_WATCHED_YET, units)


async def note_feeds(connection: asyncpg.Connection, fed: Mapping[str, datetime], now: datetime) -> None:
    if fed:
        await connection.execute(FED, list(fed), list(fed.values()), now)


async def fallen_silent(connection: asyncpg.Connection, now: datetime, limit: int) -> Iterable[MissPulse]:
    return [MissPulse(*row) for row in await connection.fetch(FALLEN_SILENT, now, limit)]


async def go_by(connection: asyncpg.Connection, book: Book, before: Book) -> None:
    """Another patience counts at once, also for those who are waited for already; grace is kept."""
    moved: dict[str, timedelta] = {}
    for unit, pulse in await connection.fetch(AWAITED):
        now, then = (Pulse(pulse).patience(one, unit) for one in (book, before))
        if now and then and now != then:
            moved[unit] = now - then
    if moved:
        await connection.execute(MOVE, list(moved), list(moved.values()))


async def grant_grace(connection: asyncpg.Connection, down_from: datetime, down_to: datetime) -> None:
    await connection.execute(GRANT_GRACE, down_from, down_to)


async def shift(connection: asyncpg.Connection, by: timedelta) -> None:
    """The clock was put forward or back: who was heard is as long ago as it was."""
    await connection.execute(SHIFT, by)
