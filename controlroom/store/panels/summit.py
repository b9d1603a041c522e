"""The summits of these days: every visit that belongs to an event, with its programme."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, func, select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.panels.visits import Visits, with_legs
from controlroom.store.tables import visit, visit_is_on
from controlroom.watch.refs import Noun

AHEAD: Final = timedelta(days=7)
BEHIND: Final = timedelta(hours=24)
OF_IT: Final = timedelta(days=31)
"""A delegation that went home is on the board while others stay, but not one of another year's summit."""
CALLED_OFF: Final = ("postponed", "cancelled")


@dataclass(frozen=True, slots=True)
class Summit:
    """`delegations` that whoever looks may see. `near`: one of them is on in these days."""

    event: str
    starts_at: datetime
    ends_at: datetime
    delegations: int
    legs: int
    near: bool


def is_near(moment: datetime) -> ColumnElement[bool]:
    """What is on, was on yesterday or begins within a week: of this there is a live board."""
    return visit_is_on(moment - BEHIND, moment + AHEAD)


async def summits(snapshot: Snapshot, moment: datetime) -> Visits:
    """All delegations of the events of these days, which is one or two, also those that have gone home."""
    of_these_days = select(visit.c.event).where(visit.c.state.not_in(CALLED_OFF), is_near(moment))
    same_summit = visit_is_on(moment - OF_IT, moment + OF_IT)
    return await _visits(snapshot, and_(visit.c.event.in_(of_these_days), same_summit))


async def one_summit(snapshot: Snapshot, event: str) -> Visits:
    """Of whatever day it is."""
    return await _visits(snapshot, visit.c.event == event)


async def _visits(snapshot: Snapshot, which: ColumnElement[bool]) -> Visits:
    wanted = (visit.c.event.is_not(None), visit.c.state.not_in(CALLED_OFF), which)
    found = await snapshot.things(Noun.VISIT, select(visit).where(*wanted).order_by(visit.c.code))
    return await with_legs(snapshot, found)


async def list_of_summits(snapshot: Snapshot, moment: datetime) -> list[Summit]:
    """The newest first, counted without what may not be seen; a hundred at most."""
    hidden = snapshot.veil.hidden(Noun.VISIT)
    begins = func.min(visit.c.starts_at)
    ends, near = func.max(visit.c.ends_at), func.bool_or(is_near(moment))
    query = (
        select(visit.c.event, begins, ends, func.count(), func.sum(visit.c.legs), near)
        .where(visit.c.event.is_not(None), visit.c.state.not_in(CALLED_OFF), visit.c.code.not_in(hidden))
        .group_by(visit.c.event)
        .order_by(begins.desc())
        .limit(100)
    )
    return [Summit(*row) for row in await snapshot.connection.execute(query)]
