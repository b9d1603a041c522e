"""One VEVENT as it stands in a calendar: a series, one changed time of a series, or what comes once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.interchange.components import Component, Property
from controlroom.interchange.entry import Entry
from controlroom.interchange.fault import Unreadable
from controlroom.interchange.moments import LONGEST, Moment, duration, moment, moments
from controlroom.interchange.zones import Zones, named
from controlroom.watch.words import mark

A_DAY: Final = timedelta(days=1)
OWN: Final = "X-CONTROLROOM-"
NO_UID: Final = mark("This event has no UID, by which it would be known again.")
NO_START: Final = mark("This event has no DTSTART.")
ENDS_FIRST: Final = mark("This event ends before it begins.")
TOO_LONG: Final = mark("This event lasts longer than %(days)s days.")
THIS_AND_FUTURE: Final = mark("A change of all later times of a series (RANGE) is not read.")


class Frame:
    """What holds for all events of one calendar."""

    def __init__(self, calendar: Component) -> None:
        self.zones = Zones(calendar.named("VTIMEZONE"))
        self.usual: tzinfo | None = named(calendar.text("X-WR-TIMEZONE"))
        self.cancels = calendar.text("METHOD").upper() == "CANCEL"

    def moment(self, said: Property) -> Moment:
        return moment(said, self.zones, self.usual)

    def moments(self, every: Iterable[Property]) -> Iterator[Moment]:
        for said in every:
            yield from moments(said, self.zones, self.usual)


@dataclass(frozen=True, slots=True)
class Event:
    """`recurrence`: which time of the series it changes. Of two versions the one of the higher `sequence`."""

    part: Component
    frame: Frame
    start: Moment
    lasts: timedelta
    entry: Entry
    recurrence: Moment | None
    sequence: int

    def ends_of(self, start: Moment) -> datetime:
        return start.on(start.local + self.lasts).at if start.all_day else start.at + self.lasts


def read_event(part: Component, frame: Frame) -> Event:
    """Raises Unreadable."""
    uid, start = part.text("UID"), _start(part, frame)
    if not uid:
        raise Unreadable(part.line, NO_UID)
    which = part.first("RECURRENCE-ID")
    if which and "RANGE" in which.parameters:
        raise Unreadable(which.line, THIS_AND_FUTURE)
    lasts = _lasts(part, start, frame)
    entry = Entry(
        line=part.line,
        uid=uid,
        title=part.text("SUMMARY"),
        starts_at=start.at,
        ends_at=start.on(start.local + lasts).at if start.all_day else start.at + lasts,
        place=part.text("LOCATION"),
        words=part.text("DESCRIPTION"),
        organiser=_organiser(part),
        all_day=start.all_day,
        floating=start.floating,
        cancelled=frame.cancels or part.text("STATUS").upper() == "CANCELLED",
        geo=_geo(part),
        own=_own(part),
    )
    return Event(part, frame, start, lasts, entry, frame.moment(which) if which else None, _sequence(part))


def _start(part: Component, frame: Frame) -> Moment:
    """Outlook also writes whole days as midnights, and says so beside them."""
    said = part.first("DTSTART")
    if said is None:
        raise Unreadable(part.line, NO_START)
    start = frame.moment(said)
    whole_day = part.text("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE"
    if whole_day and start.local.time() == datetime.min.time():
        return Moment(start.local, BRUSSELS, all_day=True)
    return start


def _lasts(part: Component, start: Moment, frame: Frame) -> timedelta:
    """By the clock on the wall for whole days; a day has 23 hours once a year."""
    ends, lasts = part.first("DTEND"), part.first("DURATION")
    if ends:
        end = frame.moment(ends)
        took, line = (end.local - start.local if start.all_day else end.at - start.at), ends.line
    elif lasts:
        took, line = duration(lasts), lasts.line
    else:
        took, line = (A_DAY if start.all_day else timedelta()), part.line
    if took < timedelta():
        raise Unreadable(line, ENDS_FIRST)
    if took > LONGEST:
        raise Unreadable(line, TOO_LONG, days=LONGEST.days)
    return max(took, A_DAY) if start.all_day else took


def _organiser(part: Component) -> str:
    found = part.first("ORGANIZER")
    if found is None:
        return ""
    return found.parameters.get("CN") or found.value.partition(":")[2] or found.value


def _geo(part: Component) -> tuple[float, float] | None:
    """Optional everywhere: what is no place on earth is as good as not said."""
    lat, _, lon = part.text("GEO").partition(";")
    try:
        place = float(lat), float(lon)
    except ValueError:
        return None
    return place if abs(place[0]) <= 90 and abs(place[1]) <= 180 else None


def _own(part: Component) -> dict[str, str]:
    """The properties of an export of ours: X-CONTROLROOM-CODE and the like."""
    return {name.removeprefix(OWN): part.text(name) for name in part.names if name.startswith(OWN)}


def _sequence(part: Component) -> int:
    said = part.text("SEQUENCE")
    return int(said) if said.isdecimal() and len(said) < 10 else 0
