"""A call for help is latched: two persons reset it, and nothing else does (requirement R21)."""

import pytest

from controlroom.errors import Refused
from controlroom.watch.alerts import Acknowledge, Alert, AlertReset, Condition, Reset, Shelve
from controlroom.watch.incidents import IncidentKind
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import Status
from controlroom.watch.service import TakeOutOfService
from controlroom.watch.units import HearUnit, WithdrawUnit
from tests.unit.watch.busy_hour import now, refused
from tests.unit.watch.room import Room, incident_word, noon

DURESS = IncidentKind.DURESS
SECOND = 1 / 60


def call_for_help(room: Room, minute: float, marked: Status = Status.ACTUAL) -> Alert:
    room.at(minute, incident_word(DURESS, 1, minute, marked=marked))
    (alert,) = room.ever("unit.duress")
    return alert


def test_it_takes_two_persons(room: Room) -> None:
    alert = call_for_help(room, 5)
    room.do(Reset(alert.id, "anna"))
    assert (now(room, alert).active, now(room, alert).reset_asked_by) == (True, "anna")
    refused(room, Reset(alert.id, "anna"), "another person")
    room.do(Reset(alert.id, "bert"))
    assert room.history[-1].event == AlertReset(alert.id, "bert", "anna", "unit:EU-07A")
    after = now(room, alert)
    assert (after.condition, after.cleared_at, after.reset_asked_by) == (Condition.CLEARED, noon(5), None)
    assert room.unit("EU-07A").duress_at is None
    assert room.do(Reset(alert.id, "carl")) is None


def test_the_second_confirms_while_the_first_still_remembers(room: Room) -> None:
    alert = call_for_help(room, 5)
    room.do(Reset(alert.id, "anna"))
    room.at(15 + SECOND, Reset(alert.id, "bert"))
    assert (now(room, alert).active, now(room, alert).reset_asked_by) == (True, "bert")
    room.at(25, Reset(alert.id, "anna"))
    assert not now(room, alert).active


def test_a_new_call_for_help_is_not_reset_by_what_was_said_of_the_last(room: Room) -> None:
    alert = call_for_help(room, 5)
    room.do(Reset(alert.id, "anna"))
    call_for_help(room, 6)
    room.do(Reset(alert.id, "bert"))
    assert (now(room, alert).active, now(room, alert).reset_asked_by) == (True, "bert")


def test_after_the_reset_it_stays_until_a_person_said_what_it_was(room: Room) -> None:
    alert = call_for_help(room, 5)
    room.acknowledge(alert)
    room.do(Reset(alert.id, "anna"))
    room.do(Reset(alert.id, "bert"))
    room.at(300)
    assert room.shown == [("unit.duress", 1)]
    room.close(alert)
    assert room.shown == []


def test_nothing_else_ends_it(room: Room) -> None:
    alert = call_for_help(room, 5)
    refused(room, Acknowledge(alert.id, "anna", alert.version, bulk=True), "one by one")
    refused(room, Shelve(alert.id, "anna", alert.version, noon(60), "busy"), "cannot be shelved")
    with pytest.raises(Refused, match="latched"):
        room.close(alert)
    room.do(TakeOutOfService(Ref(Noun.UNIT, "EU-07A"), noon(60), "repair", "anna"))
    room.do(WithdrawUnit("EU-07A"))
    room.do(HearUnit("EU-07A"))
    room.at(24 * 60)
    assert (now(room, alert).active, now(room, alert).shown) == (True, True)


def test_a_call_for_help_is_heard_from_a_unit_that_is_out_of_service(room: Room) -> None:
    room.do(TakeOutOfService(Ref(Noun.UNIT, "EU-07A"), noon(60), "repair", "anna"))
    assert call_for_help(room, 5).shown


def test_who_calls_again_soon_after_the_reset_is_the_same_alert_and_asks_again(room: Room) -> None:
    alert = call_for_help(room, 5)
    room.acknowledge(alert)
    room.do(Reset(alert.id, "anna"))
    room.do(Reset(alert.id, "bert"))
    again = call_for_help(room, 7)
    assert (again.id, again.active, again.acked_by, again.wants_since) == (alert.id, True, None, noon(7))


def test_an_exercise_that_was_reset_and_seen_is_over(room: Room) -> None:
    alert = call_for_help(room, 5, Status.EXERCISE)
    room.acknowledge(alert)
    room.do(Reset(alert.id, "anna"))
    room.do(Reset(alert.id, "bert"))
    room.at(6)
    assert not now(room, alert).open
