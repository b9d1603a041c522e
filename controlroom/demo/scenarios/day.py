"""A day in Brussels: what a demo shows if nothing else is asked for.

It starts in the middle of things: a convoy is on the road, reliefs are due, a check was missed. In the first
twenty minutes one of everything goes wrong and comes right again: a unit on the move is silent (minutes 5 to
7), something serious is reported (about 9), a relief is late at the delegations gate (12 to 14), a convoy
does not leave (18 to 21). Afterwards about four alerts an hour, which is what one operator can do well.
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

FIRST_WINDOWS: Final = (
    Window("EMB-AT", -58, -16),
    Window("EMB-JP", -35, 3),
    Window("EMB-DE", -22, 6),
    Window("CHARL", -10, 10),
    Window("EMB-UK", -4, 17),
    Window("NUNC", 1, 26),
)
"""The windows that the demo starts in; the first was missed already."""


def plan(times: Timetable, seed: int) -> list[SetupCommand]:
    rows = table("visits")
    return [
        *room(times, rows, raised=True),
        *visits(times, rows, Random(f"{seed}/visits")),
        *patrol_checks(times, [*FIRST_WINDOWS, *drawn(Random(f"{seed}/patrols"))]),
    ]


def conduct(_speed: float) -> Conduct:
    return Conduct(late_reliefs={"EU-02": 750}, late_departures={"MERLIN": 760})


SCENARIO: Final = Scenario("a day in Brussels, in which a little of everything happens", plan, conduct)
