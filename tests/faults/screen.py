"""A wall without a browser: keeps the newest picture, notes every tick, and comes back by itself."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from difflib import unified_diff
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import Any

import httpx2
import pytest
import websockets
from websockets.asyncio.client import ClientConnection, connect

from bench.screens import fresh_pictures
from controlroom.auth.audience import Audience
from controlroom.clock import monotonic
from tests.faults.network import Link
from tests.faults.server import Server
from tests.faults.until import until

log = logging.getLogger(__name__)

GIVES_UP_AFTER_S = 6.0
LATE_AFTER_S = 3.0
"""A tick that tells of an older picture leaves a wall LATE, or STALE; its way here makes it older, too."""
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
            case {"t": "tick", "age": float() | int() as told, "steady": float() | int() as steady}:
                self.ticks.append(monotonic())
                self.ages.append(told + self.ticks[-1] - steady)
                if self.ages[-1] < LATE_AFTER_S:
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
        """Until it shows what is drawn from the database, and so does a second screen of the same server.

        A server hands its drawings to all of its screens alike, so one that it missed is missed by both.
        Presence moves on every few seconds.
        """
        drawn: dict[str, str] = {}
        async with a_screen(self.server, self.token) as fresh:
            try:
                async with asyncio.timeout(within_s):
                    while not drawn or not self.picture == fresh.picture == drawn:
                        drawn = await self._drawn()
            except TimeoutError:
                beside = f"{self._beside(drawn)}\na fresh screen: {self._beside(fresh.picture)}"
                pytest.fail(f"the database has otherwise: {beside}")

    async def _drawn(self) -> dict[str, str]:
        """What a wall shows that loads now, at the time that it is to the server."""
        database_url = self.server.environment["CONTROLROOM_DATABASE_URL"]
        (picture,) = await fresh_pictures(database_url, [Audience()], await _clock_of(self.server))
        return {panel: VERSION.sub("", html, 1) for panel, html in picture.items()}

    def _beside(self, other: dict[str, str]) -> str:
        both = {panel: (self.picture.get(panel, ""), html) for panel, html in other.items()}
        return "\n".join(
            "\n".join(unified_diff(mine.splitlines(), its.splitlines(), panel, panel, lineterm="", n=0))
            for panel, (mine, its) in both.items()
        )


@dataclass(frozen=True, slots=True)
class _Still:
    """A clock that was looked at once."""

    at: datetime

    def now(self) -> datetime:
        return self.at


async def _clock_of(server: Server) -> _Still:
    """To the second; a server's clock may have been turned."""
    async with httpx2.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{server.url}/health/live")
    return _Still(parsedate_to_datetime(answer.headers["date"]))


@asynccontextmanager
async def a_screen(server: Server, token: str, link: Link | None = None) -> AsyncIterator[Screen]:
    screen = Screen(server, token, link)
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(screen.watch())
        try:
            yield screen
        finally:
            watching.cancel()
