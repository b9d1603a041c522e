"""The clocks by which everything is dated: whether one jumped, or shows another time than the database's."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final, assert_never

from controlroom.watch.refs import Expectation, Noun, Ref

DATABASE: Final = "PostgreSQL"
"""Whose clock the watch goes by."""
WRONG_FROM_S: Final = 2.0
"""From here on the duty officer hears of it (requirement R50)."""
STEADY_AFTER: Final = timedelta(minutes=10)
SAID_AGAIN_AFTER: Final = STEADY_AFTER / 2
"""A difference that lasts is noted so often, and so its alert does not clear meanwhile."""


class Fault(StrEnum):
    JUMPED = "jumped"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Clock:
    """`off_s`: by how much it jumped, or how far it is ahead of the database's; back and behind are negative.

    `fault` is None once it has been steady again for a while.
    """

    name: str
    fault: Fault | None
    off_s: float
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class NoteJump:
    """The clock of the database was put forward by so much; back is negative."""

    by_s: float

    @property
    def ref(self) -> Ref:
        return Ref(Noun.CLOCK, DATABASE)


@dataclass(frozen=True, slots=True)
class NoteDifference:
    """The clock of a server is ahead of the database's by so much; behind is negative."""

    server: str
    by_s: float

    @property
    def ref(self) -> Ref:
        return Ref(Noun.CLOCK, self.server)


@dataclass(frozen=True, slots=True)
class ClockJumped:
    """All that is due keeps its distance: it is due as much later, or earlier, by the clock that jumped."""

    kind: ClassVar = "clock.jumped"
    clock: str
    by_s: float
    noted_at: datetime

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.CLOCK, self.clock),)

    @property
    def by(self) -> timedelta:
        return timedelta(seconds=self.by_s)


@dataclass(frozen=True, slots=True)
class ClockDiffered:
    kind: ClassVar = "clock.differed"
    clock: str
    by_s: float
    noted_at: datetime

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.CLOCK, self.clock),)


@dataclass(frozen=True, slots=True)
class ClockSteadied:
    kind: ClassVar = "clock.steadied"
    clock: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.CLOCK, self.clock),)


ClockCommand = NoteJump | NoteDifference
ClockEvent = ClockJumped | ClockDiffered | ClockSteadied


def decide(clock: Clock | None, command: ClockCommand, now: datetime) -> list[ClockEvent]:
    match command:
        case NoteJump(by_s):
            return [ClockJumped(DATABASE, by_s, now)]
        case NoteDifference(server, by_s):
            return [] if clock and _noted(clock, by_s, now) else [ClockDiffered(server, by_s, now)]
        case _:
            assert_never(command)


def _noted(clock: Clock, by_s: float, now: datetime) -> bool:
    """A clock that is put right step by step, or jumps back, is news each time."""
    lately = abs(now - clock.noted_at) < SAID_AGAIN_AFTER
    return clock.fault is Fault.DIFFERS and lately and abs(clock.off_s - by_s) < WRONG_FROM_S


def pass_deadline(clock: Clock, kind: str) -> list[ClockEvent]:
    return [ClockSteadied(clock.name)] if kind == "steady" else []


def apply(clock: Clock | None, event: ClockEvent) -> Clock:
    match event:
        case ClockJumped(name, by_s, noted_at):
            return Clock(name, Fault.JUMPED, by_s, noted_at)
        case ClockDiffered(name, by_s, noted_at):
            return Clock(name, Fault.DIFFERS, by_s, noted_at)
        case ClockSteadied() if clock is None:
            raise LookupError(f"{event.kind} of a clock that was never off")
        case ClockSteadied():
            return replace(clock, fault=None)
        case _:
            assert_never(event)


def expectations(clock: Clock) -> list[Expectation]:
    return [Expectation("steady", clock.noted_at + STEADY_AFTER)] if clock.fault else []
