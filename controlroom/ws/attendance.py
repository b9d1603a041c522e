"""What the screens say that they show: kept for a second, and written in one go however many they are."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from controlroom.errors import Unavailable

WRITE_S: Final = 1.0

log = logging.getLogger(__name__)


class Attendance:
    """`write` takes the number that each screen showed last, by the screen's name."""

    def __init__(self, write: Callable[[Mapping[str, int]], Awaitable[None]]) -> None:
        self._write = write
        self._said: dict[str, int] = {}

    def says(self, screen: str, seq: int) -> None:
        self._said[screen] = seq

    async def run(self) -> None:
        """Until cancelled. A word that cannot be written is lost: each screen speaks again in ten seconds."""
        while True:
            await asyncio.sleep(WRITE_S)
            said, self._said = self._said, {}
            if not said:
                continue
            try:
                await self._write(said)
            except Unavailable:
                log.info("the word of %d screens was not kept: the database does not answer", len(said))
