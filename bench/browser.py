"""A wall in a real Chromium: when each incident's row came into the page, and what the page costs in time."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from playwright.async_api import CDPSession, Page, async_playwright

from bench.stand import Stand
from tools.browser import installed

ARGUMENTS: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NOTE_ROWS: Final = """() => {
  window.seenRows = {};
  const note = () => {
    const now = performance.timeOrigin + performance.now();
    for (const row of document.querySelectorAll("[id^=incident-]")) window.seenRows[row.id.slice(9)] ??= now;
  };
  note();
  new MutationObserver(note).observe(document.body, { childList: true, subtree: true, attributes: true });
}"""
"""Attributes too: a morph may give an old row a new id."""
COUNT: Final = """
  window.swaps = window.covered = 0;
  document.addEventListener("controlroom:drawn", () => window.swaps++);
  document.addEventListener("animationend", (event) => {
    if (event.target.id === "cover") window.covered++;
  });
"""
"""The cover is hidden by an animation; it ends when STALE is shown."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of the page after a forced collection of garbage. `covered`: how often it said STALE."""

    heap_mb: float
    nodes: int
    listeners: int
    swaps: int
    covered: int


@dataclass(slots=True)
class Wall:
    page: Page
    devtools: CDPSession

    async def cost(self) -> Cost:
        await self.devtools.send("HeapProfiler.collectGarbage")
        said = await self.devtools.send("Performance.getMetrics")
        metrics = {metric["name"]: metric["value"] for metric in said["metrics"]}
        counted = await self.page.evaluate("[window.swaps, window.covered]")
        nodes, listeners = int(metrics["Nodes"]), int(metrics["JSEventListeners"])
        return Cost(metrics["JSHeapUsedSize"] / 2**20, nodes, listeners, *counted)


@asynccontextmanager
async def a_page() -> AsyncIterator[Page]:
    path = os.environ.get("CONTROLROOM_TEST_BROWSER") or await asyncio.to_thread(installed)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield await browser.new_page(viewport={"width": 1920, "height": 1080})
        await browser.close()


@asynccontextmanager
async def a_living_wall(stand: Stand, *scripts: str) -> AsyncIterator[Wall]:
    """A wall that counts its swaps from its first moment on; `scripts` run before its own."""
    async with a_page() as page:
        await page.add_init_script("\n".join([COUNT, *scripts]))
        await page.goto(f"{stand.url}/screen/{stand.wall_token}")
        await page.locator(".pulse__live").wait_for()
        devtools = await page.context.new_cdp_session(page)
        await devtools.send("Performance.enable")
        yield Wall(page, devtools)


@asynccontextmanager
async def a_wall(stand: Stand) -> AsyncIterator[Callable[[], Awaitable[dict[int, float]]]]:
    """Yields a way to ask which incidents have been seen so far, and when, in seconds since 1970."""
    async with a_living_wall(stand) as wall:
        await wall.page.evaluate(NOTE_ROWS)

        async def seen() -> dict[int, float]:
            found = await wall.page.evaluate("window.seenRows")
            return {int(seq): at / 1e3 for seq, at in found.items()}

        yield seen
