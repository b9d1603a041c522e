"""A batch of items to the core, until it has answered for each of them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from controlroom.clock import Clock
from controlroom.errors import Busy
from controlroom.feeds.backoff import backoff
from controlroom.feeds.connectors.core import Core
from controlroom.feeds.items import Item
from controlroom.feeds.lines import Unreadable
from controlroom.feeds.report_fields import Collected

Sleep = Callable[[float], Awaitable[None]]


@dataclass(slots=True)
class Haul:
    """What became of the items of one file or one answer."""

    fresh: int = 0
    known: int = 0
    refused: int = 0
    first_reason: str = ""

    def refuse(self, reason: str) -> None:
        self.refused += 1
        self.first_reason = self.first_reason or reason

    def words(self) -> str:
        """For the feeds panel; empty when all is well."""
        return f"{self.refused} in quarantine, the first: {self.first_reason}"[:200] if self.refused else ""


@dataclass(slots=True)
class Courier:
    """To one feed in the name of one unit; says under the connector's name how it goes."""

    core: Core
    name: str
    feed: Collected
    unit: str
    clock: Clock
    sleep: Sleep = asyncio.sleep
    last_at: datetime | None = field(default=None)
    note: str = ""
    """How the last file or answer went; stays in the panel until there is another one."""

    def rest(self) -> None:
        """Nothing new to hand over."""
        self.core.say(self.name, "idle", self.note, self.last_at)

    async def hand_over(self, items: Sequence[Item | Unreadable], haul: Haul) -> None:
        """Returns when the core has an answer for every one; waits as long as the core is busy."""
        for row in items:
            if isinstance(row, Unreadable):
                await self.core.set_aside(
                    self.feed, self.unit, row.raw.encode(errors="backslashreplace"), str(row)
                )
                haul.refuse(str(row))
        reports = [item for item in items if isinstance(item, Item)]
        if reports:
            await self._submit(reports, haul)

    async def _submit(self, items: Sequence[Item], haul: Haul) -> None:
        failures = 0
        while True:
            try:
                replies = await self.core.submit(self.feed, self.unit, [item.report for item in items])
            except Busy as busy:
                failures += 1
                self.core.say(self.name, "failing", f"the journal is busy: {busy}", self.last_at)
                await self.sleep(backoff(failures, asked_s=busy.retry_after_s))
                continue
            break
        for item, reply in zip(items, replies, strict=True):
            match reply.status:
                case 201:
                    haul.fresh += 1
                case 200:
                    haul.known += 1
                case status:
                    haul.refuse(f"line {item.line}: {reply.reason or status}")
        self.last_at = self.clock.now()
        self.core.say(self.name, "live", haul.words(), self.last_at)
