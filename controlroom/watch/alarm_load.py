"""How much a room is asked: rates, floods, shares, and the time until somebody answered."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby
from math import ceil
from typing import Final

TEN_MINUTES: Final = timedelta(minutes=10)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    begins: datetime
    ends: datetime

    @property
    def length(self) -> timedelta:
        return self.ends - self.begins

    def of(self, other: "Span") -> "Span | None":
        """What the two have in common; None if that is nothing."""
        begins, ends = max(self.begins, other.begins), min(self.ends, other.ends)
        return Span(begins, ends) if begins < ends else None


@dataclass(frozen=True, slots=True)
class Worst:
    """The most that fell into one span of a length; `begins` is None if there was nothing at all."""

    count: int = 0
    begins: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """How long it took to acknowledge so many alerts, in seconds; None if there were none."""

    alerts: int
    p50_s: float | None
    p80_s: float | None
    p985_s: float | None


EPOCH: Final = datetime.fromtimestamp(0, UTC)


def step_of(at: datetime, width: timedelta) -> datetime:
    """When the clock's own ten minutes, hour or the like began in which this is."""
    return EPOCH + (at - EPOCH) // width * width


def steps(period: Span, width: timedelta) -> Iterator[Span]:
    """The clock's own tens of minutes, hours and the like, cut to the period."""
    begins = step_of(period.begins, width)
    while begins < period.ends:
        if step := Span(begins, begins + width).of(period):
            yield step
        begins += width


def filled(moments: Iterable[datetime], period: Span, width: timedelta) -> list[tuple[Span, int]]:
    """The steps in which there was something, and how much; `moments` in their order, all in the period."""
    counted = groupby(moments, partial(step_of, width=width))
    spans = ((Span(begins, begins + width).of(period), sum(1 for _ in those)) for begins, those in counted)
    return [(span, count) for span, count in spans if span]


def part(moments: Sequence[datetime], span: Span) -> Sequence[datetime]:
    """Those in the span; `moments` in their order. The end of a span belongs to the next one."""
    return moments[bisect_left(moments, span.begins) : bisect_left(moments, span.ends)]


def worst(moments: Sequence[datetime], width: timedelta) -> Worst:
    """The fullest span of this length, wherever it begins; the first of several. `moments` in their order."""
    most, first = Worst(), 0
    for last, at in enumerate(moments):
        while moments[first] <= at - width:
            first += 1
        if last - first + 1 > most.count:
            most = Worst(last - first + 1, moments[first])
    return most


def floods(marks: Iterable[tuple[datetime, bool]], period: Span) -> list[Span]:
    """From the moments at which one began (True) or ended (False), in their order, cut to the period.

    One that was going on before the first mark has its beginning among the marks; one that did not end yet
    goes on to the end of the period.
    """
    found: list[Span | None] = []
    began: datetime | None = None
    for at, begins in marks:
        if not begins and began is not None:
            found.append(Span(began, at).of(period))
        began = (began or at) if begins else None
    if began is not None:
        found.append(Span(began, max(began, period.ends)).of(period))
    return [span for span in found if span]


def length(spans: Iterable[Span]) -> timedelta:
    return sum((span.length for span in spans), timedelta())


def nearest_rank(values: Iterable[float], percent: float) -> float | None:
    """The smallest value that so many per cent of all do not exceed; one of the values, never between two."""
    ordered = sorted(values)
    if not ordered:
        return None
    return ordered[max(ceil(len(ordered) * percent / 100 - 1e-9), 1) - 1]


def answered(seconds: Sequence[float]) -> Answered:
    p50, p80, p985 = (nearest_rank(seconds, percent) for percent in (50, 80, 98.5))
    return Answered(len(seconds), p50, p80, p985)


def share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
