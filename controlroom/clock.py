"""The one place that asks what time it is, and says where the room is."""

import time
from datetime import UTC, datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

BRUSSELS: Final = ZoneInfo("Europe/Brussels")


class Clock(Protocol):
    """Says the time: aware, UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's wall clock, for what is written down."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def monotonic() -> float:
    """Seconds that never jump, for measuring how long something took or has been silent."""
    return time.monotonic()
