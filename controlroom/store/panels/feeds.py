"""When each feed was last heard, and which units are silent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import feed, unit
from controlroom.watch.refs import Noun
from controlroom.watch.units import Unit


@dataclass(frozen=True, slots=True)
class FeedLine:
    """`kind`: push for what units post, folder or poll for what is collected."""

    name: str
    kind: str
    state: str
    note: str
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Feeds:
    """`feeds` is None where nobody knows any more when they were heard."""

    feeds: list[FeedLine] | None
    silent: list[Unit]
    in_service: int


async def feeds(snapshot: Snapshot) -> Feeds:
    return Feeds(
        feeds=None if snapshot.past else await _heard(snapshot),
        silent=await snapshot.things(
            Noun.UNIT, select(unit).where(unit.c.silent_since.is_not(None)).order_by(unit.c.silent_since)
        ),
        in_service=await snapshot.one(select(func.count()).select_from(unit).where(unit.c.in_service)),
    )


async def _heard(snapshot: Snapshot) -> list[FeedLine]:
    rows = await snapshot.connection.execute(select(feed).order_by(feed.c.kind.desc(), feed.c.name))
    return [FeedLine(*row) for row in rows]
