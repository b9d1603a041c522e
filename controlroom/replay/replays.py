"""The replays of this process: few at once, each on a connection of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

from controlroom.auth.audience import Audience
from controlroom.clock import Clock
from controlroom.errors import Busy
from controlroom.replay.screening import Studio, draw_all
from controlroom.store.replay.stage import Stage, a_stage

AT_MOST: Final = 4
"""So many connections to the database more than a process has without."""


class Replays:
    def __init__(self, database_url: str, studio: Studio, clock: Clock) -> None:
        self._database_url = database_url
        self.studio = studio
        self.clock = clock
        self._running = 0

    async def wall(self, at: datetime, audience: Audience) -> dict[str, str]:
        """Every panel as it was at that moment. Raises Unknown if there was none, Busy."""
        async with self.stage() as stage:
            await stage.check(at, self.clock.now())
            drawn = await draw_all(stage, self.studio, at, audience)
        return {panel: one.html for panel, one in drawn.items()}

    @asynccontextmanager
    async def stage(self) -> AsyncIterator[Stage]:
        if self._running >= AT_MOST:
            raise Busy(
                f"{AT_MOST} replays are running here already; one of them must end first.", retry_after_s=60
            )
        self._running += 1
        try:
            async with a_stage(self._database_url) as stage:
                yield stage
        finally:
            self._running -= 1
