"""A desk with a pen of its own and a clock that the test sets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import asyncpg

from controlroom.bus import MemoryBus
from controlroom.clock import Clock
from controlroom.desk.desk import Desk
from controlroom.desk.pen import Pen
from controlroom.store.engine import connect


@dataclass
class SetClock:
    at: datetime

    def now(self) -> datetime:
        return self.at


@asynccontextmanager
async def a_desk(
    database_url: str, clock: Clock, connecting: Callable[[], Awaitable[asyncpg.Connection]] | None = None
) -> AsyncIterator[Desk]:
    pen = Pen(connecting or partial(connect, database_url), clock, MemoryBus().announce, limit=1000)
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(pen.run())
        try:
            yield Desk(pen)
        finally:
            pen.stop()
            await asyncio.wait([writing], timeout=5)
            writing.cancel()
