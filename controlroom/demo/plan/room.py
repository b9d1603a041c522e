"""What every scenario begins with: threat levels, units, places and files, and what comes in the calendar."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from controlroom.demo.plan.companies import companies
from controlroom.demo.plan.files import contacts, persons
from controlroom.demo.plan.gatherings import gatherings
from controlroom.demo.plan.levels import levels
from controlroom.demo.plan.places import posts, sites
from controlroom.demo.plan.timetable import Timetable
from controlroom.demo.plan.units import units
from controlroom.watch.commands import SetupCommand
from controlroom.watch.threat import SetThreatLevel

NATIONAL_LEVEL: Final = 3


def room(
    times: Timetable,
    visits: Sequence[dict[str, Any]],
    *,
    level: int = NATIONAL_LEVEL,
    more_sites: Sequence[dict[str, Any]] = (),
    calls_every: Mapping[str, int] | None = None,
    raised: bool = False,
) -> list[SetupCommand]:
    """`visits` are the rows of the visits that will be planned: their escorts have to be there.

    `raised`: the level of one site was raised, and asks for a decision.
    """
    return [
        SetThreatLevel("BE", level),
        *units(visits),
        *sites(more_sites),
        *companies(),
        *posts(times, calls_every or {}),
        *levels(times, raised=raised),
        *gatherings(times),
        *contacts(),
        *persons(),
    ]
