"""When sightings of one vehicle are a pattern: days by the calendar on the wall, not hours (requirement R32).

A day begins at midnight in Brussels. 23:50 and 00:10 are two days; the night in which the clocks are put back
is one day of 25 hours. However often a vehicle is seen at a site on a day, that is one day.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from controlroom.clock import BRUSSELS

WITHIN_DAYS: Final = 7
AGAIN: Final = 2
OFTEN: Final = 3
SPREAD_WITHIN_DAYS: Final = 14


class Source(StrEnum):
    """Whose report it stands in."""

    INCIDENT = "incident"
    PATROL = "patrol"
    EARLY_WARNING = "early_warning"


@dataclass(frozen=True, slots=True)
class Sighting:
    """`seq` is its own number in the journal, `report` what the report is known by. `at`: when it was seen.

    `listed`: the vehicle was on the white list then, so it does not count.
    """

    seq: int
    at: datetime
    received_at: datetime
    source: Source
    report: str
    unit: str
    site: str | None = None
    company: str | None = None
    listed: bool = False

    @property
    def day(self) -> date:
        return self.at.astimezone(BRUSSELS).date()


@dataclass(frozen=True, slots=True)
class Pattern:
    """`days`: the most at one site in a week. `sites` and `companies`: where it was within two weeks.

    `site`: the one of those days, else the last.
    """

    priority: int
    site: str | None
    days: int
    sites: tuple[str, ...]
    companies: tuple[str, ...]


def pattern(sightings: Iterable[Sighting]) -> Pattern | None:
    """P3 on two days of a week at one site; P2 on three, or at two sites or companies within two weeks."""
    seen = [one for one in sightings if one.site or one.company]
    repeats_once = {Seen(one.day.toordinal(), one.site, one.company) for one in seen}
    days, site = _most_days(repeats_once)
    together = _most_spread(repeats_once)
    sites = tuple(sorted({one.site for one in together if one.site}))
    companies = tuple(sorted({one.company for one in together if one.company}))
    spread = len(sites) > 1 or len(companies) > 1
    if days < AGAIN and not spread:
        return None
    last = max(seen, key=lambda one: (one.at, one.seq)).site
    priority = 2 if spread or days >= OFTEN else 3
    return Pattern(priority, site if days >= AGAIN else last, days, sites, companies)


class Seen(NamedTuple):
    """What counts of a sighting; the day as its number, since all are compared with all."""

    day: int
    site: str | None
    company: str | None


def _most_days(seen: Iterable[Seen]) -> tuple[int, str | None]:
    """How many days of some week it was at one site, and at which."""
    at_site: defaultdict[str, set[int]] = defaultdict(set)
    for one in seen:
        if one.site:
            at_site[one.site].add(one.day)
    counted = ((_in_a_week(sorted(days)), site) for site, days in sorted(at_site.items()))
    return max(counted, key=lambda each: each[0], default=(0, None))


def _in_a_week(days: Sequence[int]) -> int:
    """The most of these days, which come in order, that lie in seven days of the calendar."""
    return max(bisect_left(days, first + WITHIN_DAYS) - n for n, first in enumerate(days))


def _most_spread(seen: Collection[Seen]) -> list[Seen]:
    """Those within two weeks that were at the most places."""
    in_order = sorted(seen, key=lambda one: one.day)
    days = [one.day for one in in_order]

    def after(first: int) -> list[Seen]:
        return in_order[bisect_left(days, first) : bisect_left(days, first + SPREAD_WITHIN_DAYS)]

    def places(of: list[Seen]) -> int:
        return len({one.site for one in of if one.site}) + len({one.company for one in of if one.company})

    return max(map(after, sorted(set(days))), key=places, default=[])
