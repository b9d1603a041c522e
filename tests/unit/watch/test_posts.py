"""Fixed posts: who mans them, when their relief is due, and whether they call in."""

import pytest

from controlroom.watch.commands import PassDeadline
from controlroom.watch.patrols import PatrolKind
from controlroom.watch.posts import OpenPost, PostState
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import Status
from tests.unit.watch.room import Room, noon, post_word, the_post

MANNED, RELIEF = PatrolKind.MANNED, PatrolKind.RELIEF
CALL, LEFT = PatrolKind.CHECK_CALL, PatrolKind.LEFT


@pytest.fixture
def room() -> Room:
    return Room.of(the_post())


def call_every_hour(room: Room, until: int, unit: str = "EU-07A") -> None:
    for minute in range(60, until + 1, 60):
        room.at(minute, post_word(unit, CALL, minute))


def test_a_post_left_without_a_taker_is_p1_at_once(room: Room) -> None:
    room.at(20, post_word("EU-07A", LEFT, 20))
    assert room.shown == [("post.left", 1)]
    assert room.post.state is PostState.UNMANNED


@pytest.mark.parametrize("word", [MANNED, RELIEF])
def test_a_unit_that_takes_a_left_post_clears_the_alert_but_somebody_must_still_have_seen_it(
    room: Room, word: PatrolKind
) -> None:
    room.at(20, post_word("EU-07A", LEFT, 20))
    room.at(25, post_word("EU-07B", word, 25))
    (alert,) = room.alerts
    assert (alert.condition, alert.cleared_at) == ("cleared", noon(25))
    assert room.shown == [("post.left", 1)]
    room.close(alert)
    assert room.alerts == []


def test_a_unit_that_hands_over_and_goes_has_not_left_the_post(room: Room) -> None:
    room.at(20, post_word("EU-07B", RELIEF, 20), post_word("EU-07A", LEFT, 20))
    room.at(21, post_word("EU-07A", LEFT, 21))
    assert room.shown == []
    assert (room.post.state, room.post.manned_by) == (PostState.MANNED, "EU-07B")


def test_a_late_word_that_a_unit_left_does_not_empty_a_post_that_was_relieved_since(room: Room) -> None:
    room.at(20, post_word("EU-07A", MANNED, 20), post_word("EU-07A", LEFT, 15))
    assert room.post.manned_by == "EU-07A"


def test_a_post_that_waits_for_its_first_unit_raises_nothing() -> None:
    room = Room.of(OpenPost("EU-08", "EU-JL", "Gate 4", 1, 240, 60, (), None, noon(240)))
    room.at(59)
    assert room.shown == []


@pytest.mark.parametrize(
    ("minute", "state", "shown"),
    [
        (239, PostState.MANNED, []),
        (240, PostState.RELIEF_DUE, []),
        (249, PostState.RELIEF_DUE, []),
        (250, PostState.RELIEF_OVERDUE, [("post.relief_overdue", 2)]),
        (290, PostState.RELIEF_OVERDUE, [("post.relief_overdue", 2)]),
    ],
)
def test_a_relief_is_due_at_its_time_and_overdue_ten_minutes_later_not_before(
    room: Room, minute: int, state: PostState, shown: list[tuple[str, int]]
) -> None:
    call_every_hour(room, min(minute, 240))
    room.at(minute)
    assert (room.post.state, room.shown) == (state, shown)


def test_a_relief_clears_its_alert_and_the_next_one_is_due_four_hours_later(room: Room) -> None:
    call_every_hour(room, 240)
    room.at(260, post_word("EU-07B", RELIEF, 260))
    assert [alert.condition for alert in room.alerts] == ["cleared"]
    assert room.post.relief_due_at == noon(260 + 240)


@pytest.mark.parametrize(
    ("minute", "shown"),
    [
        (64, []),
        (65, [("post.check_call_missed", 3)]),
        (124, [("post.check_call_missed", 3)]),
        (125, [("post.check_call_missed", 2)]),
        (185, [("post.check_call_missed", 2)]),
    ],
)
def test_a_missed_check_call_is_p3_and_a_second_in_a_row_makes_it_p2(
    room: Room, minute: int, shown: list[tuple[str, int]]
) -> None:
    room.at(minute)
    assert room.shown == shown


def test_missed_calls_of_a_post_are_one_alert_that_counts(room: Room) -> None:
    room.at(185)
    (alert,) = room.alerts
    assert (alert.count, room.post.missed_calls) == (3, 3)


def test_the_next_call_clears_the_missed_ones(room: Room) -> None:
    room.at(66, post_word("EU-07A", CALL, 66))
    assert (room.shown, room.post.missed_calls) == ([], 0)
    room.at(66 + 64)
    assert room.shown == []
    room.at(66 + 65)
    assert room.shown == [("post.check_call_missed", 3)]


def test_a_relief_is_a_sign_of_the_post_like_a_call(room: Room) -> None:
    room.at(66, post_word("EU-07B", RELIEF, 66))
    assert room.shown == []


def test_a_late_call_does_not_move_the_last_call_back(room: Room) -> None:
    room.at(50, post_word("EU-07A", CALL, 50), post_word("EU-07A", CALL, 20))
    assert room.post.last_call_at == noon(50)


def test_a_clock_that_runs_ahead_is_held_to_the_time_of_the_watch(room: Room) -> None:
    room.at(20, post_word("EU-07B", RELIEF, 500))
    assert room.post.settled_at == noon(20)


@pytest.mark.parametrize("status", [Status.EXERCISE, Status.TEST])
@pytest.mark.parametrize("word", [MANNED, RELIEF, CALL, LEFT])
def test_exercises_and_tests_move_no_post(room: Room, word: PatrolKind, status: Status) -> None:
    before = room.post
    room.at(20, post_word("EU-07A", word, 20, status), post_word("EU-07B", word, 21, status))
    assert (room.post, room.shown) == (before, [])


def test_a_unit_that_is_not_of_the_post_is_taken_at_its_word_and_marked(room: Room) -> None:
    room.at(20, post_word("PATROL-1", MANNED, 20))
    assert room.post.manned_by == "PATROL-1"
    assert "off_task=True" in str(room.history[-1].event)


def test_opening_a_post_again_changes_nothing(room: Room) -> None:
    again = OpenPost("EU-07", "EU-JL", "Another name", 9, 9, 9, (), None, noon(1))
    assert room.do(again) is None


def test_a_call_of_the_very_moment_at_which_it_would_be_missed_is_in_time(room: Room) -> None:
    """The report and the deadline can come to the pen as one batch; the report is first."""
    missed = PassDeadline(Ref(Noun.POST, "EU-07"), "check_call", noon(65))
    room.now = noon(65)
    room.do(post_word("EU-07A", CALL, 65))
    assert room.do(missed) is None
    assert (room.post.missed_calls, room.post.call_due_at) == (0, noon(125))
