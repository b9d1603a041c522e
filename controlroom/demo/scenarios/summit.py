"""A summit: 32 delegations, 241 convoys in fifteen hours, and a room that is busy but in order.

The 27 member states arrive in the first hour and a half, eight convoys on the road at a time, and five others
come and go between them. In the third hour they meet their allies, in the fourth and fifth they drive to the
Europa building, then out to lunch and back, to the dinner in the tenth, and home from the thirteenth. Now
and then a convoy leaves late or a patrol is silent; in no hour more than twelve alerts, the most that one
operator can do (ISA-18.2).
"""

from collections.abc import Iterator
from random import Random
from typing import Any, Final

from controlroom.demo.data import table
from controlroom.demo.field.conduct import Conduct
from controlroom.demo.plan.checks import Window, drawn, patrol_checks
from controlroom.demo.plan.room import room
from controlroom.demo.plan.timetable import Timetable
from controlroom.demo.plan.visits import visits
from controlroom.demo.scenarios.scenario import Scenario
from controlroom.watch.commands import SetupCommand

FIRST_WINDOWS: Final = (Window("EMB-DE", -22, 16), Window("CHARL", -10, 20), Window("RESPAL", -4, 27))
CARS: Final = {"A": 5, "B": 3}
"""The convoy of a head of state or government has five at most (the rules of Protocol), others fewer."""


def plan(times: Timetable, seed: int) -> list[SetupCommand]:
    rows = list(_delegations())
    return [
        *room(times, rows, more_sites=table("hotels", of="summit")),
        *visits(times, rows, Random(f"{seed}/visits")),
        *patrol_checks(times, [*FIRST_WINDOWS, *drawn(Random(f"{seed}/patrols"))]),
    ]


def _delegations() -> Iterator[dict[str, Any]]:
    """Each of a group goes the ways of its programme, a little after the one before it."""
    places: dict[str, int] = {}
    for number, delegation in enumerate(table("delegations", of="summit"), start=1):
        group = delegation["group"]
        turn = places[group] = places.get(group, -1) + 1
        yield {
            **delegation,
            "kind": "summit",
            "level": 3,
            "escort": f"ESC-{number}",
            "legs": [
                _leg(way, delegation, turn) for way in table("ways", of="summit") if way["group"] == group
            ],
            **({"liaison": f"LO-{number}"} if group == "state" else {}),
        }


def _leg(way: dict[str, Any], delegation: dict[str, Any], turn: int) -> list[Any]:
    begins = way["begins"] + turn * way["apart"]
    origin, destination = (delegation.get(way[end], way[end]) for end in ("from", "to"))
    return [origin, destination, begins, begins + way["takes"], CARS[delegation["rank"]]]


def conduct(_speed: float) -> Conduct:
    return Conduct(incidents_apart_s=(60, 220))


SCENARIO: Final = Scenario("a summit day: 32 delegations, 241 convoys, busy but in order", plan, conduct)
