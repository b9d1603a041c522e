"""The list of visits: what fits the filters, what is next first."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, TextClause, and_, case, func, select, text

from controlroom.store.panels.legs import legs_of
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import OPEN_VISIT, VISIT_WORDS, leg, visit
from controlroom.watch.legs import Leg, LegState
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site
from controlroom.watch.visits import Rank, Visit, VisitState

AT_ONCE: Final = 50
IN_A_TABLE: Final = 5000
OVER: Final = (VisitState.CLOSED, VisitState.CANCELLED)
MOVING: Final = (LegState.EN_ROUTE, LegState.DIVERTED)
AHEAD: Final = (LegState.PLANNED, LegState.READY, *MOVING)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`states`: all if it is empty. `since` and `until`: a visit that is on at any moment between them.

    `asked`: a tsquery over what a visit is called; empty asks nothing.
    """

    states: Collection[VisitState] = ()
    since: datetime | None = None
    until: datetime | None = None
    rank: Rank | None = None
    event: str = ""
    asked: str = ""


@dataclass(frozen=True, slots=True)
class VisitList:
    """`kept`: code names of those that are on and are not read here, for which no filter was asked."""

    visits: list[Visit]
    legs: dict[str, list[Leg]]
    sites: dict[str, Site]
    total: int
    events: list[str]
    kept: list[str]


async def visit_list(snapshot: Snapshot, wanted: Wanted, skipped: int = 0, most: int = AT_ONCE) -> VisitList:
    hidden = snapshot.veil.hidden(Noun.VISIT)
    fits = and_(visit.c.code.not_in(hidden), *_filters(wanted))
    counted = await snapshot.connection.execute(select(func.count()).select_from(visit).where(fits))
    page = _in_turn(select(visit).where(fits)).offset(skipped).limit(most)
    found: list[Visit] = await snapshot.things(Noun.VISIT, page)
    legs = await legs_of(snapshot, [one.code for one in found])
    places = (code for every in legs.values() for one in every for code in (one.origin, one.destination))
    return VisitList(
        found,
        legs,
        await snapshot.sites(places),
        counted.scalar_one(),
        await _events(snapshot, hidden),
        await kept_visits(snapshot) if wanted == Wanted(wanted.states) else [],
    )


def _filters(wanted: Wanted) -> Iterator[ColumnElement[bool] | TextClause]:
    if wanted.states:
        yield visit.c.state.in_(wanted.states)
        if not {*wanted.states} & {*OVER}:
            yield OPEN_VISIT
    if wanted.since:
        yield visit.c.ends_at > wanted.since
    if wanted.until:
        yield visit.c.starts_at < wanted.until
    if wanted.rank:
        yield visit.c.rank == wanted.rank
    if wanted.event:
        yield visit.c.event == wanted.event
    if wanted.asked:
        yield text(f"{VISIT_WORDS} @@ CAST(:asked AS tsquery)").bindparams(asked=wanted.asked)


def _in_turn(query: Select[Any]) -> Select[Any]:
    """By the next movement; then those without a day, then what is over, the latest first."""
    due = case(
        (leg.c.state.in_(MOVING), func.coalesce(leg.c.eta, leg.c.planned_end)),
        else_=func.coalesce(leg.c.depart_by, leg.c.planned_start),
    )
    next_due = select(func.min(due)).where(leg.c.visit == visit.c.code, leg.c.state.in_(AHEAD))
    is_over = visit.c.state.in_(OVER)
    turn = case((is_over, 2), (visit.c.state == VisitState.POSTPONED, 1), else_=0)
    at = case((is_over, None), else_=func.coalesce(next_due.scalar_subquery(), visit.c.starts_at))
    return query.order_by(turn, at, visit.c.starts_at.desc(), visit.c.code)


async def _events(snapshot: Snapshot, hidden: Collection[str]) -> list[str]:
    """The newest fifty, to choose from."""
    query = (
        select(visit.c.event)
        .where(visit.c.event.is_not(None), visit.c.code.not_in(hidden))
        .group_by(visit.c.event)
        .order_by(func.max(visit.c.starts_at).desc())
        .limit(50)
    )
    return [row.event for row in await snapshot.connection.execute(query)]


async def kept_visits(snapshot: Snapshot) -> list[str]:
    """The code names of those that are not over and not read here, in an order that says nothing of when."""
    hidden = snapshot.veil.hidden(Noun.VISIT)
    query = select(visit.c.code_name).where(visit.c.code.in_(hidden), OPEN_VISIT)
    return [row.code_name for row in await snapshot.connection.execute(query.order_by(visit.c.code_name))]
