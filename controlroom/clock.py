"""The one place that asks what time it is, and says where the room is."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

BRUSSELS: Final = ZoneInfo("Europe/Brussels")
FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2199
"""What somebody types lies within: a moment at the very end of all years has no local time."""


class Clock(Protocol):
    """Says the time: aware, UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's wall clock, for what is written down."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def is_near(day: date) -> bool:
    """Whether a day or a moment that somebody typed can be told in the local time of any place."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def monotonic() -> float:
    """Seconds that never jump, for measuring how long something took or has been silent."""
    return time.monotonic()


def steady() -> float:
    """Seconds that never jump and go on while the machine is suspended, as its wall clock does.

    Those of `monotonic` stand still meanwhile, so against them every clock would have jumped.
    """
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class Latest:
    """The latest that it can be: a clock that was put back does not make future of what just happened."""

    PUT_BACK_S: Final = 2.0

    def __init__(self, steady: Callable[[], float] = steady) -> None:
        self._steady = steady
        self._ahead_s = float("-inf")

    def of(self, now: datetime) -> datetime:
        """`now`, or where its clock would be if it had not been put back since it was first asked."""
        steady_s = self._steady()
        ahead_s = now.timestamp() - steady_s
        self._ahead_s = max(self._ahead_s, ahead_s)
        if self._ahead_s - ahead_s < self.PUT_BACK_S:
            return now
        return datetime.fromtimestamp(steady_s + self._ahead_s, UTC)
