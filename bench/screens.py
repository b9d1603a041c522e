"""Many screens played by one process: each says when it got which version of the incidents panel."""

import asyncio
import re
from bisect import bisect_left
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

import httpx2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bench.stand import Stand

INCIDENTS: Final = re.compile(r'"panel":"incidents","v":(\d+)')
FIT: Final = '{"t":"fit","rows":{"alerts":7,"visits":5,"posts":12,"patrols":4,"incidents":5}}'


@dataclass(slots=True)
class Screen:
    """`versions` and `times` grow together; `shown` once it has a picture, `dropped` if it was cut off."""

    versions: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    dropped: bool = False
    shown: asyncio.Event = field(default_factory=asyncio.Event)

    def saw(self, seq: int) -> float | None:
        """When this screen first had a panel that holds the report with this number."""
        at = bisect_left(self.versions, seq)
        return self.times[at] if at < len(self.times) else None

    async def watch(self, socket: ClientConnection) -> None:
        await socket.send(FIT)
        try:
            async for frame in socket:
                found = INCIDENTS.search(str(frame))
                if found:
                    self.times.append(perf_counter())
                    self.versions.append(int(found[1]))
                    self.shown.set()
        except ConnectionClosed:
            self.dropped = True


@asynccontextmanager
async def watching(stand: Stand, screens: int) -> AsyncIterator[Sequence[Screen]]:
    """So many sockets of the wall, each with its snapshot."""
    cookie = await _cookie(stand)
    address = stand.url.replace("http", "ws") + "/ws?board=wall"
    sockets = [
        await connect(
            address,
            origin=stand.url,  # type: ignore[arg-type]
            additional_headers={"Cookie": cookie},
            compression=None,
            proxy=None,
        )
        for _ in range(screens)
    ]
    seen = [Screen() for _ in sockets]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(s.watch(socket)) for s, socket in zip(seen, sockets, strict=True)]
        async with asyncio.timeout(20):
            for screen in seen:
                await screen.shown.wait()
        yield seen
        for task in tasks:
            task.cancel()
    await asyncio.gather(*(socket.close() for socket in sockets))


async def _cookie(stand: Stand) -> str:
    async with httpx2.AsyncClient(base_url=stand.url, trust_env=False) as client:
        response = await client.get(f"/screen/{stand.wall_token}")
        return "; ".join(f"{name}={value}" for name, value in response.cookies.items())
