"""A wire to PostgreSQL that can be cut at the worst moment: between a COMMIT and its confirmation."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

COMMIT = b"COMMIT;"
LOCK = b"FOR UPDATE"
"""A connection that says so is a pen's."""


@dataclass
class Wire:
    """`cuts` says how many of a pen's commits are to lose their confirmation; `lost`, how many did."""

    host: str
    port: int
    cuts: int = 0
    lost: int = 0

    async def carry(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        there_reader, there = await asyncio.open_connection(self.host, self.port)
        deaf = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as group:
                asking = group.create_task(self._ask(here, there, deaf))
                await self._answer(there_reader, back, deaf)
                asking.cancel()
        except* OSError:
            pass
        finally:
            there.close()
            back.transport.abort()

    async def _ask(
        self, here: asyncio.StreamReader, there: asyncio.StreamWriter, deaf: asyncio.Event
    ) -> None:
        writes = False
        while data := await here.read(65536):
            writes = writes or LOCK in data
            if writes and COMMIT in data and self.cuts > self.lost:
                deaf.set()
            there.write(data)
        there.close()

    async def _answer(
        self, there: asyncio.StreamReader, back: asyncio.StreamWriter, deaf: asyncio.Event
    ) -> None:
        while data := await there.read(65536):
            if deaf.is_set():
                self.lost += 1
                return
            back.write(data)


@asynccontextmanager
async def a_wire(database_url: str) -> AsyncIterator[tuple[Wire, str]]:
    """The wire, and the address of the database behind it."""
    parts = urlsplit(database_url)
    assert parts.hostname
    assert parts.port
    wire = Wire(parts.hostname, parts.port)
    server = await asyncio.start_server(wire.carry, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield wire, database_url.replace(f":{parts.port}/", f":{port}/")
    finally:
        server.close()
