"""A programme as strips, one for each of its days: legs, what lies between them, and now. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.ui.wall_times import midnight
from controlroom.watch.legs import Leg

A_DAY: Final = timedelta(days=1)
DAYS_DRAWN: Final = 14
EACH_HOUR: Final = 12
"""Where a strip has no more hours than this there is room for each of them, else for every third."""
Span = tuple[datetime, datetime, str, str]
"""From when to when, the state of a leg or `stay`, and in words."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Of a day's strip, in minutes from its beginning; `state` of a leg, or `stay` between two of them."""

    begins: int
    length: int
    state: str
    label: str


@dataclass(frozen=True, slots=True)
class Strip:
    """`hours`: those between which the strips of all days are drawn; `now`: the minute that it is."""

    day: date
    bars: tuple[Bar, ...]
    now: int | None


@dataclass(frozen=True, slots=True)
class Strips:
    first_hour: int
    last_hour: int
    days: tuple[Strip, ...]

    @property
    def length(self) -> int:
        return (self.last_hour - self.first_hour) * 60

    @property
    def marks(self) -> tuple[int, ...]:
        step = 1 if self.last_hour - self.first_hour <= EACH_HOUR else 3
        return tuple(range(self.first_hour, self.last_hour + 1, step))


def strips_of(legs: Sequence[Leg], names: Mapping[str, str], now: datetime) -> Strips | None:
    """One strip for each day of the programme, all between the same hours."""
    if not legs:
        return None
    spans = [(leg.planned_start, leg.planned_end, leg.state.value, _way(leg, names)) for leg in legs]
    for leg, follows in pairwise(legs):
        if follows.planned_start > leg.planned_end:
            stay = names.get(leg.destination, leg.destination)
            spans.append((leg.planned_end, follows.planned_start, "stay", stay))
    first = min(start for start, *_ in spans).astimezone(BRUSSELS).date()
    last = max(end for _, end, *_ in spans).astimezone(BRUSSELS).date()
    days = [first + n * A_DAY for n in range(min((last - first).days + 1, DAYS_DRAWN))]
    begin, end = (0, 24) if len(days) > 1 else _hours(spans, first)
    return Strips(begin, end, tuple(_strip(day, spans, begin, end, now) for day in days))


def _way(leg: Leg, names: Mapping[str, str]) -> str:
    return f"{names.get(leg.origin, leg.origin)} → {names.get(leg.destination, leg.destination)}"


def _hours(spans: Sequence[Span], day: date) -> tuple[int, int]:
    zero = midnight(day)
    begins = min((start - zero) // timedelta(hours=1) for start, *_ in spans)
    ends = max(-((zero - end) // timedelta(hours=1)) for _, end, *_ in spans)
    begins, ends = max(begins, 0), max(ends, begins + 2)
    return (begins, ends) if ends - begins <= EACH_HOUR else (begins // 3 * 3, -(-ends // 3) * 3)


def _strip(day: date, spans: Sequence[Span], begin: int, end: int, now: datetime) -> Strip:
    zero = midnight(day) + timedelta(hours=begin)
    length = (end - begin) * 60
    bars = []
    for start, stop, state, label in spans:
        left, right = max(_minutes(start - zero), 0), min(_minutes(stop - zero), length)
        if right > left:
            bars.append(Bar(left, right - left, state, label))
    here = _minutes(now - zero)
    stays_below = tuple(sorted(bars, key=lambda bar: bar.state != "stay"))
    return Strip(day, stays_below, here if 0 <= here < length else None)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
