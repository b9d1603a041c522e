"""Who takes the next connection of the port that the workers share."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

from controlroom.serve import WatchServer, listen
from controlroom.workers.reception import AHEAD_BY, Reception
from tests.faults.until import until


class Connection(asyncio.Protocol):
    def __init__(self, taken: set[asyncio.BaseTransport]) -> None:
        self._taken = taken

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._taken.add(transport)


class FakeServer:
    def __init__(self) -> None:
        self.open, self.closing = asyncio.Event(), asyncio.Event()
        self.taken: set[asyncio.BaseTransport] = set()
        self.server_state = SimpleNamespace(connections=self.taken)
        self.open.set()

    def protocol(self) -> Connection:
        return Connection(self.taken)


@asynccontextmanager
async def receiving(listening: socket.socket, fewest: Callable[[], int | None]) -> AsyncIterator[FakeServer]:
    server = FakeServer()
    reception = Reception(cast("WatchServer", server), listening.dup(), fewest)
    async with asyncio.TaskGroup() as group:
        group.create_task(reception.run())
        try:
            yield server
        finally:
            server.closing.set()
            for transport in server.taken:
                transport.close()


async def come(listening: socket.socket, many: int) -> list[Any]:
    address = listening.getsockname()
    return [writer for _, writer in [await asyncio.open_connection(*address) for _ in range(many)]]


async def leave(visitors: list[Any]) -> None:
    for visitor in visitors:
        visitor.close()


async def test_whoever_has_no_colleague_takes_everybody() -> None:
    with listen("127.0.0.1", 0) as listening:
        async with receiving(listening, lambda: None) as server:
            visitors = await come(listening, 40)
            await until(lambda: len(server.taken) == 40, 5)
            await leave(visitors)


async def test_whoever_is_ahead_lets_the_others_go_first() -> None:
    with listen("127.0.0.1", 0) as listening:
        async with receiving(listening, lambda: 0) as one, receiving(listening, lambda: 0) as two:
            visitors = await come(listening, 40)
            await until(lambda: len(one.taken) + len(two.taken) == 40, 5)
            assert min(len(one.taken), len(two.taken)) > AHEAD_BY
            await leave(visitors)


async def test_whoever_is_ahead_takes_them_all_the_same_if_nobody_else_does() -> None:
    with listen("127.0.0.1", 0) as listening:
        async with receiving(listening, lambda: 0) as server:
            visitors = await come(listening, 40)
            await until(lambda: len(server.taken) == 40, 5)
            await leave(visitors)


async def test_whoever_goes_down_leaves_those_who_wait_to_the_others() -> None:
    with listen("127.0.0.1", 0) as listening:
        async with receiving(listening, lambda: None) as leaving:
            leaving.closing.set()
            await asyncio.sleep(0)
            visitors = await come(listening, 3)
            async with receiving(listening, lambda: None) as staying:
                await until(lambda: len(staying.taken) == 3, 5)
                assert not leaving.taken
            await leave(visitors)
