"""Bars by day, each of parts that stand on each other: in per cent, so that a drawing fits any screen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

HEADROOM: Final = 1.12
GAP: Final = 0.3
"""Of the room of a day, so that bars stand apart."""
STEPS: Final = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Part:
    """`look`: which of the series, for its fill."""

    look: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Line:
    y: str
    value: int


@dataclass(frozen=True, slots=True)
class Label:
    x: str
    text: str


@dataclass(frozen=True, slots=True)
class Series:
    """`total` of all days; `days`: how much on each."""

    look: str
    name: str
    total: int
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """`parts` is empty where there was nothing at all."""

    days: tuple[date, ...]
    series: tuple[Series, ...]
    parts: tuple[Part, ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]


def bars(days: Sequence[date], looks: Mapping[str, str], counted: Iterable[tuple[str, date, int]]) -> Bars:
    """`looks`: the names of the series by their look, from the ground up; `counted`: look, day, how many."""
    sums: dict[tuple[str, date], int] = {}
    for look, day, count in counted:
        sums[look, day] = sums.get((look, day), 0) + count
    per_day = {look: tuple(sums.get((look, day), 0) for day in days) for look in looks}
    series = tuple(Series(look, name, sum(per_day[look]), per_day[look]) for look, name in looks.items())
    most = max((sum(one.days[n] for one in series) for n in range(len(days))), default=0)
    top = max(most, 1) * HEADROOM
    return Bars(
        days=tuple(days),
        series=series,
        parts=tuple(_parts(series, len(days), top)) if most else (),
        lines=tuple(Line(_percent(1 - value / top), value) for value in _grid(most)),
        labels=tuple(Label(_percent((n + 0.5) / len(days)), f"{day:%d.%m.}") for n, day in enumerate(days)),
    )


def _parts(series: Sequence[Series], days: int, top: float) -> Iterable[Part]:
    for day in range(days):
        under = 0
        for one in series:
            count = one.days[day]
            if count:
                y, height = 1 - (under + count) / top, count / top
                x, width = (day + GAP / 2) / days, (1 - GAP) / days
                yield Part(one.look, _percent(x), _percent(y), _percent(width), _percent(height))
            under += count


def _grid(most: int) -> list[int]:
    """At most four lines, at round numbers."""
    step = next(size for size in _round_numbers() if most / size <= 4)
    return list(range(step, most + 1, step))


def _round_numbers() -> Iterable[int]:
    scale = 1
    while True:
        yield from (scale * step for step in STEPS)
        scale *= 10


def _percent(share: float) -> str:
    return f"{share * 100:.3f}%"
