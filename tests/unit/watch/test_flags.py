"""Lines of the watch log that are handed over to whoever comes."""

import pytest

from controlroom.errors import Unknown
from controlroom.watch.flags import Flag, FlagEntry, UnflagEntry
from controlroom.watch.log import WriteEntry
from controlroom.watch.refs import Noun
from controlroom.watch.shifts import PlanShift, shift_id
from tests.unit.watch.room import Room, noon


def written(room: Room) -> int:
    number = room.do(WriteEntry("Key 4 is with the porter", "omar"))
    assert number is not None
    return number


def flag(room: Room, number: int) -> Flag:
    return room.world.known(Noun.FLAG, str(number), Flag)


def test_a_line_is_flagged_for_the_shift_that_is_on(room: Room) -> None:
    room.do(PlanShift(noon(0), noon(60), "chief", "anna"))
    room.at(1)
    number = written(room)
    room.do(FlagEntry(number, "omar"))
    assert flag(room, number) == Flag(number, "omar", noon(1), shift_id(noon(0)))


def test_the_same_flag_twice_is_one_and_pinning_it_is_another(room: Room) -> None:
    number = written(room)
    assert room.do(FlagEntry(number, "omar")) is not None
    assert room.do(FlagEntry(number, "anna")) is None
    assert room.do(FlagEntry(number, "anna", pinned=True)) is not None
    assert flag(room, number).pinned


def test_a_flag_is_taken_off_once_and_can_be_set_again(room: Room) -> None:
    number = written(room)
    assert room.do(UnflagEntry(number, "omar")) is None
    room.do(FlagEntry(number, "omar"))
    assert room.do(UnflagEntry(number, "omar")) is not None
    assert room.do(UnflagEntry(number, "omar")) is None
    assert flag(room, number).taken_off_at == noon()
    assert room.do(FlagEntry(number, "omar")) is not None
    assert flag(room, number).taken_off_at is None


def test_what_is_no_line_of_the_log_is_not_flagged(room: Room) -> None:
    with pytest.raises(Unknown, match="no line"):
        room.do(FlagEntry(4, "omar"))
