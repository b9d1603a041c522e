"""The patrol checks: places, times and lengths differ, so that who watches a site does not learn them."""

from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Final, NamedTuple

from controlroom.demo.data import table
from controlroom.demo.plan.timetable import Timetable
from controlroom.demo.plan.units import PATROLS
from controlroom.watch.patrols import PlanPatrolCheck
from controlroom.watch.sites import SiteKind

PATROLLED: Final = frozenset({SiteKind.EMBASSY, SiteKind.EU, SiteKind.NATO, SiteKind.RESIDENCE})
PLANNED_HOURS: Final = 12


class Window(NamedTuple):
    """Minutes after the start; without a `unit` the patrols take turns."""

    site: str
    begin: float
    end: float
    unit: str | None = None


def patrol_checks(
    times: Timetable, windows: Iterable[Window], *, patrols: Sequence[str] = PATROLS, first: int = 0
) -> Iterator[PlanPatrolCheck]:
    """Numbered from `first`, and their numbers say whose turn it is."""
    for number, (site, begin, end, unit) in enumerate(windows, start=first):
        yield PlanPatrolCheck(
            id=f"PC-{times.start:%d%H%M}-{number:03}",
            site=site,
            window_start=times.at(begin),
            window_end=times.at(end),
            unit=unit or patrols[number % len(patrols)],
        )


def drawn(
    chance: Random,
    *,
    apart_min: tuple[int, int] = (3, 9),
    from_min: int = 2,
    to_min: int = PLANNED_HOURS * 60,
) -> Iterator[Window]:
    """A window somewhere every `apart_min` minutes."""
    sites = [site["code"] for site in table("sites") if SiteKind(site["kind"]) in PATROLLED]
    begin = from_min
    while begin < to_min:
        yield Window(chance.choice(sites), begin, begin + chance.randint(20, 50))
        begin += chance.randint(*apart_min)
