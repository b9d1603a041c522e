"""The measures of the demo: all of them can be taken, and they ask for little."""

from collections import Counter
from datetime import timedelta

import pytest

from controlroom.demo.data import table
from controlroom.demo.plan.measures import measures
from controlroom.demo.scenarios.names import ScenarioName
from controlroom.watch.decide import handle
from controlroom.watch.measures import Measure, MeasureKind, MeasureState
from controlroom.watch.visits import PlanVisit
from tests.unit.demo.the_day import START, shown
from tests.unit.watch.room import Room


def a_room(name: ScenarioName) -> Room:
    showing = shown(name=name)
    room = Room(now=START)
    for command in showing.plan:
        handle(room.world, command, "scenario", START)
    visits = {command.code_name: command.code for command in showing.plan if isinstance(command, PlanVisit)}
    quiet = name is ScenarioName.QUIET
    for act in measures(START, visits, proposer="claes", approver="vermeulen", quiet=quiet):
        room.do(act, act.by)
    return room


def taken(room: Room) -> list[Measure]:
    return [thing for thing in room.world.things.values() if isinstance(thing, Measure)]


@pytest.mark.parametrize("name", ScenarioName)
def test_every_measure_can_be_taken_in_every_scenario(name: ScenarioName) -> None:
    assert 20 <= len(taken(a_room(name))) <= len(table("measures"))


def test_a_day_shows_each_kind_and_most_states() -> None:
    found = taken(a_room(ScenarioName.DAY))
    assert {measure.kind for measure in found} == set(MeasureKind)
    states = Counter(measure.state for measure in found)
    assert states[MeasureState.PROPOSED] == states[MeasureState.URGENT] == states[MeasureState.REFUSED] == 1
    assert states[MeasureState.IN_FORCE] > 15
    assert sum(measure.pending is not None for measure in found) == 2


@pytest.mark.parametrize(
    ("name", "rules"), [(ScenarioName.DAY, {"measure.expiring": 1}), (ScenarioName.QUIET, {})]
)
def test_they_ask_for_little_within_the_first_hours(name: ScenarioName, rules: dict[str, int]) -> None:
    room = a_room(name)
    room.pass_time(START + timedelta(hours=12))
    asked = Counter(alert.rule for alert in room.open_alerts if alert.rule.startswith("measure."))
    assert asked == rules
