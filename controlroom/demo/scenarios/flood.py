"""A flood: more than thirty alerts within ten minutes, from several causes at once.

- To minute 4 a calm beginning; six convoys of one street wait for their start, two patrols are behind.
- Minute 4: a bang at Schuman. One after the other come two incidents of P1 and eight of P2, a post that was
  left (P1) because its team runs to help, the silence of fifteen units whose mast is down (each rises after
  five minutes), six convoys that cannot leave (P3), and the checks that the two patrols did not make.
- Minute 14: the last of it. Then the mast is back (16) and what was held comes in late, the convoys drive (20
  to 25), the team is back at its post (22), the patrols excuse their checks (30). Incidents stay until an
  officer took them in hand. The rest is the ordinary day.

These minutes are the same at any speed.
"""

from random import Random
from typing import Any, Final

from controlroom.demo.data import table
from controlroom.demo.field.conduct import Away, Conduct
from controlroom.demo.field.sending import FeedPath, Planned
from controlroom.demo.field.silence import Silence
from controlroom.demo.plan.checks import Window, drawn, patrol_checks
from controlroom.demo.plan.room import room
from controlroom.demo.plan.timetable import Timetable
from controlroom.demo.plan.visits import visits
from controlroom.demo.scenarios.scenario import Scenario
from controlroom.watch.commands import SetupCommand

CALLED_AWAY: Final = ("PAT-3", "PAT-4")
CALLED_AWAY_TO_S: Final = 30 * 60
WHY_AWAY: Final = "Called to Schuman to hold the cordon"
MAST_DOWN_S: Final = (4 * 60 + 30, 16 * 60)
ON_THE_MAST: Final = (
    *("EU-01A", "EU-01B", "EU-02A", "EU-02B", "EU-04A", "EU-04B", "EU-05A", "EU-05B"),
    *("EU-06A", "EU-06B", "EU-07A", "EU-07B", "FED-2A", "FED-2B", "PAT-1"),
)


def plan(times: Timetable, seed: int) -> list[SetupCommand]:
    ordinary, stuck = table("visits"), table("visits", of="flood")
    unmade = [Window(**row) for row in table("windows", of="flood")]
    return [
        *room(times, [*ordinary, *stuck]),
        *visits(times, ordinary, Random(f"{seed}/visits")),
        *visits(times.unhurried, stuck, Random(f"{seed}/stuck")),
        *patrol_checks(times.unhurried, unmade),
        *patrol_checks(times, drawn(Random(f"{seed}/patrols")), first=len(unmade)),
    ]


def conduct(speed: float) -> Conduct:
    down_s, up_s = (second * speed for second in MAST_DOWN_S)
    return Conduct(
        late_departures={visit["code_name"]: visit["late"] * speed for visit in table("visits", of="flood")},
        silences_apart_s=None,
        silences=tuple(Silence(unit, down_s, up_s) for unit in ON_THE_MAST),
        away=tuple(Away(patrol, -3600 * speed, CALLED_AWAY_TO_S * speed, WHY_AWAY) for patrol in CALLED_AWAY),
        besides=tuple(_said(word, speed) for word in table("words", of="flood")),
    )


def _said(word: dict[str, Any], speed: float) -> Planned:
    says = {key: value for key, value in word.items() if key not in ("after", "unit", "feed")}
    return Planned(word["after"] * speed, word["unit"], FeedPath(word["feed"]), says)


SCENARIO: Final = Scenario("a storm of alerts from several causes, from the fourth minute on", plan, conduct)
