"""The dates and times of a calendar: which moment each means, and how it said so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from icalendar import vDuration

from controlroom.clock import BRUSSELS, FIRST_YEAR, LAST_YEAR
from controlroom.interchange.components import Property
from controlroom.interchange.fault import Unreadable
from controlroom.interchange.zones import Zones
from controlroom.watch.words import mark

NO_MOMENT: Final = mark("%(value)s is no date and no time.")
TOO_FAR: Final = mark("%(value)s is too far away: years from %(first)s to %(last)s are read.")
NO_DURATION: Final = mark("%(value)s is no duration.")
DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
MOMENT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(Z)?", re.IGNORECASE)
LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Moment:
    """`local`: what the clock on the wall shows, in `zone`. `floating`: it named no zone at all."""

    local: datetime
    zone: tzinfo
    all_day: bool = False
    floating: bool = False

    @property
    def at(self) -> datetime:
        """A time that a clock skips in spring counts by the clock before; of a doubled one, the first."""
        return self.local.replace(tzinfo=self.zone).astimezone(UTC)

    def on(self, local: datetime) -> "Moment":
        return Moment(local, self.zone, self.all_day, self.floating)


def moment(said: Property, zones: Zones, usual: tzinfo | None) -> Moment:
    """`usual`: the zone of the calendar, for what names none. Raises Unreadable."""
    return next(moments(said, zones, usual))


def moments(said: Property, zones: Zones, usual: tzinfo | None) -> Iterator[Moment]:
    """Of a property that lists many; of a period its beginning."""
    zone = said.parameters.get("TZID", "")
    for value in said.value.split(","):
        yield _moment(value.partition("/")[0].strip(), said.line, zone, zones, usual)


def _moment(value: str, line: int, zone: str, zones: Zones, usual: tzinfo | None) -> Moment:
    """A date alone is a day of this room, whatever zone stands beside it."""
    if day := DAY.fullmatch(value):
        local = datetime.combine(_day(value, line, *day.groups()), time())
        return Moment(local, BRUSSELS, all_day=True)
    found = MOMENT.fullmatch(value)
    if found is None:
        raise Unreadable(line, NO_MOMENT, value=value[:60])
    local = datetime.combine(_day(value, line, *found.groups()[:3]), _time(value, line, found))
    if found[7]:
        return Moment(local, UTC)
    if zone:
        return Moment(local, zones.of(zone, line))
    return Moment(local, usual or BRUSSELS, floating=usual is None)


def _day(value: str, line: int, *parts: str) -> date:
    year, month, day = map(int, parts)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(line, TOO_FAR, value=value[:60], first=FIRST_YEAR, last=LAST_YEAR)
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(line, NO_MOMENT, value=value[:60]) from None


def _time(value: str, line: int, found: re.Match[str]) -> time:
    """A leap second is the second before; 24:00 is no time of a calendar."""
    hour, minute, second = int(found[4]), int(found[5]), min(int(found[6] or 0), 59)
    if hour > 23 or minute > 59:
        raise Unreadable(line, NO_MOMENT, value=value[:60])
    return time(hour, minute, second)


def duration(said: Property) -> timedelta:
    """Raises Unreadable."""
    try:
        lasts: timedelta = vDuration.from_ical(said.value.strip())  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError):
        raise Unreadable(said.line, NO_DURATION, value=said.value[:60]) from None
    if not timedelta() <= lasts <= LONGEST:
        raise Unreadable(said.line, NO_DURATION, value=said.value[:60])
    return lasts
