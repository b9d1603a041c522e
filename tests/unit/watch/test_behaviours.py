"""A behaviour that is reported at one site more often than its own past would let one expect."""

from collections.abc import Iterable
from datetime import timedelta
from math import exp
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.watch.behaviours import BehaviourAtSite, Day, at_least, cluster
from controlroom.watch.early_warnings import Behaviour
from controlroom.watch.incidents import IncidentKind
from controlroom.watch.refs import Noun
from controlroom.watch.reports import Status
from tests.unit.watch.a_warning import the_company, warning_word
from tests.unit.watch.room import NOON, Room, folded, incident_word

DAY = 24 * 60
TODAY = NOON.date()


@pytest.fixture
def room() -> Room:
    return Room.of(*the_company())


def report(room: Room, number: int, day: float, by: str = "noordlicht", **more: Any) -> None:
    room.at(day * DAY, warning_word(number, day * DAY, by=by, **more))


def at_gate(room: Room, behaviour: str = "observation") -> BehaviourAtSite:
    return room.world.known(Noun.BEHAVIOUR, f"NLE-1/{behaviour}", BehaviourAtSite)


def clusters(room: Room) -> list[int]:
    """Their priorities."""
    return [alert.priority for alert in room.ever("early_warning.cluster")]


def days(*ago: int, each: int = 1) -> list[Day]:
    names = tuple(f"U-{n}" for n in range(each))
    return [Day(TODAY - timedelta(days=n), names) for n in sorted(ago, reverse=True)]


def test_three_reports_on_two_days_at_a_quiet_site_are_unusual(room: Room) -> None:
    report(room, 1, 0)
    report(room, 2, 1)
    assert clusters(room) == []
    report(room, 3, 1, by="the guard")
    assert clusters(room) == [4]
    found = at_gate(room).cluster
    assert found is not None
    assert (found.reports, found.days, found.reporters) == (3, 2, 2)
    assert (found.expected, found.chance) == (0.233, 0.00178)


def test_one_reporter_counts_once_a_day_and_one_day_alone_is_no_cluster(room: Room) -> None:
    for number, by in enumerate(("a", "a", "a", "b", "c", "d")):
        report(room, number, 0, by=by)
    assert len(at_gate(room).days[0].reporters) == 4
    assert clusters(room) == []
    report(room, 9, 6, by="a")
    assert clusters(room) == [3]


def test_what_is_usual_at_a_site_is_no_cluster_there() -> None:
    every_third_day = days(*range(7, 97, 3))
    assert cluster([*every_third_day, *days(0, 2, 4)]) is None
    assert cluster(days(0, 2, 4)) is not None


def test_the_week_is_held_against_the_ninety_days_before_it_and_no_older_ones() -> None:
    found = cluster([*days(7, 96), *days(0, 1, 2, 6)])
    assert found is not None
    assert (found.reports, found.expected) == (4, 0.233)
    more = cluster([*days(7, 20, 40, 60, 80, 96), *days(0, 1, 2, 6)])
    assert more is not None
    assert more.expected == pytest.approx(6 / 90 * 7, abs=0.001)


def test_other_behaviours_other_sites_and_exercises_are_counted_apart(room: Room) -> None:
    report(room, 1, 0)
    report(room, 2, 1, behaviour=Behaviour.PHOTOGRAPHY)
    report(room, 3, 2, site="NLE-2")
    report(room, 4, 2, marked=Status.EXERCISE)
    report(room, 5, 3)
    assert [len(day.reporters) for day in at_gate(room).days] == [1, 1]
    assert clusters(room) == []


def test_a_breach_that_a_unit_reports_counts_with_those_of_the_company(room: Room) -> None:
    for number, day in enumerate((0, 1)):
        report(room, number, day, behaviour=Behaviour.BREACH)
    room.at(2 * DAY, incident_word(IncidentKind.BREACH, 3, 2 * DAY, site="NLE-1"))
    room.at(2 * DAY, incident_word(IncidentKind.OTHER, 3, 2 * DAY, site="NLE-1"))
    assert at_gate(room, "breach").cluster is not None


def test_it_is_over_when_a_person_closes_it_and_counts_anew(room: Room) -> None:
    for number in range(3):
        report(room, number, number)
    (alert,) = room.ever("early_warning.cluster")
    room.pass_time(NOON + timedelta(days=20))
    assert room.ever("early_warning.cluster")[0].active
    room.close(alert)
    assert not room.ever("early_warning.cluster")[0].active
    report(room, 8, 21)
    report(room, 9, 22)
    assert len(clusters(room)) == 1
    report(room, 10, 23)
    assert len(clusters(room)) == 2
    again = folded(room.history).things
    assert {ref: thing for ref, thing in again.items() if ref.noun is Noun.BEHAVIOUR} == {
        ref: thing for ref, thing in room.world.things.items() if ref.noun is Noun.BEHAVIOUR and thing
    }


def _sum(numbers: Iterable[int], expected: float) -> float:
    term, total, below = exp(-expected), 0.0, set(numbers)
    for number in range(max(below, default=-1) + 1):
        total += term if number in below else 0.0
        term *= expected / (number + 1)
    return total


@given(st.integers(1, 40), st.floats(0.05, 30))
def test_the_chance_is_what_the_sum_of_all_smaller_numbers_leaves(count: int, expected: float) -> None:
    assert at_least(count, expected) == pytest.approx(1 - _sum(range(count), expected), abs=1e-12)
