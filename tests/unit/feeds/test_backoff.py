from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.feeds.backoff import LONGEST_S, backoff
from controlroom.retry_after import retry_after

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_a_wait_has_a_ceiling(failures: int, chance: float) -> None:
    assert 0 <= backoff(failures, chance=lambda: chance) <= LONGEST_S


@given(st.integers(0, 100), st.floats(0, 3600), st.floats(0, 1))
def test_it_is_never_shorter_than_asked(failures: int, asked_s: float, chance: float) -> None:
    assert backoff(failures, asked_s=asked_s, chance=lambda: chance) >= asked_s


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("Tue, 24 Nov 2026 12:01:00 GMT", 60),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0),
        ("soon", 0),
        ("-5", 0),
        (None, 0),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: str | None, seconds: float) -> None:
    assert retry_after(header, NOW) == seconds
