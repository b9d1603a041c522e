"""A programme as somebody wants it, held against the legs that are still to be driven."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from controlroom.errors import Refused, Unknown
from controlroom.watch.legs import Leg, LegState, PlannedLeg
from controlroom.watch.visits.programme import Difference, difference
from controlroom.watch.visits.visit import Visit
from controlroom.watch.words import mark

NO_LEGS: Final = mark("A programme has at least one leg.")
LEGS_AT_MOST: Final = 60
TOO_MANY: Final = mark("A programme has at most 60 legs.")
BEGUN: Final = mark("Leg %(leg)s has begun: what is being driven stays as it is.")
ARRIVES_FIRST: Final = mark("It arrives before it leaves.")
GOES_NOWHERE: Final = mark("It ends where it begins.")
OUTSIDE: Final = mark("It is not within the days of the visit.")
NO_SITE: Final = mark("There is no place %(place)s.")
NO_UNIT: Final = mark("There is no unit %(unit)s.")
NO_CAR: Final = mark("A convoy has 1 to 50 vehicles.")
VEHICLES_AT_MOST: Final = 50
TWO_AT_ONCE: Final = mark("It leaves before the leg before it has arrived.")
TWICE: Final = mark("Leg %(leg)s is there twice.")


@dataclass(frozen=True, slots=True)
class Proposal:
    """`legs` are the open ones as wanted, numbered, each with its place on the page."""

    legs: tuple[tuple[int, PlannedLeg], ...]
    differences: tuple[Difference, ...]
    highest: int

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(sorted(leg.number for _, leg in self.legs))


def proposal(visit: Visit, wanted: Sequence[PlannedLeg], known: Mapping[int, Leg]) -> Proposal:
    """A number that was given once belongs to its leg for ever, whether that is finished or was dropped."""
    highest, legs = visit.legs, []
    for row, leg in enumerate(wanted):
        if leg.number in known:
            legs.append((row, leg))
        elif leg.number == 0 or leg.number > visit.legs:
            highest += 1
            legs.append((row, replace(leg, number=highest)))
    numbers = [leg.number for _, leg in legs]
    if twice := next((n for n in numbers if numbers.count(n) > 1), None):
        raise Refused(TWICE, leg=twice)
    changes = difference((leg.planned for leg in known.values()), (leg for _, leg in legs))
    return Proposal(tuple(legs), changes, highest)


def must_be_possible(wanted: Proposal, visit: Visit, sites: Collection[str], units: Collection[str]) -> None:
    if not wanted.legs and visit.legs == 0:
        raise Refused(NO_LEGS)
    if len(wanted.legs) > LEGS_AT_MOST:
        raise Refused(TOO_MANY)
    changed = {one.leg for one in wanted.differences}
    for row, leg in wanted.legs:
        if leg.number in changed:
            _must_be_a_way(row, leg, visit)
            _must_be_known(row, leg, sites, units)
    _must_follow(wanted.legs, changed)


def must_not_have_begun(wanted: Proposal, known: Mapping[int, Leg]) -> None:
    for one in wanted.differences:
        leg = known.get(one.leg)
        if leg and leg.state not in (LegState.PLANNED, LegState.READY):
            raise Refused(BEGUN, field=_of_leg(wanted, one.leg), leg=one.leg)


def _of_leg(wanted: Proposal, number: int) -> str | None:
    return next((f"leg-{row}" for row, leg in wanted.legs if leg.number == number), None)


def _must_be_a_way(row: int, leg: PlannedLeg, visit: Visit) -> None:
    if leg.planned_end <= leg.planned_start:
        raise Refused(ARRIVES_FIRST, field=f"leg-{row}")
    if leg.origin == leg.destination:
        raise Refused(GOES_NOWHERE, field=f"leg-{row}")
    if leg.planned_start < visit.starts_at or leg.planned_end > visit.ends_at:
        raise Refused(OUTSIDE, field=f"leg-{row}")
    if not 1 <= leg.convoy <= VEHICLES_AT_MOST:
        raise Refused(NO_CAR, field=f"leg-{row}")


def _must_be_known(row: int, leg: PlannedLeg, sites: Collection[str], units: Collection[str]) -> None:
    for place in (leg.origin, leg.destination):
        if place not in sites:
            raise Unknown(NO_SITE, field=f"leg-{row}", place=place)
    for unit in leg.units:
        if unit not in units:
            raise Unknown(NO_UNIT, field=f"leg-{row}", unit=unit)


def _must_follow(legs: Iterable[tuple[int, PlannedLeg]], changed: Collection[int]) -> None:
    driven = sorted(legs, key=lambda one: (one[1].planned_start, one[1].number))
    for (_, leg), (row, follows) in pairwise(driven):
        new = leg.number in changed or follows.number in changed
        if new and follows.planned_start < leg.planned_end:
            raise Refused(TWO_AT_ONCE, field=f"leg-{row}")
