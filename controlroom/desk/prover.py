"""Walks the chain when somebody asks, beside the work of the watch, and says how far it is."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import asyncpg

from controlroom.clock import monotonic
from controlroom.store import journal
from controlroom.store.proofs import Proofs
from controlroom.store.verify import verify

STEP: Final = 200
"""Rows between two breaths, so that nobody waits for the walk."""
BREATH_S: Final = 0.002
SAID_EVERY_S: Final = 1.0


class Prover:
    def __init__(self, connect: Callable[[], Awaitable[asyncpg.Connection]], proofs: Proofs) -> None:
        self._connect = connect
        self._proofs = proofs
        self._asked: asyncio.Queue[int] = asyncio.Queue()

    async def ask(self, by: str) -> None:
        """Noted at once; walked when the walks before it are done."""
        connection = await self._connect()
        try:
            head = await journal.read_head(connection)
        finally:
            await connection.close()
        self._asked.put_nowait(await self._proofs.begin(by, head.seq))

    async def run(self) -> None:
        while True:
            await self._walk(await self._asked.get())

    async def _walk(self, number: int) -> None:
        said_s = monotonic()

        async def tell(rows: int) -> None:
            nonlocal said_s
            await asyncio.sleep(BREATH_S)
            if monotonic() - said_s >= SAID_EVERY_S:
                said_s = monotonic()
                await self._proofs.say(number, rows)

        connection = await self._connect()
        try:
            verdict = await verify(connection, tell, step=STEP)
        finally:
            await connection.close()
        await self._proofs.end(number, verdict.rows, verdict.broken)
