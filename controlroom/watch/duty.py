"""Who is on duty: one room, three places. A room where nobody is on duty is an alert."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, assert_never

from controlroom.watch.book import Book, Measure, Threshold
from controlroom.watch.escalation import Means
from controlroom.watch.refs import Expectation, Noun, Ref
from controlroom.watch.words import mark

ROOM: Final = Ref(Noun.DUTY, "room")
EMPTY_FOR: Final = Threshold(
    "duty.nobody", "grace", 60, Measure.SECONDS, 10, 900, mark("nobody on duty for so long")
)
"""Between two officers there may be a moment (requirement R44 gives no figure; a minute)."""


class Place(StrEnum):
    OFFICER = "officer"
    DEPUTY = "deputy"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class Duty:
    """Accounts by place. `nobody`: every place was empty for longer than the grace. `shift`: what is on."""

    room: str = "room"
    officer: str | None = None
    officer_since: datetime | None = None
    deputy: str | None = None
    deputy_since: datetime | None = None
    leader: str | None = None
    leader_since: datetime | None = None
    empty_since: datetime | None = None
    nobody: bool = False
    shift: str | None = None

    @property
    def anybody(self) -> bool:
        return self.first is not None

    @property
    def first(self) -> str | None:
        """Who is in charge of the watch: the officer, else the deputy, else the shift leader."""
        return self.officer or self.deputy or self.leader

    @property
    def first_place(self) -> Place | None:
        return next((place for place in Place if self.at(place)), None)

    def holds(self, name: str) -> bool:
        return any(self.at(place) == name for place in Place)

    def at(self, place: Place) -> str | None:
        return {Place.OFFICER: self.officer, Place.DEPUTY: self.deputy, Place.LEADER: self.leader}[place]

    def called_by(self, means: Iterable[str]) -> tuple[str, ...]:
        """The accounts that these means call."""
        places = {
            Means.DUTY_OFFICER: self.officer,
            Means.DEPUTY: self.deputy,
            Means.SHIFT_LEADER: self.leader,
        }
        called = (places.get(Means(one)) for one in means if one in set(Means))
        return tuple(dict.fromkeys(name for name in called if name))


@dataclass(frozen=True, slots=True)
class TakeDuty:
    """Whoever held the place before is relieved. `only_if_free`: as by signing in, when nobody holds it."""

    by: str
    place: Place
    only_if_free: bool = False


@dataclass(frozen=True, slots=True)
class LeaveDuty:
    by: str


@dataclass(frozen=True, slots=True)
class MissDuty:
    """The watch found that there are units to watch and that nobody ever took duty."""


@dataclass(frozen=True, slots=True)
class DutyTaken:
    kind: ClassVar = "duty.taken"
    by: str
    place: Place
    at: datetime

    def touches(self) -> tuple[Ref, ...]:
        return (ROOM,)


@dataclass(frozen=True, slots=True)
class DutyLeft:
    kind: ClassVar = "duty.left"
    by: str
    at: datetime

    def touches(self) -> tuple[Ref, ...]:
        return (ROOM,)


@dataclass(frozen=True, slots=True)
class DutyFoundEmpty:
    kind: ClassVar = "duty.found_empty"
    at: datetime

    def touches(self) -> tuple[Ref, ...]:
        return (ROOM,)


@dataclass(frozen=True, slots=True)
class DutyMissed:
    """Nobody came within the grace."""

    kind: ClassVar = "duty.missed"

    def touches(self) -> tuple[Ref, ...]:
        return (ROOM,)


@dataclass(frozen=True, slots=True)
class ShiftOpened:
    """The room is in this shift from now on."""

    kind: ClassVar = "shift.opened"
    shift: str
    at: datetime

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.SHIFT, self.shift), ROOM)


@dataclass(frozen=True, slots=True)
class ShiftClosed:
    kind: ClassVar = "shift.closed"
    shift: str
    at: datetime

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.SHIFT, self.shift), ROOM)


DutyCommand = TakeDuty | LeaveDuty | MissDuty
DutyEvent = DutyTaken | DutyLeft | DutyFoundEmpty | DutyMissed


def decide(duty: Duty | None, command: DutyCommand, now: datetime) -> list[DutyEvent]:
    before = duty or Duty()
    match command:
        case TakeDuty(by, place, only_if_free):
            holder = before.at(place)
            taken = holder == by or (only_if_free and holder is not None)
            return [] if taken else [DutyTaken(by, place, now)]
        case LeaveDuty(by):
            return [DutyLeft(by, now)] if by in (before.officer, before.deputy, before.leader) else []
        case MissDuty():
            return [] if duty else [DutyFoundEmpty(now)]
        case _:
            assert_never(command)


def pass_deadline(kind: str) -> list[DutyEvent]:
    return [DutyMissed()] if kind == "nobody" else []


def apply(duty: Duty | None, event: DutyEvent | ShiftOpened | ShiftClosed) -> Duty:
    before = duty or Duty()
    match event:
        case DutyTaken(by, place, at):
            return _settled(_with(_without(before, by), place, by, at), at)
        case DutyLeft(by, at):
            return _settled(_without(before, by), at)
        case DutyFoundEmpty(at):
            return _settled(before, at)
        case DutyMissed():
            return replace(before, nobody=True)
        case ShiftOpened(shift, at):
            return _settled(replace(before, shift=shift), at)
        case ShiftClosed():
            return replace(before, shift=None)
        case _:
            assert_never(event)


def _without(duty: Duty, name: str) -> Duty:
    """One person holds one place."""
    for place in Place:
        if duty.at(place) == name:
            duty = _with(duty, place, None, None)
    return duty


def _with(duty: Duty, place: Place, name: str | None, since: datetime | None) -> Duty:
    match place:
        case Place.OFFICER:
            return replace(duty, officer=name, officer_since=since)
        case Place.DEPUTY:
            return replace(duty, deputy=name, deputy_since=since)
        case Place.LEADER:
            return replace(duty, leader=name, leader_since=since)
        case _:
            assert_never(place)


def _settled(duty: Duty, at: datetime) -> Duty:
    if duty.anybody:
        return replace(duty, empty_since=None, nobody=False)
    return replace(duty, empty_since=duty.empty_since or at)


def expectations(duty: Duty, book: Book) -> list[Expectation]:
    if duty.empty_since is None or duty.nobody:
        return []
    return [Expectation("nobody", duty.empty_since + book.time(EMPTY_FOR))]
