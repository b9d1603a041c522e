"""A field unit: a call sign that reports, and whose silence says something."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final, assert_never

from controlroom.errors import Conflict, Stale
from controlroom.watch.alerts import AlertReset
from controlroom.watch.book import Book, Measure, Threshold
from controlroom.watch.incidents import IncidentReported
from controlroom.watch.refs import Expectation, Noun, Ref
from controlroom.watch.reports import Position, Status
from controlroom.watch.service import ServiceInterrupted, ServiceResumed
from controlroom.watch.unknown import no_such
from controlroom.watch.words import mark

CRITICAL_AFTER: Final = Threshold(
    "feed.silent",
    "critical",
    90,
    Measure.SECONDS,
    30,
    3600,
    mark("a post or a convoy is silent after"),
    (Noun.UNIT,),
)
NORMAL_AFTER: Final = Threshold(
    "feed.silent",
    "normal",
    180,
    Measure.SECONDS,
    30,
    86_400,
    mark("another unit is silent after"),
    (Noun.UNIT,),
)
SILENCE_RISES_AFTER: Final = Threshold(
    "feed.silent", "rises", 5, Measure.MINUTES, 1, 240, mark("P2 after so long"), (Noun.UNIT,)
)
"""A silent feed is P3 and becomes P2 after this long (requirement R46)."""
CHANGED: Final = mark("Somebody changed this in the meantime. Look at it as it is now, then decide again.")
KNOWN_ALREADY: Final = mark("There is a unit with this call sign already.")
CATCHES_UP_IN: Final = timedelta(minutes=2)
"""What a unit could not report while it was silent comes within this time of its first word again; until
then it explains what it missed."""


class UnitKind(StrEnum):
    POST = "post"
    ESCORT = "escort"
    PATROL = "patrol"
    LIAISON = "liaison"
    MACHINE = "machine"


class Pulse(StrEnum):
    """How soon silence is noticed: a post or a convoy after 90 s, others after 180 s unless the book says
    otherwise, or never.
    """

    CRITICAL = "critical"
    NORMAL = "normal"
    NONE = "none"

    def patience(self, book: Book, call_sign: str) -> timedelta | None:
        threshold = {Pulse.CRITICAL: CRITICAL_AFTER, Pulse.NORMAL: NORMAL_AFTER}.get(self)
        return book.time(threshold, Ref(Noun.UNIT, call_sign)) if threshold else None


@dataclass(frozen=True, slots=True)
class Unit:
    """`duress_calls`: how often it called for help; another call is another reason to look.

    `back_at`: it was silent and was heard again a moment ago. `out_until`: out of service by plan.
    `company`: whose system it is; such a unit reports early warnings and nothing else.
    """

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
    back_at: datetime | None = None
    out_until: datetime | None = None
    company: str | None = None

    @property
    def ref(self) -> Ref:
        return Ref(Noun.UNIT, self.call_sign)

    @property
    def version(self) -> str:
        """Another one whenever an administrator changed it; one out of service for good has none."""
        said = repr((self.name, self.kind.value, self.pulse.value, self.company))
        return hashlib.sha256(said.encode()).hexdigest()[:12] if self.in_service else ""

    @property
    def explains(self) -> bool:
        """What it did not report proves nothing."""
        return self.silent_since is not None or self.back_at is not None


@dataclass(frozen=True, slots=True)
class RegisterUnit:
    """`seen`: the version that whoever changes it saw, empty for a unit that is to be new; None: whatever."""

    call_sign: str
    name: str
    kind: UnitKind
    pulse: Pulse
    seen: str | None = None
    company: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawUnit:
    call_sign: str
    seen: str | None = None


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
    at: datetime | None = None

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.UNIT, self.unit),)


@dataclass(frozen=True, slots=True)
class UnitCaughtUp:
    """It has had its time to report what it could not while it was silent, or is not expected to any more.

    `explained`: the things that missed something for it, as in `post:EU-07`; from here on they speak for
    themselves.
    """

    kind: ClassVar = "unit.caught_up"
    unit: str
    explained: tuple[str, ...] = ()

    def touches(self) -> tuple[Ref, ...]:
        return (self.ref, *map(Ref.parse, self.explained))

    @property
    def ref(self) -> Ref:
        return Ref(Noun.UNIT, self.unit)

    def no_longer(self, cause: str | None) -> str | None:
        """The cause, unless it is this unit."""
        return None if cause == str(self.ref) else cause


UnitCommand = RegisterUnit | WithdrawUnit | MissPulse | HearUnit
UnitEvent = (
    UnitRegistered
    | UnitWithdrawn
    | UnitFellSilent
    | UnitStayedSilent
    | UnitHeardAgain
    | UnitCaughtUp
    | IncidentReported
    | AlertReset
    | ServiceInterrupted
    | ServiceResumed
)


def decide(unit: Unit | None, command: UnitCommand, now: datetime) -> list[UnitEvent]:
    match command:
        case RegisterUnit():
            return _register(unit, command)
        case WithdrawUnit(call_sign, seen):
            if unit is None:
                raise no_such(Noun.UNIT, call_sign)
            _must_be_seen(unit, seen)
            return [UnitWithdrawn(call_sign)] if unit.in_service else []
        case MissPulse(call_sign, heard_at):
            serving = unit is not None and unit.in_service and unit.out_until is None
            watched = serving and unit is not None and unit.silent_since is None
            return [UnitFellSilent(call_sign, heard_at, now)] if watched else []
        case HearUnit(call_sign):
            return [UnitHeardAgain(call_sign, now)] if unit and unit.silent_since else []
        case _:
            assert_never(command)


def _register(unit: Unit | None, command: RegisterUnit) -> list[UnitEvent]:
    _must_be_seen(unit, command.seen)
    fresh = Unit(command.call_sign, command.name, command.kind, command.pulse, company=command.company)
    same = unit is not None and unit.in_service and unit.version == fresh.version
    return [] if same else [UnitRegistered(fresh)]


def _must_be_seen(unit: Unit | None, seen: str | None) -> None:
    """Of two who change it at the same time the second is told."""
    now = unit.version if unit else ""
    if seen is None or seen == now:
        return
    if seen:
        raise Stale(CHANGED, field="seen")
    raise Conflict(KNOWN_ALREADY, field="call_sign")


def pass_deadline(unit: Unit, kind: str, now: datetime, explained: tuple[str, ...]) -> list[UnitEvent]:
    match kind:
        case "still_silent":
            return [UnitStayedSilent(unit.call_sign)]
        case "caught_up":
            return [UnitCaughtUp(unit.call_sign, explained)]
        case "service_ends":
            return [ServiceResumed(str(unit.ref), now)]
        case _:
            return []


def apply(unit: Unit | None, event: UnitEvent) -> Unit:
    match event:
        case UnitRegistered(unit=fresh) if unit is None:
            return fresh
        case _ if unit is None:
            raise LookupError(f"{event.kind} of a unit that was never registered")
        case UnitRegistered(unit=fresh):
            return replace(
                unit,
                name=fresh.name,
                kind=fresh.kind,
                pulse=fresh.pulse,
                company=fresh.company,
                in_service=True,
            )
        case UnitWithdrawn():
            return replace(_heard(unit), in_service=False)
        case UnitFellSilent(since=since, noticed_at=noticed_at):
            return replace(unit, silent_since=since, silence_noticed_at=noticed_at, back_at=None)
        case UnitStayedSilent():
            return replace(unit, silence_risen=True)
        case UnitHeardAgain(at=at):
            return replace(_heard(unit), back_at=at)
        case UnitCaughtUp():
            return replace(unit, back_at=None)
        case IncidentReported():
            return _in_duress(unit, event)
        case AlertReset():
            return replace(
                unit, duress_at=None, duress_position=None, duress_status=Status.ACTUAL, duress_calls=0
            )
        case ServiceInterrupted(until=until):
            return replace(_heard(unit), out_until=until)
        case ServiceResumed():
            return replace(unit, out_until=None)
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


def expectations(unit: Unit, book: Book) -> list[Expectation]:
    expected = []
    if unit.out_until:
        expected.append(Expectation("service_ends", unit.out_until))
    if unit.back_at:
        expected.append(Expectation("caught_up", unit.back_at + CATCHES_UP_IN))
    if rises_at := _rises_at(unit, book):
        expected.append(Expectation("still_silent", rises_at))
    return expected


def _rises_at(unit: Unit, book: Book) -> datetime | None:
    """After a downtime, when silence was noticed late, its second step never comes with the first."""
    if unit.silent_since is None or unit.silence_noticed_at is None or unit.silence_risen:
        return None
    patience = unit.pulse.patience(book, unit.call_sign) or timedelta()
    begun = max(unit.silent_since, unit.silence_noticed_at - patience)
    return begun + book.time(SILENCE_RISES_AFTER, unit.ref)
