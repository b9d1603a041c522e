"""What a moment in an address means."""

from datetime import UTC, datetime

import pytest

from controlroom.errors import Refused
from controlroom.ui.moments import moment_of


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("2026-11-24T14:00", 13, 0),
        ("2026-11-24T14:00:00.5", 13, 0),
        (" 2026-11-24 14:00 ", 13, 0),
        ("2026-11-24T14:00Z", 14, 0),
        ("2026-11-24T14:00+01:00", 13, 0),
        ("2026-11-24T14:00 01:00", 13, 0),
        ("2026-11-24T14:00 0530", 8, 30),
        ("2026-11-24T14:00-05:00", 19, 0),
    ],
)
def test_a_moment_is_local_unless_it_says_otherwise(text: str, hour: int, minute: int) -> None:
    at = moment_of(text)
    assert at.replace(microsecond=0) == datetime(2026, 11, 24, hour, minute, tzinfo=UTC)
    assert at.tzinfo is UTC


def test_of_an_hour_that_comes_twice_the_first_is_meant_unless_the_offset_says_which() -> None:
    assert moment_of("2026-10-25T02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment_of("2026-10-25T02:30+01:00") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["yesterday", "14:00", "2026-13-01T00:00", "2026-11-24T25:00", "0001-01-01T00:00"]
)
def test_what_is_no_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refused, match="2026-11-24T14:00"):
        moment_of(text)


@pytest.mark.parametrize("text", ["9999-12-31T23:59Z", "0001-01-01T00:00", "2200-01-01T00:00"])
def test_a_moment_that_has_no_local_time_is_refused_before_it_is_kept(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        moment_of(text, "valid_to")
    assert refusal.value.field == "valid_to"
