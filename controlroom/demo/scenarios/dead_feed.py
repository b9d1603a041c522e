"""A dead line: a patrol and the teams of a post are not heard for three quarters of an hour.

- Minute 4: EU-01A and EU-01B (Europa, main entrance) are silent, a minute later PAT-2; each rises after five
  minutes of silence.
- From minute 17: what they should have said is missed: the relief of EU-01, its check calls (every quarter of
  an hour here), and one check of PAT-2 after the other. The silence explains them all. PAT-2 drives on and
  makes its checks; nobody hears of it.
- Minute 50: the lines are back. The post had noted everything: relief and calls come in with their own times.
  PAT-2's radio keeps only its six newest reports: three missed checks are withdrawn, the three older ones
  stay missed, and nothing explains them any more.

The line and the checks of PAT-2 keep to these minutes at any speed.
"""

from random import Random
from typing import Final

from controlroom.demo.data import table
from controlroom.demo.field.conduct import Conduct
from controlroom.demo.field.silence import Silence
from controlroom.demo.plan.checks import Window, drawn, patrol_checks
from controlroom.demo.plan.room import room
from controlroom.demo.plan.timetable import Timetable
from controlroom.demo.plan.visits import visits
from controlroom.demo.scenarios.scenario import Scenario
from controlroom.watch.commands import SetupCommand

DEAD_S: Final = (150, 3000)
KEEPS: Final = 6
CALLS_EVERY: Final = {"EU-01": 15}
OTHERS: Final = ("PAT-1", "PAT-3", "PAT-4")
OTHERS_ALONE_MIN: Final = 50


def plan(times: Timetable, seed: int) -> list[SetupCommand]:
    rows, chance = table("visits"), Random(f"{seed}/patrols")
    unheard = [Window(**row) for row in table("windows", of="dead_feed")]
    elsewhere = {window.site for window in unheard}
    alone_min = round(OTHERS_ALONE_MIN * times.speed)
    others = [window for window in drawn(chance, to_min=alone_min) if window.site not in elsewhere]
    later = drawn(chance, from_min=alone_min)
    return [
        *room(times, rows, calls_every=CALLS_EVERY),
        *visits(times, rows, Random(f"{seed}/visits")),
        *patrol_checks(times.unhurried, unheard),
        *patrol_checks(times, others, patrols=OTHERS, first=len(unheard)),
        *patrol_checks(times, later, first=len(unheard) + len(others)),
    ]


def conduct(speed: float) -> Conduct:
    begin_s, end_s = (second * speed for second in DEAD_S)
    return Conduct(
        forgotten_check=0,
        excused_check=0,
        silences_apart_s=None,
        silences=(
            Silence("EU-01A", begin_s, end_s),
            Silence("EU-01B", begin_s, end_s),
            Silence("PAT-2", begin_s, end_s, KEEPS),
        ),
    )


SCENARIO: Final = Scenario(
    "a patrol and a post whose line is dead for three quarters of an hour", plan, conduct
)
