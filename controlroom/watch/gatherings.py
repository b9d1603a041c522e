"""A gathering: many people in one place, a manifestation or a match, of which a file nearby must know."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final, assert_never

from controlroom.errors import Refused
from controlroom.watch.book import Measure, Threshold
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE
from controlroom.watch.words import mark

NEAR_M: Final = Threshold(
    "gathering.near", "radius", 1000, Measure.METRES, 100, 20_000, mark("a gathering is near from this far")
)
NEAR_FOR: Final = Threshold(
    "gathering.near",
    "time",
    120,
    Measure.MINUTES,
    0,
    1440,
    mark("a gathering counts so long before and after"),
)
LONGEST: Final = timedelta(days=31)
MOST: Final = 10_000_000

NO_TITLE: Final = mark("say what it is called")
NO_PLACE: Final = mark("say where it is")
NOWHERE: Final = mark("latitude is -90 to 90, longitude -180 to 180")
ENDS_BEFORE: Final = mark("it ends after it begins, within 31 days")
HOW_MANY: Final = mark("the expected number is 0 to 10,000,000")
IS_CANCELLED: Final = mark("this gathering is cancelled; enter another")
WHY: Final = mark("say why it is cancelled")


class GatheringKind(StrEnum):
    MANIFESTATION = "manifestation"
    SUMMIT = "summit"
    MATCH = "match"
    CEREMONY = "ceremony"
    OTHER = "other"


class Theme(StrEnum):
    """The two halves of the weekly meeting."""

    PUBLIC_ORDER = "public_order"
    TERRORISM = "terrorism"


@dataclass(frozen=True, slots=True)
class Gathering:
    """`lat` and `lon`: the middle of it, WGS 84 degrees. `expected`: how many people, None if nobody knows.

    Who organises it is personal data and stands in the journal alone.
    """

    id: str
    title: str
    kind: GatheringKind
    theme: Theme
    place: str
    lat: float
    lon: float
    starts_at: datetime
    ends_at: datetime
    expected: int | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EnterGathering:
    """Enters one, or changes the one with this id."""

    id: str
    title: str
    kind: GatheringKind
    theme: Theme
    place: str
    lat: float
    lon: float
    starts_at: datetime
    ends_at: datetime
    expected: int | None = None
    organiser: str = ""
    by: str | None = None


@dataclass(frozen=True, slots=True)
class CancelGathering:
    id: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class GatheringEntered:
    kind: ClassVar = "gathering.entered"
    gathering: Gathering
    by: str | None = None
    organiser: str | None = field(default=None, metadata=PRIVATE)

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.GATHERING, self.gathering.id),)


@dataclass(frozen=True, slots=True)
class GatheringChanged:
    """`organiser` None: as it was said before."""

    kind: ClassVar = "gathering.changed"
    gathering: Gathering
    by: str | None = None
    organiser: str | None = field(default=None, metadata=PRIVATE)

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.GATHERING, self.gathering.id),)


@dataclass(frozen=True, slots=True)
class GatheringCancelled:
    kind: ClassVar = "gathering.cancelled"
    id: str
    by: str
    at: datetime
    reason: str | None = field(default=None, metadata=PRIVATE)

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.GATHERING, self.id),)


GatheringCommand = EnterGathering | CancelGathering
GatheringEvent = GatheringEntered | GatheringChanged | GatheringCancelled


def decide(gathering: Gathering | None, command: EnterGathering) -> list[GatheringEntered | GatheringChanged]:
    """Once there is one, an empty organiser leaves it as it was said; a set-up revives none."""
    if gathering and gathering.cancelled_at:
        if command.by is None:
            return []
        raise Refused(IS_CANCELLED, field="id")
    _must_make_sense(command)
    fresh = Gathering(
        command.id,
        command.title.strip(),
        command.kind,
        command.theme,
        command.place.strip(),
        command.lat,
        command.lon,
        command.starts_at,
        command.ends_at,
        command.expected,
    )
    organiser = command.organiser.strip() or None
    if gathering is None:
        return [GatheringEntered(fresh, command.by, organiser)]
    news = fresh != gathering or (organiser and command.by)
    return [GatheringChanged(fresh, command.by, organiser)] if news else []


def _must_make_sense(command: EnterGathering) -> None:
    if not command.title.strip():
        raise Refused(NO_TITLE, field="title")
    if not command.place.strip():
        raise Refused(NO_PLACE, field="place")
    if not (-90 <= command.lat <= 90 and -180 <= command.lon <= 180):
        raise Refused(NOWHERE, field="lat")
    if not command.starts_at < command.ends_at <= command.starts_at + LONGEST:
        raise Refused(ENDS_BEFORE, field="ends_at")
    if command.expected is not None and not 0 <= command.expected <= MOST:
        raise Refused(HOW_MANY, field="expected")


def cancel(gathering: Gathering, command: CancelGathering, now: datetime) -> list[GatheringCancelled]:
    if not command.reason.strip():
        raise Refused(WHY, field="reason")
    if gathering.cancelled_at:
        return []
    return [GatheringCancelled(command.id, command.by, now, command.reason.strip())]


def apply(gathering: Gathering | None, event: GatheringEvent) -> Gathering:
    match event:
        case GatheringEntered(gathering=fresh) | GatheringChanged(gathering=fresh):
            return fresh
        case _ if gathering is None:
            raise LookupError(f"{event.kind} of a gathering that was never entered")
        case GatheringCancelled(at=at):
            return replace(gathering, cancelled_at=at)
        case _:
            assert_never(event)
