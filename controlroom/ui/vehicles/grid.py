"""The grid of one vehicle: sites by days by hours, so that the same hour on many days is one line (R36)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.watch.vehicles import Sighting

SHOWN_WHOLE: Final = timedelta(days=14)
"""Of a longer time the days on which nothing was seen are left out."""
WIDTH: Final = 288
"""Of a day, in units of five minutes."""


@dataclass(frozen=True, slots=True)
class Tick:
    """`x` from the left of the day; `faint`: it does not count."""

    x: float
    faint: bool


@dataclass(frozen=True, slots=True)
class Day:
    """`times`: as the clocks in Brussels showed them."""

    day: date
    ticks: tuple[Tick, ...]
    times: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    days: tuple[Day, ...]

    @property
    def seen_on(self) -> int:
        return sum(bool(day.ticks) for day in self.days)


@dataclass(frozen=True, slots=True)
class Grid:
    """`earliest`, `latest`: of all sightings, by the time of day."""

    places: tuple[Place, ...]
    days: int
    earliest: str
    latest: str


def grid(sightings: Iterable[Sighting], names: Mapping[str, str], counted: frozenset[int]) -> Grid:
    """`counted`: the numbers of the sightings that can be a pattern."""
    seen = list(sightings)
    by_site: defaultdict[str, list[Sighting]] = defaultdict(list)
    for one in seen:
        by_site[one.site or ""].append(one)
    days = _days({one.day for one in seen})
    places = tuple(
        Place(code, names.get(code, code), tuple(_day(day, by_site[code], counted) for day in days))
        for code in sorted(by_site, key=lambda code: (code == "", code))
    )
    times = sorted(_clock(one.at) for one in seen) or [""]
    return Grid(places, len({one.day for one in seen}), times[0], times[-1])


def _days(seen: set[date]) -> list[date]:
    """The newest first."""
    if not seen:
        return []
    first, last = min(seen), max(seen)
    if last - first >= SHOWN_WHOLE:
        return sorted(seen, reverse=True)
    return [last - timedelta(days=n) for n in range((last - first).days + 1)]


def _day(day: date, seen: Iterable[Sighting], counted: frozenset[int]) -> Day:
    then = [one for one in seen if one.day == day]
    ticks = tuple(Tick(_x(one.at), one.seq not in counted) for one in then)
    return Day(day, ticks, tuple(_clock(one.at) for one in then))


def _x(at: datetime) -> float:
    local = at.astimezone(BRUSSELS)
    return round((local.hour * 60 + local.minute) / 5, 1)


def _clock(at: datetime) -> str:
    return f"{at.astimezone(BRUSSELS):%H:%M}"
