"""Shifts as they are planned, begin, wait for the one before, and pass by."""

from datetime import timedelta

import pytest

from controlroom.errors import Refused, Unknown
from controlroom.watch.duty import Place, TakeDuty
from controlroom.watch.refs import Noun
from controlroom.watch.shifts import DropShift, PlanShift, Shift, ShiftState, shift_id
from tests.unit.watch.room import Room, noon


def planned(begins: float, ends: float, officer: str | None = "anna", **crew: str) -> PlanShift:
    return PlanShift(noon(begins), noon(ends), "chief", officer, **crew)


def shift(room: Room, begins: float) -> Shift:
    return room.world.known(Noun.SHIFT, shift_id(noon(begins)), Shift)


def test_a_shift_begins_when_its_time_has_come_and_no_other_is_on(room: Room) -> None:
    room.do(TakeDuty("anna", Place.OFFICER))
    room.do(planned(60, 120))
    room.at(59)
    assert (shift(room, 60).state, room.world.duty.shift) == (ShiftState.PLANNED, None)
    room.at(60)
    assert shift(room, 60).state is ShiftState.OPEN
    assert (shift(room, 60).opened_at, room.world.duty.shift) == (noon(60), shift_id(noon(60)))


def test_a_shift_waits_until_the_one_before_is_handed_over_and_lapses_if_it_never_is(room: Room) -> None:
    room.do(planned(0, 60))
    room.do(planned(60, 120))
    room.at(60)
    assert (shift(room, 0).state, shift(room, 60).state) == (ShiftState.OPEN, ShiftState.WAITING)
    room.at(120)
    assert (shift(room, 0).state, shift(room, 60).state) == (ShiftState.OPEN, ShiftState.LAPSED)


def test_a_shift_that_nobody_hands_over_is_p3_a_quarter_of_an_hour_after_its_planned_end(room: Room) -> None:
    room.do(TakeDuty("anna", Place.OFFICER))
    room.do(planned(0, 60))
    room.at(75 - 1 / 60)
    assert room.shown == []
    room.at(75)
    assert room.shown == [("handover.unsigned", 3)]
    (alert,) = room.ever("handover.unsigned")
    assert alert.object == f"shift:{shift_id(noon(0))}"


def test_a_roster_that_moves_the_end_takes_the_alert_away_and_raises_it_again_at_the_new_end(
    room: Room,
) -> None:
    room.do(TakeDuty("anna", Place.OFFICER))
    room.do(planned(0, 60))
    room.at(80, planned(0, 120))
    assert room.shown == []
    room.at(135)
    assert room.shown == [("handover.unsigned", 3)]


def test_the_crew_of_a_late_shift_can_be_put_right_without_taking_the_alert_away(room: Room) -> None:
    room.do(TakeDuty("anna", Place.OFFICER))
    room.do(planned(0, 60))
    room.at(80, planned(0, 60, leader="leo"))
    assert room.shown == [("handover.unsigned", 3)]
    assert shift(room, 0).leader == "leo"


def test_a_shift_from_no_roster_should_end_when_the_next_planned_one_begins(room: Room) -> None:
    room.do(TakeDuty("anna", Place.OFFICER))
    room.do(planned(0, 30))
    room.at(5, planned(60, 120))
    assert shift(room, 0).ends_at == noon(30)
    room.at(60)
    assert shift(room, 60).state is ShiftState.WAITING


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (planned(60, 60), "ends_at"),
        (planned(60, 30), "ends_at"),
        (planned(60, 60 + 24 * 60 + 1), "ends_at"),
        (planned(-120, -60), "ends_at"),
        (planned(60, 120, None), "officer"),
        (planned(60, 120, "anna", leader="anna"), "deputy"),
    ],
)
def test_a_shift_that_cannot_be_is_not_planned(room: Room, command: PlanShift, field: str) -> None:
    with pytest.raises(Refused) as refused:
        room.do(command)
    assert refused.value.field == field


def test_the_same_entry_twice_is_one_and_another_crew_changes_it(room: Room) -> None:
    assert room.do(planned(60, 120)) is not None
    assert room.do(planned(60, 120)) is None
    assert room.do(planned(60, 120, "bert")) is not None
    assert shift(room, 60).officer == "bert"


def test_a_planned_shift_can_be_dropped_and_planned_again(room: Room) -> None:
    room.do(planned(60, 120))
    key = shift_id(noon(60))
    assert room.do(DropShift(key, "chief")) is not None
    assert room.do(DropShift(key, "chief")) is None
    room.at(61)
    assert (shift(room, 60).state, room.world.duty.shift) == (ShiftState.DROPPED, None)
    assert room.do(planned(60, 120)) is not None
    room.at(62)
    assert shift(room, 60).state is ShiftState.OPEN


def test_a_shift_that_is_on_is_not_dropped_and_one_that_is_unknown_neither(room: Room) -> None:
    room.do(planned(0, 60))
    room.at(1)
    with pytest.raises(Refused, match="handed over"):
        room.do(DropShift(shift_id(noon(0)), "chief"))
    with pytest.raises(Unknown):
        room.do(DropShift(shift_id(noon(600)), "chief"))


def test_a_shift_that_lapsed_is_over(room: Room) -> None:
    room.do(planned(0, 60))
    room.do(planned(30, 60))
    room.at(90)
    assert shift(room, 30).state is ShiftState.LAPSED
    with pytest.raises(Refused, match="over"):
        room.do(planned(30, 200))
    with pytest.raises(Refused, match="over"):
        room.do(DropShift(shift_id(noon(30)), "chief"))


def test_a_room_in_which_a_shift_begins_and_nobody_is_on_duty_is_missed_after_a_minute(room: Room) -> None:
    room.do(planned(10, 60))
    room.at(11)
    assert room.shown == [("duty.nobody", 2)]
    assert room.world.duty.empty_since == noon(10)
    assert noon(10) + timedelta(minutes=1) == room.now
