"""A vehicle as the watch knows it: its plate, where it was seen, and what a person decided about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from controlroom.watch.refs import Expectation
from controlroom.watch.vehicles.pattern import Pattern, Sighting, pattern

KEPT_FOR: Final = timedelta(days=30)
"""So long is a sighting kept that nothing else asks for (requirement R50)."""
KEPT_AT_MOST: Final = 60
"""Sightings of one vehicle; more of them say no more, and its row is read for every new one."""
PURGE: Final = "purge"


class Verdict(StrEnum):
    HARMLESS = "harmless"
    UNDER_INVESTIGATION = "under_investigation"


@dataclass(frozen=True, slots=True)
class SightedVehicle:
    """`key`: a pseudonym of its plate. The plate, and what it looked like when it was seen last, are personal
    data; `said_seq`: the event that said them. `partial`: some of the plate could not be read. `files`: the
    sites and visits that a sighting of it ever named, for whoever may not read one of them.

    `assessed_at`: what was received until then was judged by a person. `listed_from`, `listed_until`: on the
    white list. `priority`: of the pattern that nobody has assessed. `version`: counts what happened to it.
    """

    key: str
    plate: str | None = None
    country: str | None = None
    make: str | None = None
    colour: str | None = None
    said_seq: int | None = None
    partial: bool = False
    sightings: tuple[Sighting, ...] = ()
    files: tuple[str, ...] = ()
    seen_at: datetime | None = None
    verdict: Verdict | None = None
    assessed_at: datetime | None = None
    assessed_by: str | None = None
    assessed_seq: int | None = None
    listed_from: datetime | None = None
    listed_until: datetime | None = None
    priority: int | None = None
    version: int = 1

    @property
    def counted(self) -> tuple[Sighting, ...]:
        """Those that can be a pattern: nobody judged them yet, and the plate was read whole."""
        if self.partial:
            return ()
        return tuple(one for one in self.sightings if not one.listed and self._is_new(one))

    def _is_new(self, one: Sighting) -> bool:
        return self.assessed_at is None or one.received_at > self.assessed_at

    @property
    def pattern(self) -> Pattern | None:
        return pattern(self.counted)

    @property
    def linked(self) -> bool:
        """Somebody has to do something with what is kept of it."""
        return self.priority is not None or self.verdict is Verdict.UNDER_INVESTIGATION

    def listed(self, at: datetime) -> bool:
        if self.listed_from is None or self.listed_until is None:
            return False
        return self.listed_from <= at < self.listed_until

    def kept_until(self, one: Sighting) -> datetime:
        """A vehicle on the white list keeps its plate while it stands there, to be found by it."""
        until = one.received_at + KEPT_FOR
        if self.listed_until is None or one.seq != self.said_seq:
            return until
        return max(until, self.listed_until)


def expectations(vehicle: SightedVehicle) -> list[Expectation]:
    if vehicle.linked or not vehicle.sightings:
        return []
    return [Expectation(PURGE, min(map(vehicle.kept_until, vehicle.sightings)))]


def kept(sightings: tuple[Sighting, ...], one: Sighting) -> tuple[Sighting, ...]:
    """In order of the time at which they were made. Of too many the oldest repeat of a day goes first."""
    all_of_them = tuple(sorted((*sightings, one), key=lambda each: (each.at, each.seq)))
    if len(all_of_them) <= KEPT_AT_MOST:
        return all_of_them
    seen: set[tuple[object, ...]] = set()
    for each in all_of_them:
        place = (each.day, each.site, each.company, each.listed)
        if place in seen:
            return tuple(other for other in all_of_them if other is not each)
        seen.add(place)
    return all_of_them[1:]
