"""The visits that are on or begin within a day, with their programmes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import COMING_VISIT, leg, visit
from controlroom.store.veil import NO_VEIL, Veil
from controlroom.watch.legs import Leg, LegState
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
    programme = await snapshot.things(
        Noun.LEG,
        select(leg)
        .where(leg.c.visit.in_([v.code for v in found]), leg.c.state != LegState.DROPPED)
        .order_by(leg.c.visit, leg.c.planned_start, leg.c.number),
    )
    legs: dict[str, list[Leg]] = {v.code: [] for v in found}
    for each in programme:
        legs[each.visit].append(each)
    places = await snapshot.sites(code for each in programme for code in (each.origin, each.destination))
    return Visits(found, legs, places)
