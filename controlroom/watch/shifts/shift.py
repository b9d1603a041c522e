"""A shift: planned in the roster, begun when the one before is handed over, closed by two signatures."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from controlroom.watch.book import Book, Measure, Threshold
from controlroom.watch.duty import Place
from controlroom.watch.handover import Item, Section, Tick
from controlroom.watch.refs import Expectation, Ref
from controlroom.watch.words import mark

UNSIGNED_AFTER: Final = Threshold(
    "handover.unsigned", "grace", 15, Measure.MINUTES, 1, 120, mark("unsigned from so long after the plan")
)
"""Requirement R38."""
LONGEST: Final = timedelta(hours=24)
AHEAD_AT_MOST: Final = timedelta(hours=2)
"""A shift that begins later than this is not the one to which is handed over."""


class ShiftState(StrEnum):
    """`waiting`: its time has come, and the one before is not handed over yet. `lapsed`: nobody ever was."""

    PLANNED = "planned"
    WAITING = "waiting"
    OPEN = "open"
    PREPARED = "handover_prepared"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"
    LAPSED = "lapsed"
    DROPPED = "dropped"

    @property
    def ahead(self) -> bool:
        return self in (ShiftState.PLANNED, ShiftState.WAITING)

    @property
    def on(self) -> bool:
        return self in (ShiftState.OPEN, ShiftState.PREPARED)


@dataclass(frozen=True, slots=True)
class Shift:
    """Accounts by place, as planned. `ends_at` is None for one that was in no roster.

    From the preparation of its handover on: `outgoing` is in charge and hands over the `place`, `incoming`
    takes it; `along`: the places that change with it as the next shift has them planned. `prepared_seq` and
    `signed_seq` are numbers of the journal, where the words are. `unsigned`: its time is over by more than
    the grace.
    """

    id: str
    starts_at: datetime
    ends_at: datetime | None
    officer: str | None = None
    deputy: str | None = None
    leader: str | None = None
    state: ShiftState = ShiftState.PLANNED
    opened_at: datetime | None = None
    unsigned: bool = False
    prepared_by: str | None = None
    prepared_at: datetime | None = None
    prepared_seq: int | None = None
    outgoing: str | None = None
    place: Place | None = None
    incoming: str | None = None
    taken_up_at: datetime | None = None
    items: tuple[Item, ...] = ()
    ticks: tuple[Tick, ...] = ()
    along: tuple[Place, ...] = ()
    outgoing_signed_at: datetime | None = None
    incoming_signed_at: datetime | None = None
    signed_seq: int | None = None
    closed_at: datetime | None = None

    def at(self, place: Place) -> str | None:
        return {Place.OFFICER: self.officer, Place.DEPUTY: self.deputy, Place.LEADER: self.leader}[place]

    def can_follow(self, now: datetime) -> bool:
        """It can be handed over to at this moment."""
        soon = self.starts_at <= now + AHEAD_AT_MOST
        return self.state.ahead and soon and self.ends_at is not None and self.ends_at > now


def shift_id(starts_at: datetime) -> str:
    """Two planned shifts do not begin at one moment."""
    return f"{starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def unplanned_id(opened_at: datetime) -> str:
    return f"{shift_id(opened_at)}-u"


def beginning(shift: str) -> datetime:
    """When the shift with this id begins."""
    return datetime.strptime(shift.removesuffix("-u"), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def decided_alerts(shift: Shift) -> dict[str, Ref]:
    """The alerts of which the incoming said who has them from now on, by the keys of their items."""
    prefix = f"{Section.ALERT}/"
    decided = (tick.key for tick in shift.ticks if tick.owner)
    return {key: Ref.parse(key.removeprefix(prefix)) for key in decided}


def expectations(shift: Shift, book: Book) -> list[Expectation]:
    match shift.state:
        case ShiftState.PLANNED:
            return [Expectation("begin", shift.starts_at)]
        case ShiftState.WAITING:
            return [Expectation("lapse_shift", shift.ends_at)] if shift.ends_at else []
        case ShiftState.OPEN | ShiftState.PREPARED if shift.ends_at and not shift.unsigned:
            return [Expectation("unsigned", shift.ends_at + book.time(UNSIGNED_AFTER))]
        case _:
            return []
