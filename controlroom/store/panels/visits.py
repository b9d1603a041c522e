"""The visits that are on or begin within a day, with their programmes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from controlroom.store.panels.legs import legs_of
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import COMING_VISIT, visit
from controlroom.store.veil import NO_VEIL, Veil
from controlroom.watch.legs import Leg
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site
from controlroom.watch.visits import Visit

AHEAD = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Visits:
    """`legs` by visit, in the order of the programme."""

    visits: list[Visit]
    legs: dict[str, list[Leg]]
    sites: dict[str, Site]
    veil: Veil = NO_VEIL


async def visits(snapshot: Snapshot, moment: datetime) -> Visits:
    found = await snapshot.things(
        Noun.VISIT,
        select(visit)
        .where(COMING_VISIT, visit.c.starts_at < moment + AHEAD)
        .order_by(visit.c.starts_at, visit.c.code),
    )
    return await with_legs(snapshot, found)


async def with_legs(snapshot: Snapshot, found: list[Visit]) -> Visits:
    legs = await legs_of(snapshot, [one.code for one in found])
    ends = (code for every in legs.values() for each in every for code in (each.origin, each.destination))
    return Visits(found, legs, await snapshot.sites(ends))
