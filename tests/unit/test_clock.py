"""A clock that was put back makes no future of what just happened."""

from datetime import UTC, datetime, timedelta

import pytest

from controlroom.clock import Latest

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Seconds:
    steady_s = 0.0

    def steady(self) -> float:
        return self.steady_s


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def latest(seconds: Seconds) -> Latest:
    return Latest(seconds.steady)


def test_as_long_as_the_clock_goes_on_it_is_what_it_says(latest: Latest, seconds: Seconds) -> None:
    for second in range(100):
        seconds.steady_s = second
        assert latest.of(NOON + timedelta(seconds=second)) == NOON + timedelta(seconds=second)


def test_a_clock_that_is_put_forward_is_followed(latest: Latest) -> None:
    latest.of(NOON)
    assert latest.of(NOON + timedelta(hours=1)) == NOON + timedelta(hours=1)


def test_where_it_is_put_back_time_goes_on(latest: Latest, seconds: Seconds) -> None:
    latest.of(NOON)
    seconds.steady_s = 60
    assert latest.of(NOON - timedelta(hours=1)) == NOON + timedelta(minutes=1)
    assert latest.of(NOON + timedelta(minutes=1)) == NOON + timedelta(minutes=1)


def test_what_a_time_service_puts_right_in_a_moment_is_followed(latest: Latest) -> None:
    latest.of(NOON)
    assert latest.of(NOON - timedelta(seconds=1)) == NOON - timedelta(seconds=1)
