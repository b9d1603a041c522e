"""The versions of a visit's programme: what changed from one to the next, and who knows of it (R6)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from controlroom.watch.legs import PlannedLeg


class Change(StrEnum):
    ADDED = "added"
    DROPPED = "dropped"
    MOVED = "moved"


class Aspect(StrEnum):
    """In what a leg moved."""

    TIME = "time"
    PLACE = "place"
    UNITS = "units"
    CONVOY = "convoy"


@dataclass(frozen=True, slots=True)
class Difference:
    """Of one leg; `before` is None for one that was added, `after` for one that was dropped."""

    leg: int
    before: PlannedLeg | None
    after: PlannedLeg | None

    @property
    def change(self) -> Change:
        if self.before is None:
            return Change.ADDED
        return Change.DROPPED if self.after is None else Change.MOVED

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        return _aspects(self.before, self.after) if self.before and self.after else ()

    @property
    def units(self) -> tuple[str, ...]:
        """Those who had it, and those who have it now."""
        legs = (leg for leg in (self.before, self.after) if leg)
        return tuple(dict.fromkeys(unit for leg in legs for unit in leg.units))


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """`unit` is None for the officer on duty; `by`: who told the unit, or the unit itself."""

    unit: str | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """`units` are those whose legs changed; they and the officer on duty have to know."""

    number: int
    by: str
    at: datetime
    differences: tuple[Difference, ...]
    units: tuple[str, ...]
    known_to: tuple[Acknowledgement, ...] = ()

    @property
    def waits_for(self) -> tuple[str | None, ...]:
        """None stands for the officer on duty."""
        known = {one.unit for one in self.known_to}
        return tuple(one for one in (None, *self.units) if one not in known)

    def told(self, known: Acknowledgement) -> "Version":
        return replace(self, known_to=(*self.known_to, known)) if known.unit in self.waits_for else self


def difference(before: Iterable[PlannedLeg], after: Iterable[PlannedLeg]) -> tuple[Difference, ...]:
    """What has to be said to somebody who knows the one and acts by the other; in the order of the legs."""
    old, new = {leg.number: leg for leg in before}, {leg.number: leg for leg in after}
    pairs = ((number, old.get(number), new.get(number)) for number in sorted({*old, *new}))
    return tuple(Difference(number, was, is_now) for number, was, is_now in pairs if was != is_now)


def _aspects(was: PlannedLeg, is_now: PlannedLeg) -> tuple[Aspect, ...]:
    compared = {
        Aspect.TIME: (was.planned_start, was.planned_end) != (is_now.planned_start, is_now.planned_end),
        Aspect.PLACE: (was.origin, was.destination) != (is_now.origin, is_now.destination),
        Aspect.UNITS: was.units != is_now.units,
        Aspect.CONVOY: was.convoy != is_now.convoy,
    }
    return tuple(aspect for aspect, differs in compared.items() if differs)


def units_of(differences: Iterable[Difference]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit for one in differences for unit in one.units))
