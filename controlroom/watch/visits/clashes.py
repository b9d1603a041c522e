"""Where two visits are in each other's way (requirement R5): at a venue, on a route, or for a unit."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise, product
from typing import Final

from controlroom.watch.legs import Leg
from controlroom.watch.visits.phase import in_order

SAME_WINDOW: Final = timedelta(minutes=15)
"""Two convoys on one route this close to each other are in one window."""


class ClashKind(StrEnum):
    VENUE = "venue"
    ROUTE = "route"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Booked:
    """A visit with its legs; delegations of one `event` meet at its venue, which is no clash."""

    visit: str
    event: str | None
    ends_at: datetime
    legs: Sequence[Leg]


@dataclass(frozen=True, slots=True)
class Clash:
    """`what`: the place, the route's two places, or the unit; from `begins` to `ends` both are there."""

    kind: ClashKind
    visit: str
    other: str
    what: str
    begins: datetime
    ends: datetime
    leg: int
    other_leg: int


@dataclass(frozen=True, slots=True)
class _Stay:
    place: str
    begins: datetime
    ends: datetime
    leg: int


def clashes(mine: Booked, others: Iterable[Booked], shared: Collection[str] = ()) -> list[Clash]:
    """The earliest first. `shared`: places that many visits use at once, as an airport."""
    found = [clash for other in others if other.visit != mine.visit for clash in _of_two(mine, other, shared)]
    return sorted(found, key=lambda one: (one.begins, one.other, one.kind, one.what, one.leg, one.other_leg))


def _of_two(mine: Booked, other: Booked, shared: Collection[str]) -> Iterator[Clash]:
    for leg, theirs in product(in_order(mine.legs), in_order(other.legs)):
        yield from _on_the_road(mine, other, leg, theirs)
    if mine.event is None or mine.event != other.event:
        for stay, its in product(_stays(mine, shared), _stays(other, shared)):
            begins, ends = max(stay.begins, its.begins), min(stay.ends, its.ends)
            if stay.place == its.place and begins < ends:
                yield _clash(ClashKind.VENUE, mine, other, stay.place, begins, ends, stay.leg, its.leg)


def _on_the_road(mine: Booked, other: Booked, leg: Leg, theirs: Leg) -> Iterator[Clash]:
    begins = max(leg.planned_start, theirs.planned_start)
    ends = min(leg.planned_end, theirs.planned_end)
    for unit in leg.units:
        if unit in theirs.units and begins < ends:
            yield _clash(ClashKind.UNIT, mine, other, unit, begins, ends, leg.number, theirs.number)
    same_way = (leg.origin, leg.destination) == (theirs.origin, theirs.destination)
    if same_way and abs(leg.planned_start - theirs.planned_start) <= SAME_WINDOW:
        way = f"{leg.origin} > {leg.destination}"
        latest = max(begins, ends)
        yield _clash(ClashKind.ROUTE, mine, other, way, begins, latest, leg.number, theirs.number)


def _clash(
    kind: ClashKind,
    mine: Booked,
    other: Booked,
    what: str,
    begins: datetime,
    ends: datetime,
    leg: int,
    other_leg: int,
) -> Clash:
    return Clash(kind, mine.visit, other.visit, what, begins, ends, leg, other_leg)


def _stays(of: Booked, shared: Collection[str]) -> list[_Stay]:
    """At each destination until the next leg leaves; at the last one until the visit is over."""
    legs = in_order(of.legs)
    stays = [
        _Stay(leg.destination, leg.planned_end, follows.planned_start, leg.number)
        for leg, follows in pairwise(legs)
    ]
    if legs:
        stays.append(_Stay(legs[-1].destination, legs[-1].planned_end, of.ends_at, legs[-1].number))
    return [stay for stay in stays if stay.place not in shared]
