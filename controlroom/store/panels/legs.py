"""The programmes of visits, as they are driven."""

from collections.abc import Collection

from sqlalchemy import select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import among, leg
from controlroom.watch.legs import Leg, LegState
from controlroom.watch.refs import Noun


async def legs_of(snapshot: Snapshot, codes: Collection[str]) -> dict[str, list[Leg]]:
    """By visit, in the order of the programme, without what was dropped from it."""
    legs: dict[str, list[Leg]] = {code: [] for code in codes}
    query = (
        select(leg)
        .where(among(leg.c.visit, codes), leg.c.state != LegState.DROPPED)
        .order_by(leg.c.visit, leg.c.planned_start, leg.c.number)
    )
    for one in await snapshot.things(Noun.LEG, query):
        legs[one.visit].append(one)
    return legs
