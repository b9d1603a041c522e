"""Who is on duty, and a room where nobody is (requirement R44)."""

import pytest

from controlroom.watch.duty import Duty, LeaveDuty, MissDuty, Place, TakeDuty
from tests.unit.watch.room import Room, noon

OFFICER, DEPUTY, LEADER = Place.OFFICER, Place.DEPUTY, Place.LEADER
SECOND = 1 / 60


def places(duty: Duty) -> tuple[str | None, str | None, str | None]:
    return duty.officer, duty.deputy, duty.leader


def test_whoever_takes_a_place_relieves_whoever_held_it(room: Room) -> None:
    room.do(TakeDuty("anna", OFFICER))
    room.do(TakeDuty("bert", OFFICER))
    assert places(room.world.duty) == ("bert", None, None)


def test_one_person_holds_one_place(room: Room) -> None:
    room.do(TakeDuty("anna", OFFICER))
    room.do(TakeDuty("anna", LEADER))
    assert places(room.world.duty) == (None, None, "anna")


def test_signing_in_takes_a_place_from_nobody(room: Room) -> None:
    room.do(TakeDuty("anna", OFFICER))
    assert room.do(TakeDuty("bert", OFFICER, only_if_free=True)) is None
    assert room.do(TakeDuty("anna", OFFICER)) is None
    assert room.do(LeaveDuty("bert")) is None
    assert places(room.world.duty) == ("anna", None, None)


def test_a_room_that_the_last_one_left_is_p2_after_a_minute(room: Room) -> None:
    room.do(TakeDuty("anna", OFFICER))
    room.at(10, LeaveDuty("anna"))
    room.at(11 - SECOND)
    assert room.shown == []
    room.at(11)
    assert room.shown == [("duty.nobody", 2)]
    assert room.world.duty.empty_since == noon(10)


def test_as_long_as_anybody_holds_a_place_the_room_is_manned(room: Room) -> None:
    for place, name in ((OFFICER, "anna"), (DEPUTY, "dirk"), (LEADER, "leo")):
        room.do(TakeDuty(name, place))
    room.at(10, LeaveDuty("anna"))
    room.at(20, LeaveDuty("dirk"))
    room.at(30)
    assert (room.shown, room.world.duty.first) == ([], "leo")
    room.do(LeaveDuty("leo"))
    room.at(31)
    assert room.shown == [("duty.nobody", 2)]


def test_a_change_of_officers_within_the_minute_is_no_alert(room: Room) -> None:
    room.do(TakeDuty("anna", OFFICER))
    room.at(10, LeaveDuty("anna"))
    room.at(10.9, TakeDuty("bert", OFFICER))
    room.at(20)
    assert room.ever("duty.nobody") == []


@pytest.mark.parametrize("place", list(Place))
def test_somebody_who_takes_duty_clears_it(room: Room, place: Place) -> None:
    room.do(MissDuty())
    room.at(5, TakeDuty("anna", place))
    (alert,) = room.ever("duty.nobody")
    assert (alert.active, alert.cleared_at, room.world.duty.nobody) == (False, noon(5), False)


def test_a_room_that_was_never_manned_is_found_empty_once(room: Room) -> None:
    assert room.do(MissDuty()) is not None
    assert room.do(MissDuty()) is None
    room.at(1)
    assert room.shown == [("duty.nobody", 2)]
