"""Which rows somebody wishes to see, by the clocks of the room: both nights on which they change."""

from datetime import UTC, datetime

import pytest

from controlroom.ui.log.filters import Typed, Wish, read


def wish(**typed: str) -> Wish:
    found = read(Typed.model_validate(typed))
    assert isinstance(found, Wish), found
    return found


def utc(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_day_in_autumn_has_25_hours_and_one_in_spring_23() -> None:
    autumn = wish(**{"from": "2026-10-25", "to": "2026-10-25"})
    assert (autumn.begins, autumn.ends) == (utc(24, 22), utc(25, 23))
    spring = wish(**{"from": "2026-03-29", "to": "2026-03-29"})
    assert (spring.begins, spring.ends) == (utc(28, 23, month=3), utc(29, 22, month=3))


def test_an_hour_that_comes_twice_is_asked_for_with_both() -> None:
    twice = wish(**{"from": "2026-10-25T02:00", "to": "2026-10-25T02:59"})
    assert (twice.begins, twice.ends) == (utc(25, 0), utc(25, 2))


def test_an_offset_says_which_of_the_two_is_meant() -> None:
    second = wish(**{"from": "2026-10-25T02:00+01:00", "to": "2026-10-25T02:59+01:00"})
    assert (second.begins, second.ends) == (utc(25, 1), utc(25, 2))


def test_an_hour_that_never_was_does_no_harm() -> None:
    gone = wish(**{"from": "2026-03-29T02:30", "to": "2026-03-29T03:30"})
    assert gone.begins == utc(29, 1, 30, month=3)
    assert gone.ends == utc(29, 1, 31, month=3)


def test_the_minute_that_ends_a_period_is_in_it() -> None:
    assert wish(to="2026-11-24T14:30").ends == utc(24, 13, 31, month=11)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"to": "2026-13-01"}, "to"),
        ({"to": "0001-01-01T00:00"}, "to"),
        ({"from": "2026-11-24", "to": "2026-11-23"}, "to"),
    ],
)
def test_what_is_no_period_is_told_at_its_field(typed: dict[str, str], field: str) -> None:
    found = read(Typed.model_validate(typed))
    assert isinstance(found, list)
    assert [complaint.field for complaint in found] == [field]
