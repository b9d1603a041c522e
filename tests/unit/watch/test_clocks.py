"""A clock that jumped or is wrong: raised at once, cleared when it was steady for a while."""

import pytest

from controlroom.watch.clocks import NoteDifference, NoteJump
from tests.unit.watch.room import Room

WRONG = NoteDifference("app-1", 40.0)


def shown(room: Room) -> list[tuple[str, str, int, str]]:
    return [(alert.rule, alert.object, alert.priority, alert.condition.value) for alert in room.alerts]


@pytest.fixture
def room() -> Room:
    return Room.of()


def test_a_jump_raises_p2_and_clears_after_ten_steady_minutes(room: Room) -> None:
    room.at(1, NoteJump(3600.0))
    assert shown(room) == [("clock.jumped", "clock:PostgreSQL", 2, "active")]
    room.at(10.9)
    assert shown(room) == [("clock.jumped", "clock:PostgreSQL", 2, "active")]
    room.at(11)
    assert shown(room) == [("clock.jumped", "clock:PostgreSQL", 2, "cleared")]


def test_a_second_jump_while_the_first_is_on_the_wall_is_the_same_alert_and_lasts_longer(room: Room) -> None:
    room.at(1, NoteJump(3600.0))
    room.at(9, NoteJump(-3600.0))
    room.at(12)
    assert shown(room) == [("clock.jumped", "clock:PostgreSQL", 2, "active")]
    room.at(19)
    assert shown(room) == [("clock.jumped", "clock:PostgreSQL", 2, "cleared")]


def test_a_difference_that_lasts_is_one_alert_and_a_line_in_the_journal_every_five_minutes(
    room: Room,
) -> None:
    for minute in range(1, 62):
        room.at(minute, WRONG)
    assert shown(room) == [("clock.differs", "clock:app-1", 2, "active")]
    assert sum(recorded.event.kind == "clock.differed" for recorded in room.history) == 13
    room.at(72)
    assert shown(room) == [("clock.differs", "clock:app-1", 2, "cleared")]


def test_a_difference_that_changes_is_noted_at_once(room: Room) -> None:
    room.at(1, WRONG, NoteDifference("app-1", 41.0), NoteDifference("app-1", -3600.0))
    noted = [recorded.event for recorded in room.history if recorded.event.kind == "clock.differed"]
    assert [event.by_s for event in noted] == [40.0, -3600.0]  # type: ignore[union-attr]


def test_each_server_has_its_own_alert(room: Room) -> None:
    room.at(1, WRONG, NoteDifference("app-2", -40.0))
    assert [about for _, about, _, _ in shown(room)] == ["clock:app-1", "clock:app-2"]
