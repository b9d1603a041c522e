"""Bars over time as a drawing: everything in per cent of its width and height, so that it fits any screen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.ui.alarm_period import days
from controlroom.watch.alarm_load import HOUR, Span

HEADROOM: Final = 1.15
GAP: Final = 0.15
"""Of a bar's width, so that bars stand apart."""
SHORT: Final = timedelta(days=2)
"""Up to here the axis shows hours, beyond it days."""
EVERY_HOURS: Final = 3
LABELS_AT_MOST: Final = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """`above`: it goes beyond the highest line."""

    x: str
    width: str
    y: str
    height: str
    above: bool


@dataclass(frozen=True, slots=True)
class Line:
    y: str
    value: int


@dataclass(frozen=True, slots=True)
class Shade:
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Tick:
    """`edge`: its label would be cut in the middle of it."""

    x: str
    label: str
    edge: bool


@dataclass(frozen=True, slots=True)
class Plot:
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    shades: tuple[Shade, ...]
    ticks: tuple[Tick, ...]


def plot(
    period: Span, heights: Sequence[tuple[Span, float]], lines: Sequence[int], shades: Iterable[Span] = ()
) -> Plot:
    """`heights`: how much there was in each span that had any; `lines`: the limits, the highest last."""
    top = max([lines[-1], *(height for _, height in heights)]) * HEADROOM
    return Plot(
        bars=tuple(_bar(period, span, height, top, lines[-1]) for span, height in heights),
        lines=tuple(Line(_percent(1 - line / top), line) for line in lines),
        shades=tuple(Shade(_place(period, span.begins), _width(period, span)) for span in shades),
        ticks=tuple(_ticks(period)),
    )


def _bar(period: Span, span: Span, height: float, top: float, limit: int) -> Bar:
    share = height / top
    gap = span.length * (GAP / 2)
    inner = Span(span.begins + gap, span.ends - gap)
    return Bar(
        _place(period, inner.begins),
        _width(period, inner),
        _percent(1 - share),
        _percent(share),
        height > limit,
    )


def _ticks(period: Span) -> Iterable[Tick]:
    if period.length > SHORT:
        spans = days(period)
        every = -(-len(spans) // LABELS_AT_MOST)
        moments = [(span.begins, f"{span.begins.astimezone(BRUSSELS):%d/%m}") for span in spans[::every]]
    else:
        moments = [(at, f"{at.astimezone(BRUSSELS):%H:%M}") for at in _full_hours(period)]
    for at, label in moments:
        share = (at - period.begins) / period.length
        if share < 0.96:
            yield Tick(_percent(share), label, share < 0.02)


def _full_hours(period: Span) -> Iterable[datetime]:
    at = period.begins.replace(minute=0, second=0, microsecond=0)
    while at < period.ends:
        if at >= period.begins and at.astimezone(BRUSSELS).hour % EVERY_HOURS == 0:
            yield at
        at += HOUR


def _place(period: Span, at: datetime) -> str:
    return _percent((at - period.begins) / period.length)


def _width(period: Span, span: Span) -> str:
    return _percent(span.length / period.length)


def _percent(share: float) -> str:
    return f"{share * 100:.3f}%"
