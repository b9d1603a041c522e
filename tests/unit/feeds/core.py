"""A core for connectors that lives in memory, takes each id once, and can be busy or die on demand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from controlroom.errors import Busy
from controlroom.feeds.connectors.core import Reply
from controlroom.feeds.report_fields import Collected


class Killed(BaseException):
    """The process dies here."""


@dataclass
class FakeCore:
    reports: dict[str, dict[str, Any]] = field(default_factory=dict)
    positions: dict[str, str] = field(default_factory=dict)
    quarantine: list[tuple[bytes, str]] = field(default_factory=list)
    said: list[tuple[str, str, str]] = field(default_factory=list)
    handed_over: int = 0
    busy_times: int = 0
    die_before_saving: int = -1
    """How many more positions are saved before the process dies; -1 for ever."""

    async def submit(self, feed: Collected, unit: str, reports: list[dict[str, Any]]) -> Sequence[Reply]:
        if self.busy_times:
            self.busy_times -= 1
            raise Busy(retry_after_s=2)
        self.handed_over += len(reports)
        return [self._take(report) for report in reports]

    def _take(self, report: dict[str, Any]) -> Reply:
        if report.get("site") == "NOWHERE":
            return Reply(422, reason="no site NOWHERE")
        if report["id"] in self.reports:
            return Reply(200, 1)
        self.reports[report["id"]] = report
        return Reply(201, len(self.reports))

    async def set_aside(self, feed: Collected, unit: str, raw: bytes, reason: str) -> None:
        self.quarantine.append((raw, reason))

    async def load_position(self, name: str) -> str | None:
        return self.positions.get(name)

    async def save_position(self, name: str, position: str) -> None:
        if self.die_before_saving == 0:
            raise Killed
        self.die_before_saving -= 1
        self.positions[name] = position

    def say(self, name: str, state: str, note: str = "", last_at: datetime | None = None) -> None:
        self.said.append((name, state, note))


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, tzinfo=UTC)


class Enough(BaseException):
    """The test has seen enough rounds."""


class Rounds:
    """A sleep that ends the connector after so many rounds."""

    def __init__(self, rounds: int) -> None:
        self.left = rounds
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.left -= 1
        if self.left <= 0:
            raise Enough
