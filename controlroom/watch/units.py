"""A field unit: a call sign that reports, and whose silence says something."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, assert_never

from controlroom.errors import Unknown
from controlroom.watch.incidents import IncidentReported
from controlroom.watch.refs import Expectation, Noun, Ref
from controlroom.watch.reports import Position, Status

SILENCE_RISES_AFTER = timedelta(minutes=5)
"""A silent feed is P3 and becomes P2 after this long (requirement R46)."""


class UnitKind(StrEnum):
    POST = "post"
    ESCORT = "escort"
    PATROL = "patrol"
    LIAISON = "liaison"
    MACHINE = "machine"


class Pulse(StrEnum):
    """How soon silence is noticed: a post or a convoy after 90 s, others after 180 s, or never."""

    CRITICAL = "critical"
    NORMAL = "normal"
    NONE = "none"

    @property
    def patience(self) -> timedelta | None:
        return {Pulse.CRITICAL: timedelta(seconds=90), Pulse.NORMAL: timedelta(seconds=180)}.get(self)


@dataclass(frozen=True, slots=True)
class Unit:
    """`duress_calls`: how often it called for help; another call is another reason to look."""

    call_sign: str
    name: str
    kind: UnitKind
    pulse: Pulse
    in_service: bool = True
    silent_since: datetime | None = None
    silence_noticed_at: datetime | None = None
    silence_risen: bool = False
    duress_at: datetime | None = None
    duress_position: Position | None = None
    duress_status: Status = Status.ACTUAL
    duress_calls: int = 0


@dataclass(frozen=True, slots=True)
class RegisterUnit:
    call_sign: str
    name: str
    kind: UnitKind
    pulse: Pulse


@dataclass(frozen=True, slots=True)
class WithdrawUnit:
    call_sign: str


@dataclass(frozen=True, slots=True)
class MissPulse:
    """Nothing was heard from the unit since `heard_at`, and its patience is over."""

    call_sign: str
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class HearUnit:
    """The unit gave a sign of life."""

    call_sign: str


@dataclass(frozen=True, slots=True)
class UnitRegistered:
    kind: ClassVar = "unit.registered"
    unit: Unit

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.UNIT, self.unit.call_sign),)


@dataclass(frozen=True, slots=True)
class UnitWithdrawn:
    kind: ClassVar = "unit.withdrawn"
    unit: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.UNIT, self.unit),)


@dataclass(frozen=True, slots=True)
class UnitFellSilent:
    kind: ClassVar = "unit.fell_silent"
    unit: str
    since: datetime
    noticed_at: datetime

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.UNIT, self.unit),)


@dataclass(frozen=True, slots=True)
class UnitStayedSilent:
    kind: ClassVar = "unit.stayed_silent"
    unit: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.UNIT, self.unit),)


@dataclass(frozen=True, slots=True)
class UnitHeardAgain:
    kind: ClassVar = "unit.heard_again"
    unit: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.UNIT, self.unit),)


UnitCommand = RegisterUnit | WithdrawUnit | MissPulse | HearUnit
UnitEvent = (
    UnitRegistered | UnitWithdrawn | UnitFellSilent | UnitStayedSilent | UnitHeardAgain | IncidentReported
)


def decide(unit: Unit | None, command: UnitCommand, now: datetime) -> list[UnitEvent]:
    match command:
        case RegisterUnit(call_sign, name, kind, pulse):
            fresh = Unit(call_sign, name, kind, pulse)
            if unit and (unit.name, unit.kind, unit.pulse, unit.in_service) == (name, kind, pulse, True):
                return []
            return [UnitRegistered(fresh)]
        case WithdrawUnit(call_sign):
            if unit is None:
                raise Unknown(f"there is no unit {call_sign!r}", field="unit")
            return [UnitWithdrawn(call_sign)] if unit.in_service else []
        case MissPulse(call_sign, heard_at):
            watched = unit is not None and unit.in_service and unit.silent_since is None
            return [UnitFellSilent(call_sign, heard_at, now)] if watched else []
        case HearUnit(call_sign):
            return [UnitHeardAgain(call_sign)] if unit and unit.silent_since else []
        case _:
            assert_never(command)


def pass_deadline(unit: Unit, kind: str) -> list[UnitEvent]:
    return [UnitStayedSilent(unit.call_sign)] if kind == "still_silent" else []


def apply(unit: Unit | None, event: UnitEvent) -> Unit:
    match event:
        case UnitRegistered(unit=fresh) if unit is None:
            return fresh
        case _ if unit is None:
            raise LookupError(f"{event.kind} of a unit that was never registered")
        case UnitRegistered(unit=fresh):
            return replace(unit, name=fresh.name, kind=fresh.kind, pulse=fresh.pulse, in_service=True)
        case UnitWithdrawn():
            return replace(_heard(unit), in_service=False)
        case UnitFellSilent(since=since, noticed_at=noticed_at):
            return replace(unit, silent_since=since, silence_noticed_at=noticed_at)
        case UnitStayedSilent():
            return replace(unit, silence_risen=True)
        case UnitHeardAgain():
            return _heard(unit)
        case IncidentReported():
            return _in_duress(unit, event)
        case _:
            assert_never(event)


def _heard(unit: Unit) -> Unit:
    return replace(unit, silent_since=None, silence_noticed_at=None, silence_risen=False)


def _in_duress(unit: Unit, event: IncidentReported) -> Unit:
    if unit.duress_at and unit.duress_status is Status.ACTUAL and not event.report.actual:
        return unit
    return replace(
        unit,
        duress_at=event.at,
        duress_position=event.report.position or unit.duress_position,
        duress_status=event.report.status,
        duress_calls=unit.duress_calls + 1,
    )


def expectations(unit: Unit) -> list[Expectation]:
    """After a downtime, when silence was noticed late, its second step never comes with the first."""
    if unit.silent_since is None or unit.silence_noticed_at is None or unit.silence_risen:
        return []
    patience = unit.pulse.patience or timedelta()
    begun = max(unit.silent_since, unit.silence_noticed_at - patience)
    return [Expectation("still_silent", begun + SILENCE_RISES_AFTER)]
