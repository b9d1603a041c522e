"""Local times as people write them, also in the nights in which the clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest

from controlroom.errors import Refused
from controlroom.ui.wall_times import a_week_on, end_of, local_day, moment_of, monday_of, written

AUTUMN, SPRING = date(2026, 10, 25), date(2026, 3, 29)


def at(day: date, text: str) -> datetime:
    return moment_of(day, text, "begins")


def test_a_time_is_that_of_the_clock_on_the_wall() -> None:
    assert at(date(2026, 11, 30), "07:00") == datetime(2026, 11, 30, 6, tzinfo=UTC)
    assert at(date(2026, 7, 1), "7.00") == datetime(2026, 7, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "25:00", "07:60", "seven", "0700x"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="Write the time"):
        at(date(2026, 11, 30), text)


def test_the_hour_that_is_left_out_does_not_exist() -> None:
    with pytest.raises(Refused, match="does not exist"):
        at(SPRING, "02:30")


def test_the_hour_that_comes_twice_has_to_be_told_apart() -> None:
    with pytest.raises(Refused, match="comes twice"):
        at(AUTUMN, "02:30")
    first, second = at(AUTUMN, "02:30A"), at(AUTUMN, "02:30b")
    assert second - first == timedelta(hours=1)
    assert (written(first), written(second), written(at(AUTUMN, "03:00"))) == ("02:30A", "02:30B", "03:00")


@pytest.mark.parametrize(
    ("evening", "hours"), [(date(2026, 10, 24), 9), (date(2026, 3, 28), 7), (date(2026, 11, 30), 8)]
)
def test_a_night_shift_lasts_as_long_as_its_night(evening: date, hours: int) -> None:
    begins = at(evening, "22:00")
    assert end_of(evening, begins, "06:00", "ends") - begins == timedelta(hours=hours)


def test_an_end_within_the_doubled_hour_can_be_after_a_beginning_in_it() -> None:
    begins = at(AUTUMN, "02:30A")
    assert end_of(AUTUMN, begins, "02:30B", "ends") - begins == timedelta(hours=1)


def test_a_week_on_is_the_same_time_by_the_clock_on_the_wall() -> None:
    before = at(date(2026, 10, 19), "07:00")
    assert a_week_on(before) - before == timedelta(days=7, hours=1)
    assert written(a_week_on(before)) == "07:00"


def test_a_week_begins_on_a_monday() -> None:
    assert monday_of(date(2026, 11, 29)) == date(2026, 11, 23)
    assert monday_of(date(2026, 11, 30)) == date(2026, 11, 30)


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01"])
def test_a_day_at_the_end_of_all_years_is_refused(text: str) -> None:
    """A day later there is none."""
    with pytest.raises(Refused):
        local_day(text)
