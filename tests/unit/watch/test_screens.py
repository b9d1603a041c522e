"""A screen that says nothing: missed once, back when it is heard, and let be where that is planned."""

from datetime import timedelta

import pytest

from controlroom.errors import Unknown
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.screens import ForgetScreen, MissScreen, Screen, SeeScreen
from controlroom.watch.service import PutBackInService, TakeOutOfService
from tests.unit.watch.room import Room, noon

WALL = Ref(Noun.SCREEN, "north wall")
SEEN, BACK, GONE = SeeScreen("north wall"), SeeScreen("north wall"), ForgetScreen("north wall")


def missed(at: float) -> MissScreen:
    return MissScreen("north wall", noon(at))


def out_until(at: float) -> TakeOutOfService:
    return TakeOutOfService(WALL, noon(at), "new panel", "anna")


def open_ones(room: Room) -> list[tuple[str, str, int, str]]:
    return [(alert.rule, alert.object, alert.priority, alert.condition.value) for alert in room.open_alerts]


def the_screen(room: Room) -> Screen:
    return room.world.known(*WALL, Screen)


@pytest.fixture
def room() -> Room:
    return Room.of(SEEN)


def test_a_screen_that_is_missed_is_one_p3_that_clears_when_it_is_back(room: Room) -> None:
    room.at(1, missed(0.5), missed(0.5))
    assert open_ones(room) == [("screen.missing", "screen:north wall", 3, "active")]
    assert the_screen(room).missing_since == noon(0.5)
    room.at(2, BACK)
    assert open_ones(room) == [("screen.missing", "screen:north wall", 3, "cleared")]
    assert the_screen(room).missing_since is None


def test_a_screen_that_never_said_anything_is_not_missed() -> None:
    room = Room.of()
    room.at(1, missed(0.5), GONE)
    assert open_ones(room) == []


def test_a_screen_that_goes_on_speaking_is_no_news(room: Room) -> None:
    before = len(room.history)
    room.at(1, SEEN, SEEN)
    assert len(room.history) == before


def test_a_screen_that_is_cut_off_is_missed_no_more_until_it_speaks_under_its_name_again(room: Room) -> None:
    room.at(1, missed(0.5), GONE)
    assert open_ones(room) == [("screen.missing", "screen:north wall", 3, "cleared")]
    room.at(9, missed(8))
    assert open_ones(room) == []
    room.at(10, SEEN, missed(9.5))
    assert open_ones(room) == [("screen.missing", "screen:north wall", 3, "active")]


@pytest.mark.parametrize("way", ["before it is missed", "while it is missed"])
def test_a_screen_that_is_out_of_service_by_plan_is_not_missed(room: Room, way: str) -> None:
    if way == "while it is missed":
        room.at(1, missed(0.5))
    room.at(2, out_until(60), missed(1))
    assert the_screen(room).missing_since is None
    assert [alert for alert in room.open_alerts if alert.active] == []
    assert the_screen(room).out_until == noon(60)


def test_out_of_service_ends_by_itself_and_by_hand(room: Room) -> None:
    room.at(2, out_until(60))
    room.at(59.9)
    assert the_screen(room).out_until == noon(60)
    room.at(60)
    assert the_screen(room).out_until is None
    room.at(61, out_until(90), PutBackInService(WALL, "anna"))
    assert the_screen(room).out_until is None
    room.at(62, missed(61.5))
    assert open_ones(room) == [("screen.missing", "screen:north wall", 3, "active")]


def test_a_screen_that_nobody_knows_cannot_be_out_of_service(room: Room) -> None:
    with pytest.raises(Unknown, match="south wall"):
        room.do(TakeOutOfService(Ref(Noun.SCREEN, "south wall"), room.now + timedelta(hours=1), "x", "anna"))
