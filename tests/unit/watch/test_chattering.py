"""What comes and goes three times in a minute is marked as chattering and held to one (requirement R23)."""

import pytest

from controlroom.watch.alerts import Alert
from controlroom.watch.book import SetThreshold
from controlroom.watch.units import HearUnit, MissPulse
from tests.unit.watch.busy_hour import now
from tests.unit.watch.room import Room, noon

SECOND = 1 / 60


def come(room: Room, second: float) -> None:
    room.at(second * SECOND, MissPulse("PATROL-1", room.now))


def go(room: Room, second: float) -> None:
    room.at(second * SECOND, HearUnit("PATROL-1"))


def the_alert(room: Room) -> Alert:
    (alert,) = room.ever("feed.silent")
    return alert


def come_and_go(room: Room, times: int, every: float = 20) -> Alert:
    """The last one stays."""
    for turn in range(times - 1):
        come(room, turn * every)
        go(room, turn * every + 5)
    come(room, (times - 1) * every)
    return the_alert(room)


@pytest.mark.parametrize(
    ("times", "every", "chatters"),
    [(2, 20, False), (3, 29.9, True), (3, 30, False), (3, 31, False), (4, 19, True)],
)
def test_it_chatters_from_the_third_time_in_a_minute_on(
    room: Room, times: int, every: float, chatters: bool
) -> None:
    alert = come_and_go(room, times, every)
    assert (alert.chattering, alert.count, alert.active) == (chatters, times, True)


def test_a_chattering_alert_is_held_to_one_until_it_was_quiet_for_a_minute(room: Room) -> None:
    come_and_go(room, 3)
    go(room, 45)
    alert = the_alert(room)
    assert (alert.active, alert.shown, alert.lull_since) == (True, True, noon(45 * SECOND))
    room.at(105 * SECOND - SECOND)
    assert the_alert(room).active
    room.at(105 * SECOND)
    quiet = the_alert(room)
    assert (quiet.active, quiet.chattering, quiet.lull_since) == (False, False, None)
    room.at(165 * SECOND)
    assert not the_alert(room).open


def test_who_acknowledged_a_chattering_alert_is_not_asked_again_each_time_it_comes(room: Room) -> None:
    alert = come_and_go(room, 3)
    room.acknowledge(alert)
    for second in (45, 60, 75, 90):
        go(room, second)
        come(room, second + 7)
        assert now(room, alert).acked_by == "anna"
    assert (now(room, alert).count, now(room, alert).active) == (7, True)


def test_each_time_it_comes_begins_the_quiet_time_anew(room: Room) -> None:
    come_and_go(room, 3)
    go(room, 45)
    come(room, 100)
    go(room, 101)
    room.at(160 * SECOND)
    assert the_alert(room).active
    room.at(161 * SECOND)
    assert not the_alert(room).active


def test_what_chatters_and_rises_asks_again(room: Room) -> None:
    alert = come_and_go(room, 3)
    room.acknowledge(alert)
    room.at(10)
    risen = now(room, alert)
    assert (risen.priority, risen.acked_by, risen.chattering) == (2, None, True)


@pytest.mark.parametrize(("cycles", "chatters"), [(2, True), (4, False)])
def test_how_often_is_chattering_is_a_matter_of_the_room(room: Room, cycles: int, chatters: bool) -> None:
    room.do(SetThreshold("alert.chattering", "cycles", cycles, "chief"))
    assert come_and_go(room, 3).chattering is chatters


def test_how_long_is_quiet_counts_at_once_for_what_is_quiet_already(room: Room) -> None:
    come_and_go(room, 3)
    go(room, 45)
    room.do(SetThreshold("alert.chattering", "quiet", 600, "chief"))
    room.at(644 * SECOND)
    assert the_alert(room).active
    room.at(645 * SECOND)
    assert not the_alert(room).active
