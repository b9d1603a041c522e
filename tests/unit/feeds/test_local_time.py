import pytest

from controlroom.feeds.mapping.local_time import read_time

MINUTES = "%Y-%m-%d %H:%M"
BRUSSELS = "Europe/Brussels"


def test_summer_and_winter_have_their_own_offset() -> None:
    assert read_time("2026-07-01 12:00", MINUTES, BRUSSELS, "refuse") == "2026-07-01T12:00:00+02:00"
    assert read_time("2026-01-01 12:00", MINUTES, BRUSSELS, "refuse") == "2026-01-01T12:00:00+01:00"


def test_of_the_hour_that_comes_twice_it_is_the_first() -> None:
    assert read_time("2026-10-25 02:30", MINUTES, BRUSSELS, "refuse") == "2026-10-25T02:30:00+02:00"


def test_the_hour_that_never_was_is_refused() -> None:
    with pytest.raises(ValueError, match="no clock in Europe/Brussels showed 2026-03-29 02:30"):
        read_time("2026-03-29 02:30", MINUTES, BRUSSELS, "refuse")


def test_the_hour_that_never_was_can_be_shifted() -> None:
    assert read_time("2026-03-29 02:30", MINUTES, BRUSSELS, "shift") == "2026-03-29T03:30:00+02:00"


def test_a_time_with_its_own_zone_keeps_it() -> None:
    assert read_time("2026-03-29T02:30:00+09:00", "iso", BRUSSELS, "refuse") == "2026-03-29T02:30:00+09:00"


def test_seconds_since_1970() -> None:
    assert read_time("1764000000", "epoch", None, "refuse") == "2025-11-24T16:00:00+00:00"


@pytest.mark.parametrize("text", ["", "9" * 400, "nan", "-1e300"])
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a time"):
        read_time(text, "epoch", None, "refuse")
