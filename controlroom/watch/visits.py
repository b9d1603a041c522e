"""A protected visit: whose, of what rank, from when to when. Its programme is made of legs (legs.py)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, assert_never

from controlroom.watch.legs import LegLapsed, LegPlanned, LegReported, PlannedLeg, leg_id
from controlroom.watch.refs import Expectation, Noun, Ref
from controlroom.watch.threat import LevelChange, ThreatLevelBegan, ThreatLevelPassed, ThreatLevelSet

ABANDONED_AFTER = timedelta(hours=12)
"""A leg of which nobody has said anything this long after the visit's end is not on the road any more."""


class Rank(StrEnum):
    """A head of state or government, B minister or head of an institution, C other."""

    A = "A"
    B = "B"
    C = "C"


class VisitKind(StrEnum):
    STATE = "state"
    OFFICIAL = "official"
    WORKING = "working"
    PRIVATE = "private"
    SUMMIT = "summit"


class VisitState(StrEnum):
    APPROVED = "approved"
    ACTIVE = "active"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Visit:
    """`code_name` is what stands on a wall; `open_legs` are the numbers of the legs still to be finished."""

    code: str
    code_name: str
    rank: Rank
    kind: VisitKind
    delegation: str
    starts_at: datetime
    ends_at: datetime
    threat_level: int
    event: str | None
    legs: int
    open_legs: tuple[int, ...]
    state: VisitState = VisitState.APPROVED


@dataclass(frozen=True, slots=True)
class PlanVisit:
    code: str
    code_name: str
    rank: Rank
    kind: VisitKind
    delegation: str
    starts_at: datetime
    ends_at: datetime
    threat_level: int
    event: str | None
    legs: tuple[PlannedLeg, ...]


@dataclass(frozen=True, slots=True)
class VisitPlanned:
    kind: ClassVar = "visit.planned"
    visit: Visit

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.VISIT, self.visit.code),)


@dataclass(frozen=True, slots=True)
class VisitClosed:
    kind: ClassVar = "visit.closed"
    visit: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.VISIT, self.visit),)


VisitEvent = VisitPlanned | LegReported | VisitClosed | LevelChange


def decide(visit: Visit | None, command: PlanVisit) -> list[VisitPlanned | LegPlanned]:
    if visit:
        return []
    fresh = Visit(
        code=command.code,
        code_name=command.code_name,
        rank=command.rank,
        kind=command.kind,
        delegation=command.delegation,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        threat_level=command.threat_level,
        event=command.event,
        legs=len(command.legs),
        open_legs=tuple(leg.number for leg in command.legs),
    )
    return [VisitPlanned(fresh), *(LegPlanned(leg.of(command.code)) for leg in command.legs)]


def pass_deadline(visit: Visit, kind: str) -> list[VisitClosed | LegLapsed]:
    if kind == "end":
        return [VisitClosed(visit.code)]
    if kind == "abandoned":
        lapsed = [LegLapsed(leg_id(visit.code, number)) for number in visit.open_legs]
        return [*lapsed, VisitClosed(visit.code)]
    return []


def apply(visit: Visit | None, event: VisitEvent) -> Visit:
    match event:
        case VisitPlanned(visit=fresh):
            return fresh
        case _ if visit is None:
            raise LookupError(f"{event.kind} of a visit that was never planned")
        case LegReported():
            return _moved(visit, event) if event.report.actual else visit
        case ThreatLevelSet(level=level) | ThreatLevelBegan(level=level) | ThreatLevelPassed(level=level):
            return replace(visit, threat_level=level or visit.threat_level)
        case VisitClosed():
            return replace(visit, state=VisitState.CLOSED, open_legs=())
        case _:
            assert_never(event)


def _moved(visit: Visit, event: LegReported) -> Visit:
    if event.status is None or visit.state is VisitState.CLOSED:
        return visit
    open_legs = visit.open_legs
    if event.status.finished:
        open_legs = tuple(n for n in open_legs if n != event.number)
    state = VisitState.ACTIVE if event.status.moving or event.status.finished else visit.state
    return replace(visit, open_legs=open_legs, state=state)


def expectations(visit: Visit) -> list[Expectation]:
    """A visit closes at its end; while a leg is open it stays on the wall, but not for ever."""
    if visit.state is VisitState.CLOSED:
        return []
    if visit.open_legs:
        return [Expectation("abandoned", visit.ends_at + ABANDONED_AFTER)]
    return [Expectation("end", visit.ends_at)]
