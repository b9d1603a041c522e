"""All that a connector knows of the rest of the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from controlroom.errors import ControlRoomError
from controlroom.feeds.report_fields import Collected

ConnectorState = Literal["live", "idle", "failing"]


@dataclass(frozen=True, slots=True)
class Reply:
    """To one report: 201 taken, 200 known from before, 4xx refused with the reason."""

    status: int
    seq: int | None = None
    reason: str | None = None


class Core(Protocol):
    async def submit(self, feed: Collected, unit: str, reports: list[dict[str, Any]]) -> Sequence[Reply]:
        """One reply each, in order; what is refused goes to quarantine. Busy: nothing was taken."""
        ...

    async def set_aside(self, feed: Collected, unit: str, raw: bytes, reason: str) -> None:
        """To quarantine: what could not even become a report."""
        ...

    async def load_position(self, name: str) -> str | None: ...

    async def save_position(self, name: str, position: str) -> None: ...

    def say(self, name: str, state: str, note: str = "", last_at: datetime | None = None) -> None:
        """For the feeds panel; a note is plain words and never holds a secret."""
        ...


class Connector(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...

    async def run(self, core: Core) -> None:
        """For ever; ends only by an error, and may then be run again."""
        ...


class NotNow(ControlRoomError):
    """The source cannot be read now, for a reason in plain words; it may have asked to wait `asked_s`."""

    slug = "source-not-now"
    title = "The source cannot be read now"

    def __init__(self, reason: str, asked_s: float = 0.0) -> None:
        super().__init__(reason)
        self.asked_s = asked_s
