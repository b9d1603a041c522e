"""A clock that was put back makes no future of what just happened."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from controlroom.clock import Latest, monotonic, steady
from controlroom.desk.clocks import Clocks
from controlroom.store.journal import Head

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


@dataclass
class Machine:
    """Where it was suspended the clock on the wall went on, and so did that since boot, but no other."""

    suspended_s: float = 0.0

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.suspended_s)

    def gettime(self, which: int) -> float:
        return 1000.0 + (self.suspended_s if which == time.CLOCK_BOOTTIME else 0.0)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    monkeypatch.setattr(time, "clock_gettime", machine.gettime)
    monkeypatch.setattr(time, "monotonic", lambda: machine.gettime(time.CLOCK_MONOTONIC))
    return machine


def test_a_machine_that_was_suspended_is_no_clock_that_was_put_forward(machine: Machine) -> None:
    clocks, ticked_at = Clocks("app-1", machine), None
    for suspended_s in (0.0, 3600.0):
        machine.suspended_s = suspended_s
        look = clocks.look(clocks.read(), Head(UUID(int=1), 7, b"", ticked_at, machine.now()))
        assert (look.jumped_by_s, look.server_ahead_s) == (0.0, 0.0)
        clocks.keep(look, ticked_at := machine.now())


def test_after_a_clock_was_put_back_time_went_on_while_the_machine_was_suspended(machine: Machine) -> None:
    latest = Latest()
    assert latest.of(NOON) == NOON
    machine.suspended_s = 3600.0
    assert latest.of(NOON) == NOON + timedelta(hours=1)


def test_without_a_clock_since_boot_the_one_that_stands_still_has_to_do(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.suspended_s = 3600.0
    assert steady() == 4600.0
    monkeypatch.delattr(time, "CLOCK_BOOTTIME")
    monkeypatch.setattr(time, "monotonic", lambda: 1000.0)
    assert steady() == monotonic() == 1000.0
