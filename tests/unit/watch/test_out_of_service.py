"""Out of service by plan: it raises nothing, says until when, and comes back by itself."""

from datetime import timedelta

import pytest

from controlroom.errors import Refused, Unknown
from controlroom.watch.patrols import PatrolKind
from controlroom.watch.posts import PostState
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.service import PutBackInService, ServiceResumed, TakeOutOfService
from controlroom.watch.units import MissPulse
from tests.unit.watch.room import Room, noon, post_word, the_post

POST, UNIT = Ref(Noun.POST, "EU-07"), Ref(Noun.UNIT, "PATROL-1")
LEFT = PatrolKind.LEFT


@pytest.fixture
def room() -> Room:
    return Room.of(the_post())


def out(room: Room, ref: Ref, until: float) -> int | None:
    return room.do(TakeOutOfService(ref, noon(until), "rebuilt", "anna"))


def test_a_suspended_post_misses_no_call_and_no_relief(room: Room) -> None:
    out(room, POST, 400)
    room.at(399)
    assert (room.post.state, room.shown, room.ever("post.check_call_missed")) == (PostState.SUSPENDED, [], [])


def test_what_was_missed_already_is_set_aside_and_ends_with_the_suspension(room: Room) -> None:
    room.at(66)
    out(room, POST, 200)
    (alert,) = room.ever("post.check_call_missed")
    assert (alert.suppression, alert.shown, alert.wants_somebody) == ("out_of_service", False, False)
    room.at(201)
    (alert,) = room.ever("post.check_call_missed")
    assert not alert.open


def test_at_its_time_it_is_back_and_has_a_whole_hour_for_the_first_call(room: Room) -> None:
    out(room, POST, 300)
    room.at(300)
    assert room.history[-1].event == ServiceResumed("post:EU-07", noon(300))
    assert (room.post.state, room.post.call_due_at) == (PostState.MANNED, noon(360))
    assert room.post.relief_due_at == noon(300 + 240)
    room.at(365)
    assert room.shown == [("post.check_call_missed", 3)]


def test_a_post_that_was_left_when_it_comes_back_is_p1(room: Room) -> None:
    out(room, POST, 300)
    room.at(10, post_word("EU-07A", LEFT, 10))
    assert room.shown == []
    room.at(20, PutBackInService(POST, "bert"))
    assert room.shown == [("post.left", 1)]


def test_a_unit_out_of_service_is_not_silent(room: Room) -> None:
    room.at(4, MissPulse("PATROL-1", noon(1)))
    out(room, UNIT, 60)
    assert "feed.silent" not in dict(room.shown)
    assert room.do(MissPulse("PATROL-1", noon(5))) is None
    room.at(60)
    assert room.unit("PATROL-1").out_until is None
    assert room.do(MissPulse("PATROL-1", noon(57))) is not None


def test_another_end_is_taken_and_the_same_end_is_no_news(room: Room) -> None:
    out(room, UNIT, 60)
    assert out(room, UNIT, 60) is None
    assert out(room, UNIT, 90) is not None
    room.at(89)
    assert room.unit("PATROL-1").out_until == noon(90)
    room.at(90)
    assert room.do(PutBackInService(UNIT, "anna")) is None


@pytest.mark.parametrize("until", [timedelta(0), timedelta(minutes=-1), timedelta(days=31, seconds=1)])
def test_it_ends_within_a_month(room: Room, until: timedelta) -> None:
    with pytest.raises(Refused, match="31 days"):
        room.do(TakeOutOfService(POST, room.now + until, "rebuilt", "anna"))


def test_it_has_a_reason_and_is_something_that_works(room: Room) -> None:
    with pytest.raises(Refused, match="say why"):
        room.do(TakeOutOfService(POST, noon(60), " ", "anna"))
    for ref in (Ref(Noun.UNIT, "NOBODY"), Ref(Noun.SITE, "EU-JL")):
        with pytest.raises(Unknown):
            room.do(TakeOutOfService(ref, noon(60), "rebuilt", "anna"))
