"""A flood: more alerts in ten minutes than one operator can take in, so the desk sorts them for him."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Final, assert_never

from controlroom.watch.alerts import AlertRaised
from controlroom.watch.book import Book, Measure, Threshold
from controlroom.watch.refs import FLOOD, Expectation, Ref
from controlroom.watch.words import mark

WINDOW: Final = timedelta(minutes=10)
"""The span of ISA-18.2 and EEMUA 191."""
BEGINS_ABOVE: Final = Threshold(
    "alert.flood",
    "begins_above",
    10,
    Measure.TIMES,
    5,
    100,
    mark("a flood begins above so many alerts in 10 min"),
)
ENDS_BELOW: Final = Threshold(
    "alert.flood", "ends_below", 5, Measure.TIMES, 1, 50, mark("a flood ends below so many alerts in 10 min")
)
REMEMBERED: Final = int(BEGINS_ABOVE.most) + 1


@dataclass(frozen=True, slots=True)
class Flood:
    """`raised`: when the newest alerts were raised, the oldest first, none older than the window."""

    room: str = "room"
    began_at: datetime | None = None
    raised: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class FloodBegan:
    kind: ClassVar = "flood.began"
    at: datetime
    alerts: int

    def touches(self) -> tuple[Ref, ...]:
        return (FLOOD,)


@dataclass(frozen=True, slots=True)
class FloodEnded:
    kind: ClassVar = "flood.ended"
    at: datetime

    def touches(self) -> tuple[Ref, ...]:
        return (FLOOD,)


FloodEvent = AlertRaised | FloodBegan | FloodEnded


def decide(flood: Flood, book: Book, now: datetime) -> list[FloodBegan]:
    """Asked after each alert that was raised."""
    lately = [at for at in flood.raised if now - at < WINDOW]
    storm = len(lately) > book.number(BEGINS_ABOVE)
    return [FloodBegan(now, len(lately))] if storm and flood.began_at is None else []


def pass_deadline(kind: str, now: datetime) -> list[FloodEnded]:
    return [FloodEnded(now)] if kind == "subsides" else []


def apply(flood: Flood | None, event: FloodEvent, at: datetime) -> Flood:
    before = flood or Flood()
    match event:
        case AlertRaised():
            lately = (*(one for one in before.raised if at - one < WINDOW), at)
            return replace(before, raised=lately[-REMEMBERED:])
        case FloodBegan():
            return replace(before, began_at=event.at)
        case FloodEnded():
            return replace(before, began_at=None)
        case _:
            assert_never(event)


def expectations(flood: Flood, book: Book) -> list[Expectation]:
    """It ends when the last alert that is one too many is ten minutes old."""
    if flood.began_at is None:
        return []
    last_too_many = (
        flood.raised[-int(book.number(ENDS_BELOW))] if len(flood.raised) >= book.number(ENDS_BELOW) else None
    )
    return [Expectation("subsides", (last_too_many or flood.began_at) + WINDOW)]
