"""A quiet day: no summit, five small visits, everybody punctual.

The wall stays grey. A patrol is silent for four minutes soon after the start, and another some hours later; a
small incident comes every quarter of an hour and asks for nobody. At most two alerts in any hour.
"""

from random import Random
from typing import Final

from controlroom.demo.data import table
from controlroom.demo.field.conduct import Conduct
from controlroom.demo.plan.checks import Window, drawn, patrol_checks
from controlroom.demo.plan.room import room
from controlroom.demo.plan.timetable import Timetable
from controlroom.demo.plan.visits import visits
from controlroom.demo.scenarios.scenario import Scenario
from controlroom.watch.commands import SetupCommand
from controlroom.watch.visits import VisitKind

LEVEL: Final = 2
SMALL: Final = (VisitKind.WORKING, VisitKind.PRIVATE)
FIRST_WINDOWS: Final = (Window("EMB-JP", -12, 24), Window("CHARL", -4, 31))
APART_MIN: Final = (9, 16)


def plan(times: Timetable, seed: int) -> list[SetupCommand]:
    rows = [visit for visit in table("visits") if visit["kind"] in SMALL]
    windows = drawn(Random(f"{seed}/patrols"), apart_min=APART_MIN)
    return [
        *room(times, rows, level=LEVEL),
        *visits(times, rows, Random(f"{seed}/visits")),
        *patrol_checks(times, [*FIRST_WINDOWS, *windows]),
    ]


def conduct(_speed: float) -> Conduct:
    return Conduct(
        late_relief=0,
        forgotten_call=0,
        forgotten_check=0,
        late_departure=0,
        incidents_apart_s=(600, 1500),
        gravest=3,
        silences_apart_s=(9000, 14400),
    )


SCENARIO: Final = Scenario("a quiet day: a grey wall, at most two alerts an hour", plan, conduct)
