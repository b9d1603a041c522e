"""A leg of a visit's programme: from one place to the next, as the units on the road report it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, assert_never

from controlroom.watch.book import Book, Measure, Threshold
from controlroom.watch.refs import Expectation, Noun, Ref
from controlroom.watch.reports import PRIVATE, Report
from controlroom.watch.units import UnitCaughtUp
from controlroom.watch.words import mark

BEHIND_AFTER: Final = Threshold(
    "leg.departure_overdue", "late", 10, Measure.MINUTES, 1, 120, mark("P3 from so long after its time")
)
"""A leg that did not leave, or did not arrive, this long after its time is late (requirement R4)."""
FAR_BEHIND_AFTER: Final = Threshold(
    "leg.departure_overdue", "far_behind", 10, Measure.MINUTES, 1, 120, mark("P2 so long after it was late")
)
"""Twenty minutes after its time (requirement R4)."""


class LegState(StrEnum):
    PLANNED = "planned"
    READY = "ready"
    EN_ROUTE = "en_route"
    DIVERTED = "diverted"
    ARRIVED = "arrived"
    DEPARTED = "departed"
    SKIPPED = "skipped"
    DROPPED = "dropped"

    @property
    def moving(self) -> bool:
        return self in (LegState.EN_ROUTE, LegState.DIVERTED)

    @property
    def finished(self) -> bool:
        return self in (LegState.ARRIVED, LegState.DEPARTED, LegState.SKIPPED, LegState.DROPPED)

    @property
    def progress(self) -> int:
        """A leg only moves on; a report of less progress than this is history."""
        return list(LegState).index(self)


@dataclass(frozen=True, slots=True)
class Leg:
    """`overdue` is 0 on time, 1 late, 2 far behind; `eta_said_at` is when a unit last gave an ETA.

    `held`: its visit is postponed, so nothing is due.
    """

    id: str
    visit: str
    number: int
    origin: str
    destination: str
    planned_start: datetime
    planned_end: datetime
    units: tuple[str, ...]
    convoy: int
    state: LegState = LegState.PLANNED
    depart_by: datetime | None = None
    eta: datetime | None = None
    eta_said_at: datetime | None = None
    departed_at: datetime | None = None
    arrived_at: datetime | None = None
    overdue: int = 0
    behind_at: datetime | None = None
    behind_cause: str | None = None
    held: bool = False

    @property
    def planned(self) -> "PlannedLeg":
        return PlannedLeg(
            self.number,
            self.origin,
            self.destination,
            self.planned_start,
            self.planned_end,
            self.units,
            self.convoy,
        )

    @property
    def due_at(self) -> datetime:
        """When the next movement is due: the arrival of a moving leg, the departure of one that waits."""
        if self.state.moving:
            return self.eta or self.planned_end
        return self.depart_by or self.planned_start


@dataclass(frozen=True, slots=True)
class PlannedLeg:
    number: int
    origin: str
    destination: str
    planned_start: datetime
    planned_end: datetime
    units: tuple[str, ...]
    convoy: int

    def of(self, visit: str) -> Leg:
        return Leg(
            leg_id(visit, self.number),
            visit,
            self.number,
            self.origin,
            self.destination,
            self.planned_start,
            self.planned_end,
            self.units,
            self.convoy,
        )


def leg_id(visit: str, number: int) -> str:
    return f"{visit}/{number}"


@dataclass(frozen=True, slots=True)
class ReportLeg:
    report: Report
    visit: str
    number: int
    status: LegState | None = None
    eta: datetime | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class LegPlanned:
    kind: ClassVar = "leg.planned"
    leg: Leg

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.LEG, self.leg.id),)


@dataclass(frozen=True, slots=True)
class LegReplanned:
    """`leg` as it is to be driven from now on; it had not begun."""

    kind: ClassVar = "leg.replanned"
    visit: str
    leg: PlannedLeg

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.LEG, leg_id(self.visit, self.leg.number)),)


@dataclass(frozen=True, slots=True)
class LegDropped:
    """It is no longer part of the programme."""

    kind: ClassVar = "leg.dropped"
    leg: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.LEG, self.leg),)


@dataclass(frozen=True, slots=True)
class LegHeld:
    """Its visit is postponed."""

    kind: ClassVar = "leg.held"
    leg: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.LEG, self.leg),)


@dataclass(frozen=True, slots=True)
class LegReported:
    kind: ClassVar = "leg.reported"
    report: Report
    at: datetime
    visit: str
    number: int
    status: LegState | None = None
    eta: datetime | None = None
    off_task: bool = False
    text: str | None = field(default=None, metadata=PRIVATE)

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.LEG, leg_id(self.visit, self.number)), Ref(Noun.VISIT, self.visit))


@dataclass(frozen=True, slots=True)
class LegFellBehind:
    kind: ClassVar = "leg.fell_behind"
    leg: str
    overdue: int
    noticed_at: datetime
    cause: str | None = None

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.LEG, self.leg),)


@dataclass(frozen=True, slots=True)
class LegLapsed:
    """Long after its visit should have ended nobody has said what became of it."""

    kind: ClassVar = "leg.lapsed"
    leg: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.LEG, self.leg),)


LegEvent = (
    LegPlanned | LegReplanned | LegDropped | LegHeld | LegReported | LegFellBehind | LegLapsed | UnitCaughtUp
)


def pass_deadline(leg: Leg, kind: str, now: datetime, cause: str | None) -> list[LegEvent]:
    """`cause`: all units of the leg are silent; one of them stands for all until any is heard."""
    return [LegFellBehind(leg.id, leg.overdue + 1, now, cause)] if kind == "movement" else []


def apply(leg: Leg | None, event: LegEvent) -> Leg:
    match event:
        case LegPlanned(leg=fresh):
            return fresh
        case _ if leg is None:
            raise LookupError(f"{event.kind} of a leg that was never planned")
        case LegReported():
            return _reported(leg, event) if event.report.actual else leg
        case LegFellBehind(overdue=overdue, noticed_at=noticed_at, cause=cause):
            return replace(leg, overdue=overdue, behind_at=leg.behind_at or noticed_at, behind_cause=cause)
        case UnitCaughtUp():
            return replace(leg, behind_cause=None)
        case LegLapsed():
            return _on_time(replace(leg, state=LegState.SKIPPED))
        case LegReplanned(leg=plan):
            return _replanned(leg, plan)
        case LegDropped():
            return _on_time(replace(leg, state=LegState.DROPPED, held=False))
        case LegHeld():
            return _on_time(replace(leg, held=True))
        case _:
            assert_never(event)


def _replanned(leg: Leg, plan: PlannedLeg) -> Leg:
    """A convoy that was ready for another time is not ready for this one."""
    fresh = plan.of(leg.visit)
    same_time = (leg.planned_start, leg.planned_end) == (plan.planned_start, plan.planned_end)
    if not same_time:
        return fresh
    kept = replace(fresh, state=leg.state, depart_by=leg.depart_by, eta=leg.eta, eta_said_at=leg.eta_said_at)
    return replace(kept, overdue=leg.overdue, behind_at=leg.behind_at, behind_cause=leg.behind_cause)


def _on_time(leg: Leg) -> Leg:
    return replace(leg, overdue=0, behind_at=None, behind_cause=None)


def _reported(leg: Leg, event: LegReported) -> Leg:
    overtaken = (
        event.status is LegState.SKIPPED and leg.departed_at is not None and event.at < leg.departed_at
    )
    if overtaken:
        return leg
    if event.status and event.status.progress > leg.state.progress and not leg.state.finished:
        leg = _progressed(leg, event.status, event.at)
    elif event.status is LegState.EN_ROUTE and leg.departed_at is None:
        leg = replace(leg, departed_at=event.at)
    if event.status is LegState.DEPARTED and leg.state is LegState.ARRIVED:
        leg = replace(leg, state=LegState.DEPARTED)
    return _expected(leg, event) if event.eta else leg


def _progressed(leg: Leg, state: LegState, at: datetime) -> Leg:
    leg = replace(leg, state=state)
    if state is not LegState.READY:
        leg = _on_time(replace(leg, held=False))
    if state.moving and leg.departed_at is None:
        own_time = leg.planned_end - leg.planned_start
        return replace(leg, departed_at=at, eta=leg.eta if leg.eta_said_at else at + own_time)
    if state in (LegState.ARRIVED, LegState.DEPARTED):
        return replace(leg, arrived_at=leg.arrived_at or at)
    return leg


def _expected(leg: Leg, event: LegReported) -> Leg:
    if leg.state.finished or (leg.eta_said_at and event.at < leg.eta_said_at) or event.eta is None:
        return leg
    own_time = leg.planned_end - leg.planned_start
    depart_by = leg.depart_by if leg.state.moving else event.eta - own_time
    return replace(
        leg,
        eta=event.eta,
        eta_said_at=event.at,
        depart_by=depart_by,
        overdue=0,
        behind_at=None,
        behind_cause=None,
    )


def expectations(leg: Leg, book: Book) -> list[Expectation]:
    """Far behind counts from when it was noticed to be behind, so one downtime is never two steps at once."""
    if leg.state.finished or leg.held or leg.overdue == 2:
        return []
    if leg.behind_at:
        return [Expectation("movement", leg.behind_at + book.time(FAR_BEHIND_AFTER))]
    return [Expectation("movement", leg.due_at + book.time(BEHIND_AFTER))]
