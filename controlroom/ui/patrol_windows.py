"""Windows as people write them, by the clocks of the room: 21:00-23:00, 02:00-04:30."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.ui.complaint import Misread
from controlroom.watch.chance import Window
from controlroom.watch.words import mark

DAYS_AHEAD: Final = 7
CLOCK: Final = r"([01]?\d|2[0-3])[:.h]([0-5]\d)"
BETWEEN: Final = re.compile(rf"\s*{CLOCK}\s*[-\u2013]\s*{CLOCK}\s*")

NO_DAY: Final = mark("Choose a day.")
NO_TIME: Final = mark("A time is written as 21:30.")
NO_WINDOWS: Final = mark("Windows are written as 21:00-23:00, 02:00-04:30.")
OVER: Final = mark("This begins in the past.")

Span = tuple[time, time]


def a_day(text: str, now: datetime) -> date:
    today = now.astimezone(BRUSSELS).date()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Misread("day", NO_DAY) from None
    if not today <= day <= today + timedelta(days=DAYS_AHEAD):
        raise Misread("day", NO_DAY)
    return day


def listed_windows(text: str, day: date, now: datetime) -> tuple[Window, ...]:
    parts = [BETWEEN.fullmatch(part) for part in re.split(r"[,;\n]", text) if part.strip()]
    spans = [(_time(part[1], part[2]), _time(part[3], part[4])) for part in parts if part]
    if not spans or len(spans) < len(parts):
        raise Misread("windows", NO_WINDOWS)
    return _not_over("windows", tuple(_one_after_another(spans, day)), now)


def equal_windows(begin: str, end: str, number: int, day: date, now: datetime) -> tuple[Window, ...]:
    """The time between two hours, cut into so many windows of one length."""
    hours = [(_clock("begin", begin), _clock("end", end))]
    (span,) = _not_over("begin", tuple(_one_after_another(hours, day)), now)
    edges = [span.start + (span.end - span.start) * n / number for n in range(number + 1)]
    return tuple(Window(start, stop) for start, stop in pairwise(edges))


def _clock(field: str, text: str) -> time:
    read = re.fullmatch(CLOCK, text.strip())
    if read is None:
        raise Misread(field, NO_TIME)
    return _time(read[1], read[2])


def _time(hour: str, minute: str) -> time:
    return time(int(hour), int(minute))


def _one_after_another(spans: Sequence[Span], day: date) -> Iterator[Window]:
    """A time that is earlier on the clock than the one before it is on the next day."""
    before = time.min
    for begin, end in spans:
        day += timedelta(days=begin < before)
        yield Window(_moment(day, begin), _moment(day + timedelta(days=end <= begin), end))
        before = begin


def _moment(day: date, clock: time) -> datetime:
    """In a night in which the clocks skip an hour, a time in it is an hour later; of two alike, the first."""
    return datetime.combine(day, clock, BRUSSELS).astimezone(UTC)


def _not_over(field: str, windows: tuple[Window, ...], now: datetime) -> tuple[Window, ...]:
    """What had begun would be proposed anew each minute, at another time each."""
    if any(window.start < now for window in windows):
        raise Misread(field, OVER)
    return windows
