"""When each feed was last heard, and which units and screens are not heard as they should be, or rest."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, text, union_all

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import feed, unit, watched_screen
from controlroom.watch.refs import Noun
from controlroom.watch.screens import Screen
from controlroom.watch.units import Unit

LATE: Final = text("""
SELECT p.unit, p.heard_at FROM presence p JOIN unit u ON u.call_sign = p.unit
WHERE clock_timestamp() >= p.heard_at + (p.due_at - p.heard_at) / 2
AND u.in_service AND u.out_until IS NULL AND u.silent_since IS NULL ORDER BY p.heard_at
""")
"""Half of its patience has gone by: of a word every 30 s one was lost, or two where patience is long."""


@dataclass(frozen=True, slots=True)
class FeedLine:
    """`kind`: push for what units post, folder or poll for what is collected."""

    name: str
    kind: str
    state: str
    note: str
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class LateUnit:
    call_sign: str
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Resting:
    """A unit or a screen, out of service by plan."""

    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Unheard:
    """`feeds` is None where nobody knows any more when they were heard."""

    feeds: list[FeedLine] | None
    silent: list[Unit]
    missing: list[Screen]


@dataclass(frozen=True, slots=True)
class Feeds(Unheard):
    """With those that are late, though not silent yet, and those that rest."""

    in_service: int
    late: list[LateUnit]
    resting: list[Resting]


async def feeds(snapshot: Snapshot) -> Feeds:
    not_heard = await unheard(snapshot)
    return Feeds(
        not_heard.feeds,
        not_heard.silent,
        not_heard.missing,
        in_service=await snapshot.one(select(func.count()).select_from(unit).where(unit.c.in_service)),
        late=[] if snapshot.past else await _late(snapshot),
        resting=await _resting(snapshot),
    )


async def unheard(snapshot: Snapshot) -> Unheard:
    silent, missing = unit.c.silent_since, watched_screen.c.missing_since
    return Unheard(
        None if snapshot.past else await _heard(snapshot),
        await snapshot.things(Noun.UNIT, select(unit).where(silent.is_not(None)).order_by(silent)),
        await snapshot.things(
            Noun.SCREEN, select(watched_screen).where(missing.is_not(None)).order_by(missing)
        ),
    )


async def _heard(snapshot: Snapshot) -> list[FeedLine]:
    lines = select(feed.c.name, feed.c.kind, feed.c.state, feed.c.note, feed.c.last_at)
    rows = await snapshot.connection.execute(lines.order_by(feed.c.kind.desc(), feed.c.name))
    return [FeedLine(*row) for row in rows]


async def _late(snapshot: Snapshot) -> list[LateUnit]:
    return [LateUnit(*row) for row in await snapshot.connection.execute(LATE)]


async def _resting(snapshot: Snapshot) -> list[Resting]:
    """The next to be back before the others."""
    units = select(unit.c.call_sign.label("name"), unit.c.out_until).where(unit.c.in_service)
    screens = select(watched_screen.c.name, watched_screen.c.out_until)
    both = union_all(units, screens).subquery()
    query = select(both).where(both.c.out_until.is_not(None)).order_by(both.c.out_until, both.c.name)
    return [Resting(*row) for row in await snapshot.connection.execute(query)]
