"""Gatherings in the calendar, and what is near them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.errors import Refused, Unknown
from controlroom.watch.distance import around, metres
from controlroom.watch.gatherings import CancelGathering, EnterGathering, Gathering, GatheringKind, Theme
from controlroom.watch.refs import Noun
from tests.unit.watch.room import Room, noon

MARCH = EnterGathering(
    "G-1",
    "March of the unions",
    GatheringKind.MANIFESTATION,
    Theme.PUBLIC_ORDER,
    "Brussels-North to Brussels-Midi",
    50.86,
    4.36,
    noon(60),
    noon(300),
    25_000,
    "three unions",
    "anna",
)


def march(room: Room) -> Gathering:
    return room.world.known(Noun.GATHERING, "G-1", Gathering)


def test_a_gathering_is_entered_and_changed() -> None:
    room = Room.of(MARCH, replace(MARCH, expected=40_000))
    assert (march(room).expected, march(room).title) == (40_000, "March of the unions")
    kinds = [one.event.kind for one in room.history if one.event.kind.startswith("gathering")]
    assert kinds == ["gathering.entered", "gathering.changed"]


def test_to_enter_it_again_as_the_room_is_set_up_writes_nothing() -> None:
    room = Room.of(replace(MARCH, by=None))
    assert room.do(replace(MARCH, by=None)) is None


def test_who_organises_it_stands_in_the_journal_alone() -> None:
    room = Room.of(MARCH)
    assert "three unions" not in repr(march(room))
    assert room.history[-1].event.organiser == "three unions"  # type: ignore[union-attr]


def test_one_that_is_cancelled_stays_in_the_calendar_and_changes_no_more() -> None:
    room = Room.of(MARCH)
    room.do(CancelGathering("G-1", "bert", "storm"))
    assert march(room).cancelled_at == noon()
    assert room.do(CancelGathering("G-1", "bert", "storm")) is None
    with pytest.raises(Refused, match="cancelled"):
        room.do(MARCH)


def test_a_cancellation_says_why_and_of_what() -> None:
    room = Room.of(MARCH)
    with pytest.raises(Refused, match="why"):
        room.do(CancelGathering("G-1", "bert", " "))
    with pytest.raises(Unknown, match="no gathering 'G-2'"):
        room.do(CancelGathering("G-2", "bert", "storm"))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"title": " "}, "called"),
        ({"place": ""}, "where"),
        ({"lat": 91.0}, "latitude"),
        ({"lon": -181.0}, "longitude"),
        ({"ends_at": MARCH.starts_at}, "ends after"),
        ({"ends_at": MARCH.starts_at + timedelta(days=32)}, "31 days"),
        ({"expected": -1}, "expected number"),
    ],
)
def test_what_makes_no_sense_is_refused_and_says_why(wrong: dict[str, object], why: str) -> None:
    with pytest.raises(Refused, match=why):
        Room.of().do(replace(MARCH, **wrong))  # type: ignore[arg-type]


def test_from_the_grand_place_to_the_atomium_it_is_five_and_a_half_kilometres() -> None:
    assert metres(50.84672, 4.35247, 50.89492, 4.34153) == pytest.approx(5415, abs=20)


PLACES = st.tuples(st.floats(-80, 80), st.floats(-179, 179))


@given(PLACES, st.floats(100, 20_000), st.floats(-1, 1), st.floats(-1, 1))
def test_nothing_that_is_near_lies_outside_the_box(
    place: tuple[float, float], radius: float, north: float, east: float
) -> None:
    lat, lon = place
    box = around(lat, lon, radius)
    other = lat + north * 2 * (box.north - lat), lon + east * 2 * (box.east - lon)
    if metres(lat, lon, *other) <= radius:
        assert box.south - 1e-9 <= other[0] <= box.north + 1e-9
        assert box.west - 1e-9 <= other[1] <= box.east + 1e-9
    assert metres(lat, lon, *other) == pytest.approx(metres(*other, lat, lon), abs=1e-6)
