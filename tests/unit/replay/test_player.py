"""What the player of a replay does with its words and with the time, without a socket and a database."""

from datetime import UTC, datetime, timedelta

import pytest

from controlroom.replay.player import LEFT_ALONE_S, SPEEDS, Go, Player, Step

TWO = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


def a_player() -> Player:
    return Player(at=TWO, since_s=100.0, heard_s=100.0)


def test_a_replay_begins_standing_still() -> None:
    assert a_player().moment(500.0) == TWO


@pytest.mark.parametrize("speed", SPEEDS)
def test_at_each_speed_as_many_seconds_pass_in_one(speed: int) -> None:
    player = a_player()
    player.hear({"t": "speed", "x": speed}, 100.0)
    player.hear({"t": "play"}, 110.0)
    assert player.moment(112.0) == TWO + timedelta(seconds=2 * speed)


def test_another_speed_counts_from_now_on() -> None:
    player = a_player()
    player.hear({"t": "play"}, 100.0)
    player.hear({"t": "speed", "x": 60}, 110.0)
    assert player.moment(111.0) == TWO + timedelta(seconds=10 + 60)


def test_a_paused_replay_stands_where_it_was_paused() -> None:
    player = a_player()
    player.hear({"t": "play"}, 100.0)
    player.hear({"t": "pause"}, 104.0)
    assert player.moment(900.0) == TWO + timedelta(seconds=4)


def test_playing_goes_on_from_where_a_wish_led() -> None:
    player = a_player()
    player.hear({"t": "play"}, 100.0)
    player.hear({"t": "go", "at": "2026-11-24T15:00Z"}, 101.0)
    player.arrive(TWO + timedelta(hours=1), 102.0)
    assert player.wish is None
    assert player.moment(103.0) == TWO + timedelta(hours=1, seconds=1)


def test_who_steps_wants_to_look_so_the_replay_stands() -> None:
    player = a_player()
    player.hear({"t": "play"}, 100.0)
    player.hear({"t": "step", "to": "next", "what": "alert"}, 101.0)
    assert player.wish == Step("next", "alert")
    player.arrive(TWO + timedelta(minutes=9), 102.0)
    assert not player.playing
    assert player.moment(500.0) == TWO + timedelta(minutes=9)


def test_of_two_wishes_the_newer_counts() -> None:
    player = a_player()
    player.hear({"t": "step", "to": "next", "what": "event"}, 100.0)
    player.hear({"t": "go", "at": "2026-11-24T16:00Z"}, 100.1)
    assert player.wish == Go("2026-11-24T16:00Z")


def test_at_the_present_it_stops() -> None:
    player = a_player()
    player.hear({"t": "play"}, 100.0)
    player.stop(TWO + timedelta(minutes=1), 160.0)
    assert player.moment(900.0) == TWO + timedelta(minutes=1)


@pytest.mark.parametrize("asked", [{"t": "play"}, {"t": "go", "at": "2026-11-24T13:00"}])
def test_it_says_that_it_came_to_the_present_until_something_else_is_asked(asked: dict[str, str]) -> None:
    player = a_player()
    player.stop(TWO, 160.0)
    assert player.ended
    player.hear({"t": "speed", "x": 60}, 161.0)
    assert player.ended
    player.hear(asked, 162.0)
    if player.wish:
        player.arrive(TWO, 163.0)
    assert not player.ended


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"t": "fly"},
        {"t": "speed", "x": 61},
        {"t": "speed", "x": "60"},
        {"t": "speed", "x": None},
        {"t": "go", "at": 14},
        {"t": "go"},
        {"t": "step", "to": "up", "what": "alert"},
        {"t": "step", "to": "next", "what": ["alert"]},
    ],
)
def test_a_word_that_is_unknown_changes_nothing(said: dict[str, object]) -> None:
    player = a_player()
    player.hear(said, 105.0)
    assert (player.wish, player.playing, player.speed, player.moment(200.0)) == (None, False, 1, TWO)


def test_a_replay_that_stands_and_that_nobody_touches_is_over_after_ten_minutes() -> None:
    player = a_player()
    assert not player.left_alone(100.0 + LEFT_ALONE_S)
    assert player.left_alone(100.1 + LEFT_ALONE_S)
    player.hear({"t": "fit"}, 650.0)
    assert not player.left_alone(100.1 + LEFT_ALONE_S)


def test_a_replay_that_plays_is_not_left_alone() -> None:
    player = a_player()
    player.hear({"t": "play"}, 100.0)
    assert not player.left_alone(10_000.0)
