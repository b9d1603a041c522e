"""Screens that say when they showed what, and one that is stopped: a socket that reads nothing, a browser."""

import asyncio
import os
import re
import signal
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2
import pytest
from playwright.async_api import Browser, Page, async_playwright

from controlroom.clock import SystemClock, monotonic
from tests.browser.conftest import ARGUMENTS
from tests.faults.history import Stored
from tests.faults.load import Load, incident
from tests.faults.place import UNITS, Place
from tests.faults.screen import Screen
from tests.faults.server import Server

REPORT_EVERY_S = 0.05
ALERT_EVERY = 4
PANEL = "incidents"
SCREENS = re.compile(r"^controlroom_screens (\d+)", re.MULTILINE)
LITTLE = 4096
TRIES = 8
ROOM = b'{"t":"fit","rows":{"alerts":500}}'
FITS = bytes((0x81, 0x80 | len(ROOM), 0, 0, 0, 0)) + ROOM
"""A frame of text from a client, under a mask of zeros."""
NOTE_BEATS = """
  window.beats = [0];
  new MutationObserver(() => window.beats.push(performance.timeOrigin + performance.now()))
    .observe(document, { subtree: true, attributeFilter: ["data-beat"] });
"""
SHOWN = """() => [...document.querySelectorAll("[id^=panel-]")].map((panel) => {
  const copy = panel.cloneNode(true);
  copy.removeAttribute("data-v");
  for (const time of copy.querySelectorAll("time")) time.textContent = "";
  for (const row of copy.querySelectorAll("[data-changed]")) row.removeAttribute("data-changed");
  return copy.outerHTML;
})"""
"""What all panels show, but for the texts that count seconds and the bars at what has just changed."""


@dataclass
class Eye(Screen):
    """`looks`: at which moment the panel of incidents came to show the journal up to which number."""

    looks: list[tuple[float, int]] = field(default_factory=list)

    def _take(self, frame: dict[str, Any]) -> None:
        super()._take(frame)
        if frame["t"] == "panels":
            versions = [panel["v"] for panel in frame["panels"] if panel["panel"] == PANEL]
            self.looks += [(self.changes[-1], v) for v in versions]

    def shown_at(self, seq: int) -> float:
        return min((at for at, v in self.looks if v >= seq), default=float("inf"))


@asynccontextmanager
async def eyes(server: Server, token: str, many: int) -> AsyncIterator[list[Eye]]:
    opened = [Eye(server, token) for _ in range(many)]
    async with asyncio.TaskGroup() as group:
        watching = [group.create_task(eye.watch()) for eye in opened]
        try:
            for eye in opened:
                await eye.live_after(0.0, 10 + monotonic())
            yield opened
        finally:
            for task in watching:
                task.cancel()


@dataclass
class Reports:
    """One every 50 ms, some of them alerts; `sent` has when each was sent, by the number that it got."""

    load: Load
    place: Place
    sent: dict[int, float] = field(default_factory=dict)

    async def fill(self, many: int, site: str) -> None:
        """So many alerts at once; what comes later stands below them."""
        async with httpx2.AsyncClient(trust_env=False, timeout=10) as client:
            said = [incident(priority=2, site=site) for _ in range(many)]
            await asyncio.gather(*(self._one(client, UNITS[n % len(UNITS)], s) for n, s in enumerate(said)))

    async def run(self) -> None:
        async with httpx2.AsyncClient(trust_env=False, timeout=10) as client, asyncio.TaskGroup() as group:
            for number in range(10**6):
                said = incident(priority=4 if number % ALERT_EVERY else 2)
                group.create_task(self._one(client, UNITS[number % len(UNITS)], said))
                await asyncio.sleep(REPORT_EVERY_S)

    async def _one(self, client: httpx2.AsyncClient, unit: str, said: dict[str, Any]) -> None:
        began, bearer = monotonic(), f"Bearer {self.place.tokens[unit]}"
        answer = await self.load.send(client, self.load.urls[0], unit, said, authorization=bearer)
        if isinstance(answer, Stored):
            self.sent[answer.seq] = began

    def until_seen_s(self, eyes: Sequence[Eye], begin: float, end: float) -> list[float]:
        """From the sending of each report in that time until each screen showed it, sorted."""
        sent = [(seq, at) for seq, at in self.sent.items() if begin <= at < end]
        return sorted(eye.shown_at(seq) - at for seq, at in sent for eye in eyes)


async def screens_at(server: Server) -> int:
    """How many the server thinks are there."""
    async with httpx2.AsyncClient(trust_env=False, timeout=5) as client:
        found = SCREENS.search((await client.get(f"{server.url}/metrics")).text)
    assert found is not None
    return int(found[1])


@asynccontextmanager
async def a_big_screen(server: Server, token: str, *, reads: bool) -> AsyncIterator[None]:
    """It has room for all alerts, so that each change is much to send, and reads all of it or nothing.

    It answers no ping: the server lets it go after ten seconds in any case.
    """
    address, loop = urlsplit(server.url), asyncio.get_running_loop()
    async with asyncio.TaskGroup() as group:
        taken = socket.socket()
        if not reads:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE)
        taken.setblocking(False)
        await loop.sock_connect(taken, (address.hostname, address.port))
        lines = ["GET /ws?board=wall HTTP/1.1", f"Host: {address.netloc}", f"Origin: {server.url}"]
        lines += ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
        lines += ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", f"Cookie: controlroom-screen={token}"]
        await loop.sock_sendall(taken, "\r\n".join([*lines, "", ""]).encode())
        assert b"101" in await loop.sock_recv(taken, 32)
        await loop.sock_sendall(taken, FITS)
        reading = group.create_task(_read_all(taken)) if reads else None
        try:
            yield
        finally:
            if reading:
                reading.cancel()
            taken.close()


async def _read_all(taken: socket.socket) -> None:
    while await asyncio.get_running_loop().sock_recv(taken, 2**20):
        pass


@dataclass
class Wall:
    """A page in a Chromium whose every process can be stopped."""

    page: Page
    browser: Browser
    mark: str
    url: str

    async def live(self) -> None:
        await self.page.locator(".pulse__live").wait_for(timeout=15_000)
        await self.page.locator("#cover").wait_for(state="hidden", timeout=15_000)

    def stop(self) -> None:
        self._signal(signal.SIGSTOP)

    def let_go(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, which: signal.Signals) -> None:
        for pid in _family(self.mark):
            with suppress(ProcessLookupError):
                os.kill(pid, which)

    async def live_again(self) -> float:
        """Let it go on; seconds until the first tick after that is shown and no cover is over it."""
        woken_ms, woken_at = SystemClock().now().timestamp() * 1000, monotonic()
        self.let_go()
        async with asyncio.timeout(15):
            while True:
                if await self.page.evaluate("window.beats.at(-1)") > woken_ms:
                    break
                await asyncio.sleep(0.02)
        await self.live()
        return monotonic() - woken_at

    async def equals_a_fresh_one(self) -> None:
        """Panels that show who was heard when move on for some seconds after the last report."""
        mine, fresh = [""], ["never looked"]
        for _ in range(TRIES):
            mine, fresh = await self.shown(), await self.shown_afresh()
            if mine == fresh:
                return
        pytest.fail("a fresh page shows otherwise:\n" + "\n".join(_difference(mine, fresh)))

    async def shown(self) -> list[str]:
        found: list[str] = await self.page.evaluate(SHOWN)
        return found

    async def shown_afresh(self) -> list[str]:
        page = await self.page.context.new_page()
        await page.goto(self.url)
        await page.locator(".pulse__live").wait_for(timeout=15_000)
        found: list[str] = await page.evaluate(SHOWN)
        await page.close()
        return found


def _difference(mine: Sequence[str], fresh: Sequence[str]) -> Iterator[str]:
    """An element a line."""
    ours, theirs = ("".join(panels).replace("><", ">\n<").splitlines() for panels in (mine, fresh))
    return unified_diff(ours, theirs, "this page", "a fresh one", lineterm="")


def _family(mark: str) -> list[int]:
    """The Chromium that was started with this word, and all that it started."""
    parents: dict[int, int] = {}
    first = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError):
            command = (entry / "cmdline").read_bytes()
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if mark.encode() in command and b"--type=" not in command:
                first.append(int(entry.name))
    family = list(first)
    for pid in family:
        family += [child for child, parent in parents.items() if parent == pid and child not in family]
    return family


@asynccontextmanager
async def a_wall(server: Server, token: str, browser_path: str) -> AsyncIterator[Wall]:
    mark = f"--controlroom={uuid4()}"
    async with AsyncExitStack() as stack:
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=browser_path, args=[*ARGUMENTS, mark])
        stack.push_async_callback(browser.close)
        context = await browser.new_context(viewport={"width": 1920, "height": 1080})
        page = await context.new_page()
        await page.add_init_script(NOTE_BEATS)
        wall = Wall(page, browser, mark, f"{server.url}/?board=wall")
        stack.callback(wall.let_go)
        await page.goto(f"{server.url}/screen/{token}")
        wall.url = page.url
        await wall.live()
        yield wall
