"""A wall in a real Chromium that notes when each incident's row came into the page."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import async_playwright

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


@asynccontextmanager
async def a_wall(stand: Stand) -> AsyncIterator[Callable[[], Awaitable[dict[int, float]]]]:
    """Yields a way to ask which incidents have been seen so far, and when, in seconds since 1970."""
    path = os.environ.get("CONTROLROOM_TEST_BROWSER") or await asyncio.to_thread(installed)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1920, "height": 1080})
        await page.goto(f"{stand.url}/screen/{stand.wall_token}")
        await page.locator(".pulse__live").wait_for()
        await page.evaluate(NOTE_ROWS)

        async def seen() -> dict[int, float]:
            found = await page.evaluate("window.seenRows")
            return {int(seq): at / 1e3 for seq, at in found.items()}

        yield seen
        await browser.close()
