"""Many screens, played by a process of their own (bench/crowd.py), and what that process says of them."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx2

from bench.crowd import SIZES
from bench.stand import Stand
from bench.traffic import INCIDENTS, Sent
from controlroom.app import Painter
from controlroom.auth.audience import Audience
from controlroom.clock import Clock, SystemClock
from controlroom.store.engine import make_engine
from controlroom.ws.hub import Hub

READY_WITHIN_S: Final = 60
EQUAL_WITHIN_S: Final = 15.0
LAST_PANELS_S: Final = 2.0
AUDIENCES: Final = tuple(Audience(rows=tuple(size.items())) for size in SIZES)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of all screens since they opened. `oldest_s`: the oldest picture on any of them; 6 s says STALE.

    `seq`: the report that even the slowest of them shows.
    """

    dropped: int
    frames: int
    bytes: int
    oldest_s: float
    cpu_s: float
    seq: int


@dataclass(frozen=True, slots=True)
class Delays:
    """Milliseconds from POST to screen: p50, p99 and the worst; how many were shown, and how many never."""

    shown: int
    missing: int
    percentiles: Sequence[float]


@dataclass(slots=True)
class Screens:
    process: asyncio.subprocess.Process

    async def counts(self) -> Counts:
        return Counts(**await self._ask({}))

    async def delays(self, told: Iterable[Sent]) -> Delays:
        """Of the incidents among these reports; what was counted once is forgotten."""
        sent = sorted((one.seq, one.began) for one in told if one.feed == INCIDENTS)
        return Delays(**await self._ask({"sent": sent}))

    async def unequal(self, stand: Stand) -> str:
        """Which panels on how many screens differ from a fresh load; presence moves on every few seconds."""
        wrong: dict[str, int] = {}
        for _ in range(int(EQUAL_WITHIN_S)):
            await asyncio.sleep(1)
            fresh = await fresh_pictures(stand.database_url, AUDIENCES, SystemClock())
            wrong = (await self._ask({"equal": fresh}))["unequal"]
            if not wrong:
                return "none"
        return ", ".join(f"{panel} on {count}" for panel, count in wrong.items())

    async def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(question).encode() + b"\n")
        await self.process.stdin.drain()
        return await self.answer()

    async def answer(self) -> dict[str, Any]:
        assert self.process.stdout
        line = await self.process.stdout.readline()
        if not line:
            raise SystemExit("the process that plays the screens ended")
        return dict(json.loads(line))


async def fresh_pictures(
    database_url: str, audiences: Sequence[Audience], clock: Clock
) -> list[dict[str, str]]:
    """What screens would show that load now: drawn from the database by a hub of its own."""
    engine = make_engine(database_url)
    try:
        hub = Hub(Painter(engine), clock)
        pictures = [await hub.picture(audience) for audience in audiences]
    finally:
        await engine.dispose()
    return [{name: drawn.html for name, drawn in picture.items()} for picture in pictures]


@asynccontextmanager
async def watching(stand: Stand, screens: int, officer: str = "") -> AsyncIterator[Screens]:
    """So many sockets of the wall, or of the desk of the officer with this cookie, each with its snapshot."""
    shown = [officer, str(screens), "desk"] if officer else [await cookie(stand), str(screens)]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.crowd", stand.url, *shown),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**20,
    )
    crowd = Screens(process)
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            await crowd.answer()
        yield crowd
    finally:
        if process.stdin:
            process.stdin.close()
        await process.wait()


async def cookie(stand: Stand) -> str:
    """What says that these are screens of this watch."""
    async with httpx2.AsyncClient(base_url=stand.url, trust_env=False) as client:
        response = await client.get(f"/screen/{stand.wall_token}")
        return "; ".join(f"{name}={value}" for name, value in response.cookies.items())
