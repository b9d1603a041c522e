"""Coming back to a long past: a server that starts, a screen, a tail; and work on all of it."""

import asyncio
import sys
from time import perf_counter
from typing import Any, Final

import asyncpg
from websockets.asyncio.client import connect as open_socket
from websockets.typing import Origin

from bench.history_probe import Probe
from bench.stand import SERVE, a_program, free_port
from controlroom.app import Painter
from controlroom.bus import MemoryBus
from controlroom.clock import SystemClock
from controlroom.store.engine import connect
from controlroom.store.rebuild import differences
from controlroom.store.verify import verify
from controlroom.ws.hub import Hub
from controlroom.ws.tail import Tail

STARTS, RETURNS = 5, 20
VERIFY, FOLD = "verify", "rebuild --check"
FOLDED_AT_MOST: Final = 1_000_000
"""Rows; folding takes several times as long as verifying."""
COUNTED_AFTER_S: Final = 11
"""A connection of PostgreSQL that is at rest hands in what it counted after ten seconds."""
ROWS_READ: Final = """
SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_user_tables
WHERE relname IN ('journal', 'report_key', 'incident', 'alert', 'patrol_check', 'visit', 'leg')
"""
FIT: Final = '{"t":"fit","rows":{"alerts":7,"visits":5,"posts":12,"patrols":4,"incidents":5}}'


class LateTail(Tail):
    """A tail that was away since that number."""

    def __init__(self, last: int, *parts: Any) -> None:
        super().__init__(*parts)
        self._last = last


class ListeningHub(Hub):
    """Says when the first tick has come all the way."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.ticked = asyncio.Event()

    def tick(self, seq: int, age_s: float) -> None:
        super().tick(seq, age_s)
        self.ticked.set()


async def come_back(probe: Probe) -> None:
    await asyncio.sleep(COUNTED_AFTER_S)
    for _ in range(STARTS):
        await _start(probe)
    for _ in range(RETURNS):
        await probe.time("screen that comes back", lambda: _screen(probe))
        await probe.time("tail that comes back after all of it", lambda: _tail(probe))
    await probe.time(VERIFY, lambda: _verify(probe))
    if probe.rows < FOLDED_AT_MOST:
        await probe.time(FOLD, lambda: _fold(probe))


async def _start(probe: Probe) -> None:
    """Another server on the same databases, to its first ready."""
    read_before, port = await _rows_read(probe), free_port()
    command, ready = [sys.executable, *SERVE, str(port)], f"http://127.0.0.1:{port}/health/ready"
    began = perf_counter()
    async with a_program(command, "history", ready, probe.stand.environment):
        probe.ms["start to ready"].append((perf_counter() - began) * 1e3)
    probe.started_rows = max(probe.started_rows, await _rows_read(probe) - read_before)


async def _rows_read(probe: Probe) -> int:
    connection = await asyncpg.connect(probe.stand.owner_url)
    read: int = await connection.fetchval(ROWS_READ)
    await connection.close()
    return read


async def _screen(probe: Probe) -> None:
    """To its whole picture."""
    address = probe.stand.url.replace("http", "ws") + "/ws?board=wall"
    cookie = "; ".join(f"{name}={value}" for name, value in probe.client.cookies.items())
    async with open_socket(
        address,
        origin=Origin(probe.stand.url),
        additional_headers={"cookie": cookie},
        proxy=None,
        max_size=None,
    ) as socket:
        await socket.send(FIT)
        while '"panel":"incidents"' not in str(await socket.recv()):
            pass


async def _tail(probe: Probe) -> None:
    """To its first tick."""
    hub = ListeningHub(Painter(probe.engine), SystemClock())
    tail = LateTail(1, lambda: connect(probe.stand.database_url), MemoryBus(), hub)
    async with asyncio.TaskGroup() as group:
        following = group.create_task(tail.run())
        await hub.ticked.wait()
        following.cancel()


async def _verify(probe: Probe) -> None:
    connection = await connect(probe.stand.database_url, hurry=False)
    proof = await verify(connection)
    await connection.close()
    if proof.broken:
        raise SystemExit(f"the past does not hold: {proof.broken}")


async def _fold(probe: Probe) -> None:
    connection = await connect(probe.stand.database_url, hurry=False)
    found = [difference async for difference in differences(connection)]
    await connection.close()
    if found:
        raise SystemExit(f"the past does not hold: {found[0]}")
