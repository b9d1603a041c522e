"""Units: their silence, and their call for help."""

from datetime import timedelta

import pytest

from controlroom.errors import Unknown
from controlroom.watch.book import USUAL
from controlroom.watch.incidents import IncidentKind
from controlroom.watch.reports import Position, Status
from controlroom.watch.units import HearUnit, MissPulse, Pulse, RegisterUnit, UnitKind, WithdrawUnit
from tests.unit.watch.room import Room, incident_word, noon

DURESS = IncidentKind.DURESS


def silent(room: Room, since: float = 10) -> None:
    room.at(since + 1.5, MissPulse("PATROL-1", noon(since)))


@pytest.mark.parametrize(("minute", "priority"), [(11.5, 3), (14.9, 3), (15, 2), (25, 2)])
def test_a_silent_unit_is_p3_and_p2_after_five_minutes(room: Room, minute: float, priority: int) -> None:
    silent(room)
    room.at(minute)
    assert room.shown == [("feed.silent", priority)]


def test_a_sign_of_life_clears_the_silence(room: Room) -> None:
    silent(room)
    room.at(12, HearUnit("PATROL-1"))
    assert (room.shown, room.unit("PATROL-1").silent_since) == ([], None)
    room.at(30)
    assert room.shown == []


def test_a_silence_that_rose_is_still_shown_after_a_sign_of_life_until_somebody_saw_it(room: Room) -> None:
    silent(room)
    room.at(16, HearUnit("PATROL-1"))
    assert [alert.condition for alert in room.alerts] == ["cleared"]
    room.acknowledge(room.alerts[0])
    assert room.shown == []


def test_a_unit_is_silent_once_however_often_it_is_missed(room: Room) -> None:
    silent(room)
    assert room.do(MissPulse("PATROL-1", noon(11))) is None


def test_a_unit_out_of_service_is_not_missed_and_its_silence_ends(room: Room) -> None:
    silent(room)
    room.do(WithdrawUnit("PATROL-1"))
    assert room.shown == []
    assert room.do(MissPulse("PATROL-1", noon(20))) is None
    assert room.do(WithdrawUnit("PATROL-1")) is None


def test_a_sign_of_life_of_a_unit_that_was_never_silent_or_never_known_is_nothing_new(room: Room) -> None:
    assert room.do(HearUnit("PATROL-1")) is None
    assert room.do(HearUnit("NOBODY")) is None
    assert room.do(MissPulse("NOBODY", noon())) is None


def test_a_unit_that_was_never_registered_cannot_be_taken_out_of_service(room: Room) -> None:
    with pytest.raises(Unknown, match="NOBODY"):
        room.do(WithdrawUnit("NOBODY"))


def test_a_unit_comes_back_to_service_by_being_registered_again(room: Room) -> None:
    again = RegisterUnit("PATROL-1", "Patrol one", UnitKind.PATROL, Pulse.NORMAL)
    assert room.do(again) is None
    room.do(WithdrawUnit("PATROL-1"))
    room.do(again)
    assert room.unit("PATROL-1").in_service


@pytest.mark.parametrize(("pulse", "seconds"), [(Pulse.CRITICAL, 90), (Pulse.NORMAL, 180)])
def test_a_critical_feed_is_missed_after_90_seconds_and_a_normal_one_after_180(
    pulse: Pulse, seconds: int
) -> None:
    assert pulse.patience(USUAL, "P-01") == timedelta(seconds=seconds)
    assert Pulse.NONE.patience(USUAL, "P-01") is None


def test_duress_is_p1_and_latched_and_nothing_clears_it(room: Room) -> None:
    room.at(5, incident_word(DURESS, 4, 5))
    (alert,) = room.alerts
    assert (alert.rule, alert.priority, alert.latched, alert.object) == (
        "unit.duress",
        1,
        True,
        "unit:EU-07A",
    )
    room.acknowledge(alert)
    room.at(50, incident_word(IncidentKind.OTHER, 4, 50), HearUnit("EU-07A"), WithdrawUnit("EU-07A"))
    assert ("unit.duress", 1) in room.shown


def test_duress_needs_a_unit_that_is_known(room: Room) -> None:
    with pytest.raises(Unknown):
        room.do(incident_word(DURESS, 1, 5, unit="NOBODY"))


def test_duress_keeps_the_last_position_that_was_said(room: Room) -> None:
    first = incident_word(DURESS, 1, 5)
    where = Position(50.8, 4.4)
    object.__setattr__(first.report, "position", where)
    room.at(5, first)
    room.at(6, incident_word(DURESS, 1, 6))
    assert (room.unit("EU-07A").duress_position, room.unit("EU-07A").duress_at) == (where, noon(6))


def test_an_exercise_does_not_hide_a_unit_that_is_really_in_duress(room: Room) -> None:
    room.at(5, incident_word(DURESS, 1, 5))
    room.at(6, incident_word(DURESS, 1, 6, marked=Status.EXERCISE))
    assert room.unit("EU-07A").duress_status is Status.ACTUAL
    assert [alert.status for alert in room.alerts] == [Status.ACTUAL]


def test_real_duress_after_an_exercise_is_real_and_asks_for_attention_again(room: Room) -> None:
    room.at(5, incident_word(DURESS, 1, 5, marked=Status.EXERCISE))
    assert [alert.status for alert in room.alerts] == [Status.EXERCISE]
    room.acknowledge(room.alerts[0])
    room.at(90, incident_word(DURESS, 1, 90))
    unseen = [alert for alert in room.alerts if alert.acked_by is None]
    assert [(alert.rule, alert.status) for alert in unseen] == [("unit.duress", Status.ACTUAL)]


def test_a_second_call_for_help_asks_for_attention_again(room: Room) -> None:
    room.at(5, incident_word(DURESS, 1, 5))
    room.acknowledge(room.alerts[0])
    room.at(90, incident_word(DURESS, 1, 90))
    (alert,) = room.alerts
    assert (alert.acked_by, alert.count) == (None, 2)


def test_a_call_for_help_is_heard_although_it_names_a_place_that_does_not_exist(room: Room) -> None:
    room.at(1, incident_word(DURESS, 3, 1, site="TYPO", visit="V-404"))
    assert room.shown == [("unit.duress", 1)]
