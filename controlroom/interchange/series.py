"""An event that comes again: the local times at which it does, in a window.

Own lines over dateutil's rules, and not recurring-ical-events: that names no line of what it refuses, and has
no bound on how long it looks for a day that never comes (docs/interchange.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any, Final

from dateutil.rrule import rrule, rrulestr
from icalendar import vRecur

from controlroom.interchange.components import Property
from controlroom.interchange.entry import Window
from controlroom.interchange.fault import Unreadable
from controlroom.interchange.moments import Moment
from controlroom.watch.words import mark

MOST_TIMES: Final = 1_000
OLDEST: Final = timedelta(days=3_660)
NO_RULE: Final = mark("This rule of recurrence cannot be read.")
TOO_OFTEN: Final = mark("What comes again within a day is not read.")
TOO_OLD: Final = mark("This series began more than %(years)s years before the time that is read.")
TOO_MANY: Final = mark("This series has more than %(most)s times; the file should hold fewer.")
TOO_MUCH: Final = mark("The series of this file take too long to follow; the file should hold fewer.")
OFTEN: Final = ("SECONDLY", "MINUTELY", "HOURLY")
KNOWN: Final = {"FREQ", "UNTIL", "COUNT", "INTERVAL", "BYSETPOS", "WKST"} | {
    f"BY{part}" for part in ("DAY", "MONTHDAY", "YEARDAY", "WEEKNO", "MONTH")
}
STRIDES: Final = {"DAILY": timedelta(days=1), "WEEKLY": timedelta(days=7)}
CYCLE: Final = 400
"""Years after which the calendar is the same again, to the day of the week."""
COSTS: Final = {"DAILY": 1, "WEEKLY": 1, "MONTHLY": 3, "YEARLY": 25}
"""Of one step from day to day, week to week, if nothing is found there: about 0.3 ms each."""


@dataclass(slots=True)
class Patience:
    """How many steps of rules are followed for one file; a rule that never comes true takes them all."""

    left: int = 6_000

    def spend(self, steps: int, line: int) -> None:
        """Raises Unreadable."""
        if steps > self.left:
            raise Unreadable(line, TOO_MUCH)
        self.left -= steps


def times(start: Moment, rules: list[Property], window: Window, patience: Patience) -> list[datetime]:
    """In order, each once; the start is the first, whether a rule says so or not (RFC 5545, 3.8.5.3).

    Raises Unreadable.
    """
    begins, ends = (at.astimezone(start.zone).replace(tzinfo=None) for at in (window.begins, window.ends))
    found = {start.local}
    for rule in rules:
        if begins - start.local > OLDEST:
            raise Unreadable(rule.line, TOO_OLD, years=OLDEST.days // 366)
        found |= _by(rule, start, begins, ends, patience)
        if len(found) > MOST_TIMES:
            raise Unreadable(rule.line, TOO_MANY, most=MOST_TIMES)
    return sorted(found)


def _by(said: Property, start: Moment, begins: datetime, ends: datetime, patience: Patience) -> set[datetime]:
    """A count is counted here, for with it dateutil would follow a rule up to the year 9999."""
    rule = _read(said)
    count, until = rule.pop("COUNT", [None])[0], rule.pop("UNTIL", [None])[0]
    first = start.local if count else _soon(rule, start.local, begins)
    last = min(ends, _local(until, start)) if until else ends
    patience.spend(_steps(rule, last - first), said.line)
    found = list(islice(_made(said, vRecur(rule), first, last), MOST_TIMES + 1))
    if count is None:
        return set(found)
    return set(found[: count if found[:1] == [start.local] else count - 1])


def _read(said: Property) -> dict[str, Any]:
    try:
        rule = dict(vRecur.from_ical(said.value.strip()))
    except (ValueError, KeyError, TypeError):
        raise Unreadable(said.line, NO_RULE) from None
    if str(rule.get("FREQ", [""])[0]) in OFTEN or rule.keys() & {"BYHOUR", "BYMINUTE", "BYSECOND"}:
        raise Unreadable(said.line, TOO_OFTEN)
    if "FREQ" not in rule or rule.keys() - KNOWN:
        raise Unreadable(said.line, NO_RULE)
    if rule.get("INTERVAL", [1])[0] < 1 or rule.get("COUNT", [1])[0] < 1:
        raise Unreadable(said.line, NO_RULE)
    return rule


def _soon(rule: dict[str, Any], start: datetime, begins: datetime) -> datetime:
    """A time of days or weeks that the rule counts by, shortly before the window begins."""
    stride = STRIDES.get(str(rule["FREQ"][0]), timedelta()) * int(rule.get("INTERVAL", [1])[0])
    if not stride or begins <= start:
        return start
    return start + stride * max((begins - start) // stride - 1, 0)


def _steps(rule: dict[str, Any], span: timedelta) -> int:
    cost = COSTS[str(rule["FREQ"][0])]
    days = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}[str(rule["FREQ"][0])]
    return cost * (max(span.days, 0) // (days * int(rule.get("INTERVAL", [1])[0])) + 1)


def _made(said: Property, rule: vRecur, first: datetime, last: datetime) -> Iterator[datetime]:
    """Looked for in the last centuries that there are: dateutil follows a rule that never comes true up to
    the year 9999, whatever its end.
    """
    later = (MAXYEAR - max(first, last).year) // CYCLE * CYCLE
    ends = last.replace(year=last.year + later)
    begins = first.replace(year=first.year + later)
    return (at.replace(year=at.year - later) for at in _ruled(said, rule, begins, ends))


def _ruled(said: Property, rule: vRecur, first: datetime, last: datetime) -> rrule:
    try:
        return rrulestr(f"{_said(rule)};UNTIL={last:%Y%m%dT%H%M%S}", dtstart=first)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Unreadable(said.line, NO_RULE) from None


def _said(rule: vRecur) -> str:
    said: bytes = rule.to_ical()  # type: ignore[no-untyped-call]
    return said.decode()


def _local(ends: date | datetime, start: Moment) -> datetime:
    """An end that is a day holds that whole day; one in UTC is turned into the clock of the start."""
    if not isinstance(ends, datetime):
        return datetime.combine(ends, time(23, 59, 59))
    if ends.tzinfo is None:
        return ends
    return ends.astimezone(UTC).astimezone(start.zone).replace(tzinfo=None)
