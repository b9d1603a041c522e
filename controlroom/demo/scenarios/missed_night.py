"""A night of missed checks: three of four patrols do not come round, and nothing explains it.

Their hearts beat, so no silent feed stands behind it: each missed check is an alert of its site, with a count
that grows. PAT-1 clears trees for the first six hours; it excuses what it left out when it is back, and the
counts fall. PAT-3 says nothing the whole night, PAT-4 nothing from the second hour to the seventh. The first
check is missed a minute after the start, some twenty within four hours, at a dozen sites and more; those at
level 3 are high at once. Posts and convoys are as they should be.
"""

from math import inf
from random import Random
from typing import Final

from controlroom.demo.data import table
from controlroom.demo.field.conduct import Away, Conduct
from controlroom.demo.plan.checks import Window, drawn, patrol_checks
from controlroom.demo.plan.room import room
from controlroom.demo.plan.timetable import Timetable
from controlroom.demo.plan.visits import visits
from controlroom.demo.scenarios.scenario import Scenario
from controlroom.watch.commands import SetupCommand
from controlroom.watch.visits import VisitKind

HOUR_S: Final = 3600
SINCE_DUSK: Final = -inf


def plan(times: Timetable, seed: int) -> list[SetupCommand]:
    rows = [visit for visit in table("visits") if visit["kind"] == VisitKind.PRIVATE]
    first = [Window(**row) for row in table("windows", of="missed_night")]
    return [
        *room(times, rows),
        *visits(times, rows, Random(f"{seed}/visits")),
        *patrol_checks(times.unhurried, first),
        *patrol_checks(times, drawn(Random(f"{seed}/patrols")), first=len(first)),
    ]


def conduct(_speed: float) -> Conduct:
    return Conduct(
        late_relief=0,
        forgotten_call=0,
        late_departure=0,
        incidents_apart_s=(1200, 3600),
        gravest=3,
        silences_apart_s=None,
        away=(
            Away("PAT-1", SINCE_DUSK, 6 * HOUR_S, "Storm: clearing trees for the fire brigade since dusk"),
            Away("PAT-3", SINCE_DUSK, 12 * HOUR_S),
            Away("PAT-4", 2 * HOUR_S, 7 * HOUR_S),
        ),
    )


SCENARIO: Final = Scenario("a night in which three of four patrols do not come round", plan, conduct)
