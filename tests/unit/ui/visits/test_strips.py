"""A programme as lines of time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from controlroom.ui.visit_strips import strips_of
from controlroom.watch.legs import Leg, PlannedLeg

ZERO = datetime(2026, 12, 10, 8, 0, tzinfo=UTC)


def legs(*starts: float, lasts: float = 30) -> list[Leg]:
    return [
        PlannedLeg(n, "BRU", "AMIGO", at(start), at(start + lasts), ("ESC-1",), 3).of("V-1")
        for n, start in enumerate(starts, start=1)
    ]


def at(minutes: float) -> datetime:
    return ZERO + timedelta(minutes=minutes)


def test_a_day_is_drawn_between_its_first_and_its_last_hour_with_the_stays_between_the_legs() -> None:
    drawn = strips_of(legs(30, 150), {"AMIGO": "Hotel Amigo"}, at(60))
    assert drawn
    (strip,) = drawn.days
    assert (drawn.first_hour, drawn.last_hour, drawn.length) == (9, 12, 180)
    assert [(bar.state, bar.begins, bar.length) for bar in strip.bars] == [
        ("stay", 60, 90),
        ("planned", 30, 30),
        ("planned", 150, 30),
    ]
    assert (strip.now, strip.bars[0].label) == (60, "Hotel Amigo")


def test_a_visit_of_three_days_has_three_strips_of_a_whole_day() -> None:
    drawn = strips_of(legs(0, 2 * 24 * 60), {}, at(-5000))
    assert drawn
    assert [strip.day.day for strip in drawn.days] == [10, 11, 12]
    assert (drawn.first_hour, drawn.last_hour) == (0, 24)
    assert [strip.now for strip in drawn.days] == [None, None, None]


def test_a_visit_without_a_programme_has_no_line() -> None:
    assert strips_of([], {}, ZERO) is None


@given(st.lists(st.integers(0, 6000), min_size=1, max_size=6, unique=True), st.integers(-100, 6100))
def test_nothing_is_drawn_beside_its_strip(starts: list[int], now: int) -> None:
    drawn = strips_of(legs(*sorted(starts), lasts=20), {}, at(now))
    assert drawn
    for strip in drawn.days:
        assert all(0 <= bar.begins < bar.begins + bar.length <= drawn.length for bar in strip.bars)
        assert strip.now is None or 0 <= strip.now < drawn.length
