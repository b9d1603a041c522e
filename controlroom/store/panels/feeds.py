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
    feeds: list[FeedLine]
    silent: list[Unit]
    in_service: int


async def feeds(snapshot: Snapshot) -> Feeds:
    rows = await snapshot.connection.execute(select(feed).order_by(feed.c.kind.desc(), feed.c.name))
    return Feeds(
        feeds=[FeedLine(*row) for row in rows],
        silent=await snapshot.things(
            Noun.UNIT, select(unit).where(unit.c.silent_since.is_not(None)).order_by(unit.c.silent_since)
        ),
        in_service=await snapshot.one(select(func.count()).select_from(unit).where(unit.c.in_service)),
    )
