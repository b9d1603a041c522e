"""What one unit has to do now: its posts, its legs, its rounds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import any_, or_, select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.panels.visits import AHEAD
from controlroom.store.tables import (
    COMING_VISIT,
    STANDING_POST,
    UNSETTLED_CHECK,
    among,
    leg,
    patrol_check,
    post,
    visit,
)
from controlroom.watch.legs import Leg, LegState
from controlroom.watch.patrols import LATE_FOR, PatrolCheck
from controlroom.watch.posts import Post
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site
from controlroom.watch.visits import Visit

ROUND_AHEAD: Final = timedelta(hours=8)
OVER: Final = (LegState.DEPARTED, LegState.SKIPPED, LegState.DROPPED)
AT_MOST: Final = 12
"""Of each, so that a thumb finds the first."""


@dataclass(frozen=True, slots=True)
class Tasks:
    """`manned`: the codes of the posts that the unit itself mans. `visits` by code, of the legs."""

    posts: list[Post]
    manned: frozenset[str]
    legs: list[Leg]
    visits: dict[str, Visit]
    checks: list[PatrolCheck]
    sites: dict[str, Site]


async def tasks(snapshot: Snapshot, unit: str, moment: datetime) -> Tasks:
    """Which they are is asked of the rows; the veil of the snapshot lies over what they say."""
    its = STANDING_POST & or_(any_(post.c.units) == unit, post.c.manned_by == unit)
    posts = await snapshot.things(Noun.POST, select(post).where(its).order_by(post.c.code).limit(AT_MOST))
    by_it = select(post.c.code).where(STANDING_POST, post.c.manned_by == unit)
    manned = (await snapshot.connection.execute(by_it)).scalars()
    legs, visits = await _legs(snapshot, unit, moment)
    checks = await _checks(snapshot, unit, moment)
    places = [one.site for one in (*posts, *checks)]
    places += [place for one in legs for place in (one.origin, one.destination)]
    return Tasks(posts, frozenset(manned), legs, visits, checks, await snapshot.sites(places))


async def _legs(snapshot: Snapshot, unit: str, moment: datetime) -> tuple[list[Leg], dict[str, Visit]]:
    """That name the unit, of visits that are on or begin within a day; what is over comes no more."""
    coming = select(visit.c.code).where(COMING_VISIT, visit.c.starts_at < moment + AHEAD)
    its = (any_(leg.c.units) == unit) & leg.c.state.not_in(OVER) & leg.c.held.is_(False)
    query = select(leg).where(leg.c.visit.in_(coming), its).order_by(leg.c.planned_start, leg.c.id)
    legs: list[Leg] = await snapshot.things(Noun.LEG, query.limit(AT_MOST))
    of_them = select(visit).where(among(visit.c.code, [one.visit for one in legs]))
    visits: list[Visit] = await snapshot.things(Noun.VISIT, of_them) if legs else []
    return legs, {one.code: one for one in visits}


async def _checks(snapshot: Snapshot, unit: str, moment: datetime) -> list[PatrolCheck]:
    """Planned for the unit, from those that can still be made late to those of the next hours."""
    its = (
        (patrol_check.c.unit == unit)
        & (patrol_check.c.window_end > moment - LATE_FOR)
        & (patrol_check.c.window_start < moment + ROUND_AHEAD)
    )
    query = select(patrol_check).where(UNSETTLED_CHECK, its)
    order = patrol_check.c.window_end, patrol_check.c.id
    found: list[PatrolCheck] = await snapshot.things(Noun.CHECK, query.order_by(*order).limit(AT_MOST))
    return found
