"""More than ten alerts in ten minutes are a flood until fewer than five are (requirement R25)."""

import pytest

from controlroom.watch.book import SetThreshold
from controlroom.watch.flood import Flood, FloodBegan, FloodEnded
from controlroom.watch.incidents import IncidentKind
from controlroom.watch.refs import FLOOD
from controlroom.watch.reports import Status
from tests.unit.watch.room import Room, incident_word, noon

SECOND = 1 / 60


def raise_one(room: Room, minute: float, marked: Status = Status.ACTUAL) -> None:
    room.at(minute, incident_word(IncidentKind.BREACH, 2, minute, marked=marked))


def flood(room: Room) -> Flood:
    return room.world.get(*FLOOD, Flood) or Flood()


def switches(room: Room) -> list[tuple[str, float]]:
    """What the journal says of it, at which minute."""
    return [
        (recorded.event.kind, (recorded.recorded_at - noon()).total_seconds() / 60)
        for recorded in room.history
        if isinstance(recorded.event, FloodBegan | FloodEnded)
    ]


def test_ten_alerts_in_ten_minutes_are_no_flood_and_eleven_are(room: Room) -> None:
    for minute in range(10):
        raise_one(room, minute)
    assert flood(room).began_at is None
    raise_one(room, 9.9)
    assert flood(room).began_at == noon(9.9)
    assert room.history[-1].event == FloodBegan(noon(9.9), 11)


def test_what_is_ten_minutes_old_counts_no_more(room: Room) -> None:
    for minute in range(11):
        raise_one(room, minute)
    assert switches(room) == []


def test_it_ends_when_fewer_than_five_came_in_ten_minutes(room: Room) -> None:
    for n in range(12):
        raise_one(room, n * 0.5)
    seventh_was_at = 7 * 0.5
    room.at(10 + seventh_was_at - SECOND)
    assert flood(room).began_at == noon(5)
    room.at(60)
    assert switches(room) == [("flood.began", 5), ("flood.ended", 10 + seventh_was_at)]
    assert flood(room).began_at is None


def test_a_flood_that_goes_on_does_not_end_meanwhile_nor_begin_again(room: Room) -> None:
    for n in range(40):
        raise_one(room, n)
        raise_one(room, n + 0.5)
    assert [kind for kind, _ in switches(room)] == ["flood.began"]
    room.at(120)
    assert [kind for kind, _ in switches(room)] == ["flood.began", "flood.ended"]


@pytest.mark.parametrize("status", [Status.EXERCISE, Status.TEST])
def test_an_exercise_is_no_flood(room: Room, status: Status) -> None:
    for n in range(30):
        raise_one(room, n * 0.1, status)
    assert switches(room) == []


def test_where_a_flood_begins_is_a_matter_of_the_room_and_counts_at_once(room: Room) -> None:
    for n in range(7):
        raise_one(room, n * 0.1)
    room.do(SetThreshold("alert.flood", "begins_above", 6, "chief"))
    assert flood(room).began_at == room.now


def test_where_a_flood_ends_counts_at_once_for_one_that_is_on(room: Room) -> None:
    for n in range(12):
        raise_one(room, n * 0.5)
    room.do(SetThreshold("alert.flood", "ends_below", 1, "chief"))
    room.at(60)
    assert switches(room) == [("flood.began", 5), ("flood.ended", 15.5)]
