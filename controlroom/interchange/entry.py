"""What a calendar says is on: one entry for each time it comes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from controlroom.interchange.fault import Fault


@dataclass(frozen=True, slots=True)
class Entry:
    """`line`: where its BEGIN:VEVENT stands. `recurs`: which time of a series it is, by its original start.

    `all_day`: from midnight to midnight in Brussels. `own`: the properties of Controlroom, X-CONTROLROOM-…,
    without that beginning.
    """

    line: int
    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    words: str = ""
    organiser: str = ""
    all_day: bool = False
    floating: bool = False
    cancelled: bool = False
    recurs: datetime | None = None
    geo: tuple[float, float] | None = None
    own: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Window:
    """What is on in it is read, also of a series that never ends."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """`passed_over`: tasks and notes, which are no events. `beyond`: events outside of what is read."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()
    name: str = ""
    passed_over: int = 0
    beyond: int = 0

    @property
    def floating(self) -> int:
        """So many were taken as of Brussels, because they name no zone."""
        return sum(entry.floating for entry in self.entries)
