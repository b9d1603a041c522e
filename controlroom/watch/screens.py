"""A screen of the room: it says every ten seconds what it shows, and one that says nothing is missing."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Final, assert_never

from controlroom.watch.book import Book, Measure, Threshold
from controlroom.watch.refs import Expectation, Noun, Ref
from controlroom.watch.service import ServiceInterrupted, ServiceResumed
from controlroom.watch.words import mark

MISSING_AFTER: Final = Threshold(
    "screen.missing",
    "after",
    30,
    Measure.SECONDS,
    30,
    3600,
    mark("a screen is missing after"),
    (Noun.SCREEN,),
)
"""No less: a server that starts again within ten seconds, which counts as no downtime, keeps a screen from
being heard for up to 26 s. Its last word may be 10 s old, it comes back within 5 s, and its first word
comes at once and is kept with the next tick."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Known from its first word on. `in_use`: its link was not taken from it since."""

    name: str
    in_use: bool = True
    missing_since: datetime | None = None
    out_until: datetime | None = None

    @property
    def ref(self) -> Ref:
        return Ref(Noun.SCREEN, self.name)


@dataclass(frozen=True, slots=True)
class SeeScreen:
    """It spoke for the first time, or is heard again."""

    name: str


@dataclass(frozen=True, slots=True)
class MissScreen:
    """It has said nothing since `seen_at`, and patience is over."""

    name: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class ForgetScreen:
    """Its link was taken from it."""

    name: str


@dataclass(frozen=True, slots=True)
class ScreenAppeared:
    kind: ClassVar = "screen.appeared"
    screen: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.SCREEN, self.screen),)


@dataclass(frozen=True, slots=True)
class ScreenWentMissing:
    kind: ClassVar = "screen.went_missing"
    screen: str
    since: datetime

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.SCREEN, self.screen),)


@dataclass(frozen=True, slots=True)
class ScreenCameBack:
    kind: ClassVar = "screen.came_back"
    screen: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.SCREEN, self.screen),)


@dataclass(frozen=True, slots=True)
class ScreenCutOff:
    kind: ClassVar = "screen.cut_off"
    screen: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.SCREEN, self.screen),)


ScreenCommand = SeeScreen | MissScreen | ForgetScreen
ScreenEvent = (
    ScreenAppeared | ScreenWentMissing | ScreenCameBack | ScreenCutOff | ServiceInterrupted | ServiceResumed
)


def decide(screen: Screen | None, command: ScreenCommand) -> list[ScreenEvent]:
    match command:
        case SeeScreen(name):
            if screen is None or not screen.in_use:
                return [ScreenAppeared(name)]
            return [ScreenCameBack(name)] if screen.missing_since else []
        case MissScreen(name, seen_at):
            expected = screen is not None and screen.in_use and screen.out_until is None
            missed = screen is not None and screen.missing_since is not None
            return [ScreenWentMissing(name, seen_at)] if expected and not missed else []
        case ForgetScreen(name):
            return [ScreenCutOff(name)] if screen and screen.in_use else []
        case _:
            assert_never(command)


def pass_deadline(screen: Screen, kind: str, now: datetime) -> list[ScreenEvent]:
    return [ServiceResumed(str(screen.ref), now)] if kind == "service_ends" else []


def apply(screen: Screen | None, event: ScreenEvent) -> Screen:
    match event:
        case ScreenAppeared(name):
            return Screen(name)
        case _ if screen is None:
            raise LookupError(f"{event.kind} of a screen that never said anything")
        case ScreenWentMissing(since=since):
            return replace(screen, missing_since=since)
        case ScreenCameBack():
            return replace(screen, missing_since=None)
        case ScreenCutOff():
            return replace(screen, in_use=False, missing_since=None, out_until=None)
        case ServiceInterrupted(until=until):
            return replace(screen, missing_since=None, out_until=until)
        case ServiceResumed():
            return replace(screen, out_until=None)
        case _:
            assert_never(event)


def expectations(screen: Screen, book: Book) -> list[Expectation]:
    return [Expectation("service_ends", screen.out_until)] if screen.out_until else []
