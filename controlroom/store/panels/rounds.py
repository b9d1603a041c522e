"""What the patrol planner looks at: the sites with their last checks, what is planned, who can go."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import UNSETTLED_CHECK, planner_secret, rule, site, unit
from controlroom.store.tables import patrol_check as check
from controlroom.store.veil import NO_VEIL
from controlroom.watch.book import Book
from controlroom.watch.patrols import PatrolCheck
from controlroom.watch.predictability import RULE
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site
from controlroom.watch.units import Unit, UnitKind

DAY: Final = timedelta(hours=24)
NEAR: Final = timedelta(hours=2)
"""A check of a unit this far from all windows leaves it time for the way."""
PLANNED: Final = (UNSETTLED_CHECK, check.c.state == "planned")


@dataclass(frozen=True, slots=True)
class Rounds:
    """`sites`: all but those that are not read here. `planned`: the checks of the next 24 hours; `patrols`:
    the units in service that make them.

    `book` has what was set otherwise for the meter of predictable patrols.
    """

    sites: list[Site]
    planned: list[PatrolCheck]
    patrols: list[Unit]
    book: Book


async def rounds(snapshot: Snapshot, moment: datetime) -> Rounds:
    ahead = check.c.window_end.between(moment, moment + DAY)
    next_day = select(check).where(*PLANNED, ahead).order_by(check.c.window_start, check.c.id)
    patrols = select(unit).where(unit.c.kind == UnitKind.PATROL, unit.c.in_service)
    meter = select(rule).where(rule.c.rule == RULE)
    sites: list[Site] = await snapshot.things(Noun.SITE, select(site).order_by(site.c.name))
    planned: list[PatrolCheck] = await snapshot.things(Noun.CHECK, next_day)
    return Rounds(
        sites=[one for one in sites if not snapshot.veil.covers(one)],
        planned=[one for one in planned if not snapshot.veil.covers(one)],
        patrols=await snapshot.things(Noun.UNIT, patrols.order_by(unit.c.call_sign)),
        book=Book({terms.rule: terms for terms in await snapshot.things(Noun.RULE, meter)}),
    )


async def planned_for(
    snapshot: Snapshot, sites: Collection[str], moment: datetime, begin: datetime, end: datetime
) -> list[PatrolCheck]:
    """All that is still planned at these sites, and what any unit has to do then, wherever that is."""
    whole = replace(snapshot, veil=NO_VEIL)
    at_sites = select(check).where(*PLANNED, check.c.site.in_(sites), check.c.window_end >= moment)
    about = check.c.window_end.between(max(moment, begin - NEAR), end + NEAR)
    of_units = select(check).where(*PLANNED, about, check.c.unit.is_not(None))
    found = [
        *await snapshot.things(Noun.CHECK, at_sites),
        *await whole.things(Noun.CHECK, of_units),
    ]
    return list({each.id: each for each in found}.values())


async def secret(snapshot: Snapshot) -> bytes:
    """What times are drawn from (watch/chance.py)."""
    found: bytes = (await snapshot.connection.execute(select(planner_secret.c.secret))).scalar_one()
    return found
