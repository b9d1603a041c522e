"""A wall without a browser: keeps the newest picture, notes every tick, and comes back by itself."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from difflib import unified_diff
from itertools import pairwise
from typing import Any

import pytest
import websockets
from websockets.asyncio.client import ClientConnection, connect

from controlroom.clock import monotonic
from tests.faults.network import Link
from tests.faults.server import Server
from tests.faults.until import until

log = logging.getLogger(__name__)

GIVES_UP_AFTER_S = 6.0
LATE_AFTER_S = 3.0
"""A tick that tells of an older picture leaves a wall LATE, or STALE."""
COMES_BACK_AFTER_S = 0.25
VERSION = re.compile(r' data-v="\d+"')
"""Of which look a panel is; two looks at the same thing show the same."""


@dataclass
class Screen:
    """`ticks` are all that came, `good` those of a picture that is not late; `link`, by which it looks."""

    server: Server
    token: str
    link: Link | None = None
    picture: dict[str, str] = field(default_factory=dict)
    ticks: list[float] = field(default_factory=list)
    good: list[float] = field(default_factory=list)
    ages: list[float] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    away_s: float = COMES_BACK_AFTER_S

    def longest_silence(self, begin: float, end: float) -> float:
        """The longest time without a good tick between two moments; more than 6 s is STALE on a wall."""
        moments = [begin, *(at for at in self.good if begin < at < end), end]
        return max(later - earlier for earlier, later in pairwise(moments))

    def ticks_between(self, begin: float, end: float) -> int:
        return sum(begin < at < end for at in self.ticks)

    async def live_after(self, moment: float, within_s: float) -> float:
        """Seconds from `moment` to the next good tick."""
        await until(lambda: bool(self.good) and self.good[-1] > moment, within_s + moment - monotonic())
        took = next(at for at in self.good if at > moment) - moment
        log.info("ticks again after %.1f s", took)
        return took

    async def changed_after(self, moment: float, within_s: float) -> float:
        """Seconds from `moment` to the next change of any panel."""
        changes = self.changes
        await until(lambda: bool(changes) and changes[-1] > moment, within_s + moment - monotonic())
        return next(at for at in self.changes if at > moment) - moment

    async def watch(self) -> None:
        while True:
            with suppress(OSError, TimeoutError, websockets.WebSocketException):
                async with self._socket() as socket:
                    await self._follow(socket)
            away_s, self.away_s = self.away_s, COMES_BACK_AFTER_S
            await asyncio.sleep(away_s)

    def _socket(self) -> connect:
        url = self.link.to(self.server.url) if self.link else self.server.url
        return connect(
            f"{url.replace('http', 'ws', 1)}/ws?board=wall",
            origin=websockets.Origin(self.server.url),
            additional_headers={"cookie": f"controlroom-screen={self.token}"},
            open_timeout=GIVES_UP_AFTER_S,
            close_timeout=0.1,
            ping_interval=None,
            proxy=None,
        )

    async def _follow(self, socket: ClientConnection) -> None:
        while True:
            async with asyncio.timeout(GIVES_UP_AFTER_S):
                self._take(json.loads(await socket.recv()))

    def _take(self, frame: dict[str, Any]) -> None:
        match frame:
            case {"t": "tick", "age": float() | int() as age}:
                self.ticks.append(monotonic())
                self.ages.append(age)
                if age < LATE_AFTER_S:
                    self.good.append(self.ticks[-1])
            case {"t": "panels", "panels": panels}:
                self.changes.append(monotonic())
                self.picture.update({panel["panel"]: VERSION.sub("", panel["html"], 1) for panel in panels})
            case {"t": "bye", "after": int(after_ms)}:
                self.away_s = after_ms / 1000
            case {"t": "reset"}:
                self.picture.clear()
            case _:
                pass

    async def equals_a_fresh_one(self, within_s: float = 8.0) -> None:
        """Both look at the same server until they show the same; presence moves on every few seconds."""
        async with a_screen(self.server, self.token) as fresh:
            try:
                await until(lambda: bool(fresh.picture) and fresh.picture == self.picture, within_s)
            except TimeoutError:
                pytest.fail(f"a fresh screen shows otherwise: {self._beside(fresh)}")

    def _beside(self, fresh: "Screen") -> str:
        both = {panel: (self.picture.get(panel, ""), html) for panel, html in fresh.picture.items()}
        return "\n".join(
            "\n".join(unified_diff(mine.splitlines(), its.splitlines(), panel, panel, lineterm="", n=0))
            for panel, (mine, its) in both.items()
        )


@asynccontextmanager
async def a_screen(server: Server, token: str, link: Link | None = None) -> AsyncIterator[Screen]:
    screen = Screen(server, token, link)
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(screen.watch())
        try:
            yield screen
        finally:
            watching.cancel()
