"""What a private calendar is made of: visits and gatherings from a week ago until three months ahead."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from controlroom.store.panels.legs import legs_of
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import gathering, visit, visit_is_on
from controlroom.watch.gatherings import LONGEST, Gathering
from controlroom.watch.legs import Leg
from controlroom.watch.refs import Noun
from controlroom.watch.visits import Visit

BEHIND: Final = timedelta(days=7)
AHEAD: Final = timedelta(days=90)
CALLED_OFF: Final = ("postponed", "cancelled")
MOST: Final = 2_000


@dataclass(frozen=True, slots=True)
class Calendar:
    visits: list[Visit]
    legs: dict[str, list[Leg]]
    gatherings: list[Gathering]


async def calendar(snapshot: Snapshot, now: datetime) -> Calendar:
    """Without what is kept from whoever looks: not even that it is on."""
    since, until = now - BEHIND, now + AHEAD
    query = (
        select(visit)
        .where(visit_is_on(since, until), visit.c.state.not_in(CALLED_OFF))
        .order_by(visit.c.starts_at, visit.c.code)
        .limit(MOST)
    )
    found: list[Visit] = await snapshot.things(Noun.VISIT, query)
    seen = [one for one in found if not snapshot.veil.covers(one)]
    legs = await legs_of(snapshot, [one.code for one in seen])
    return Calendar(seen, legs, await _gatherings(snapshot, since, until))


async def _gatherings(snapshot: Snapshot, since: datetime, until: datetime) -> list[Gathering]:
    at = gathering.c.starts_at
    query = (
        select(gathering)
        .where(at > since - LONGEST, at < until, gathering.c.ends_at > since)
        .where(gathering.c.cancelled_at.is_(None))
        .order_by(at, gathering.c.id)
        .limit(MOST)
    )
    return await snapshot.things(Noun.GATHERING, query)
