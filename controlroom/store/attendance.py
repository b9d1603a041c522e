"""Which screens of the room say what they show. Not history, like the presence of units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from controlroom.watch.book import Book
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.screens import MISSING_AFTER, ForgetScreen, MissScreen, ScreenCommand, SeeScreen

SAID = """
UPDATE screen AS s SET seen_at = said.at, shown_seq = said.seq, due_at = said.due
FROM unnest($1::text[], $2::timestamptz[], $3::bigint[], $4::timestamptz[]) AS said(name, at, seq, due)
WHERE s.name = said.name AND s.revoked_at IS NULL
AND (s.seen_at IS NULL OR s.seen_at < said.at OR s.seen_at > $5)
"""
"""What lies after $5, now, was dated by a clock that has been put back since."""
NEWS = """
SELECT * FROM (
    SELECT s.name, s.seen_at, CASE
        WHEN s.revoked_at IS NOT NULL THEN CASE WHEN w.in_use THEN 'cut off' END
        WHEN s.due_at IS NULL THEN NULL
        WHEN w.in_use IS NOT TRUE OR (w.missing_since IS NOT NULL AND s.due_at > $1) THEN 'seen'
        WHEN w.missing_since IS NULL AND w.out_until IS NULL AND s.due_at <= $1 THEN 'missing'
    END AS what FROM screen s LEFT JOIN watched_screen w ON w.name = s.name
) AS screens WHERE what IS NOT NULL ORDER BY name LIMIT $2
"""
EXPECT_AGAIN = """
UPDATE screen AS s SET due_at = back.due FROM unnest($1::text[], $2::timestamptz[]) AS back(name, due)
WHERE s.name = back.name AND s.due_at < back.due
"""
GRANT_GRACE = "UPDATE screen SET due_at = due_at + ($2::timestamptz - $1) WHERE due_at >= $1"
SHIFT = "UPDATE screen SET seen_at = seen_at + $1, due_at = due_at + $1 WHERE seen_at IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Word:
    """A screen says at `at` up to which number of the journal it shows it."""

    at: datetime
    seq: int


async def note(connection: asyncpg.Connection, words: Mapping[str, Word], now: datetime, book: Book) -> None:
    if words:
        due = [word.at + _patience(name, book) for name, word in words.items()]
        said = [[word.at for word in words.values()], [word.seq for word in words.values()]]
        await connection.execute(SAID, list(words), *said, due, now)


def _patience(screen: str, book: Book) -> timedelta:
    return book.time(MISSING_AFTER, Ref(Noun.SCREEN, screen))


async def news(connection: asyncpg.Connection, now: datetime, limit: int) -> list[ScreenCommand]:
    """Screens that spoke for the first time, or again, that say nothing, or that were cut off.

    One that spoke before its words were timed is watched from its next word on.
    """
    return [_command(*row) for row in await connection.fetch(NEWS, now, limit)]


def _command(name: str, seen_at: datetime, what: str) -> ScreenCommand:
    match what:
        case "missing":
            return MissScreen(name, seen_at)
        case "seen":
            return SeeScreen(name)
        case _:
            return ForgetScreen(name)


async def begin_anew(
    connection: asyncpg.Connection, screens: Sequence[str], now: datetime, book: Book
) -> None:
    """Back in service, a screen has as much time to speak as if it just had."""
    if screens:
        due = [now + _patience(name, book) for name in screens]
        await connection.execute(EXPECT_AGAIN, screens, due)


async def grant_grace(connection: asyncpg.Connection, down_from: datetime, down_to: datetime) -> None:
    """Nobody could be heard meanwhile, so also what is due a moment after it is due later."""
    await connection.execute(GRANT_GRACE, down_from, down_to)


async def shift(connection: asyncpg.Connection, by: timedelta) -> None:
    """The clock was put forward or back: each screen spoke as long ago as it did."""
    await connection.execute(SHIFT, by)
