"""A described person as the watch knows it: the reports that people linked, and what was decided about it.

A description is no identifier. No machine says that two are the same person; it offers what may be, and a
person says so or not. No word of a description stands here, nor anywhere but in its report.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from controlroom.watch.vehicles.pattern import Pattern, Sighting, pattern
from controlroom.watch.vehicles.vehicle import KEPT_AT_MOST, KEPT_FOR, Verdict

COMPARED_FOR: Final = KEPT_FOR
"""So long is a report compared that nobody has linked, as a sighting is kept that nothing else asks for."""
LINKED_AT_MOST: Final = KEPT_AT_MOST


@dataclass(frozen=True, slots=True)
class DescribedPerson:
    """`sightings`: one for each report; its `received_at` is when it was linked. `files`: the sites that one
    ever named, for whoever may not read one of them.

    `assessed_at`: what was linked until then was judged by a person. `priority`: of the pattern that nobody
    has assessed. `version`: counts what happened to it.
    """

    key: str
    sightings: tuple[Sighting, ...] = ()
    files: tuple[str, ...] = ()
    seen_at: datetime | None = None
    verdict: Verdict | None = None
    assessed_at: datetime | None = None
    assessed_by: str | None = None
    priority: int | None = None
    version: int = 1

    @property
    def counted(self) -> tuple[Sighting, ...]:
        """Those that can be a pattern: nobody judged them yet."""
        at = self.assessed_at
        return tuple(one for one in self.sightings if at is None or one.received_at > at)

    @property
    def pattern(self) -> Pattern | None:
        return pattern(self.counted)
