"""A real browser shows the wall over a line that loses packets or swallows them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from controlroom.clock import monotonic
from tests.faults.history import History
from tests.faults.ledger import Ledger
from tests.faults.load import under_load
from tests.faults.network import Link, a_link
from tests.faults.place import Place
from tests.faults.server import Server
from tests.faults.trouble import BACK_WITHIN_S, Spell, Trouble, silence, troubles

STALE_WITHIN_S = 6.0
LOOK_S = 0.1
A_LOOK_COSTS_S = 0.5
"""A cover that appears is seen by the next look, on a machine that has other work."""
LOOK = """() => [
    document.documentElement.dataset.beat !== undefined
        && getComputedStyle(document.querySelector("#cover")).visibility === "hidden",
    Number(document.querySelector("[data-seq]").textContent.replace(/\\D/g, "")),
]"""


@dataclass
class Looking:
    """What somebody in front of the wall saw, ten times a second: uncovered or not, up to which number."""

    page: Page
    seen: list[tuple[float, bool, int]] = field(default_factory=list)

    async def on(self) -> None:
        while True:
            clear, seq = await self.page.evaluate(LOOK)
            self.seen.append((monotonic(), clear, seq))
            await asyncio.sleep(LOOK_S)

    def covered_for(self, begin: float, end: float) -> float:
        """Seconds between two moments in which it was covered."""
        looks = [look for look in self.seen if begin <= look[0] <= end]
        return sum(later[0] - at for (at, clear, _), later in pairwise(looks) if not clear)

    async def clear_since(self, moment: float, within_s: float) -> float:
        """Seconds from a moment to the first look at an uncovered wall with something new on it."""
        before = max((seq for at, _, seq in self.seen if at <= moment), default=0)
        async with asyncio.timeout(within_s + moment - monotonic() + A_LOOK_COSTS_S):
            while True:
                new = [at for at, clear, seq in self.seen if at > moment and clear and seq > before]
                if new:
                    return new[0] - moment
                await asyncio.sleep(LOOK_S)

    def first_covered(self, spell: Spell) -> float:
        """Seconds from the beginning of a trouble to the first look at a cover."""
        covered = [at for at, clear, _ in self.seen if at > spell.began and not clear]
        return min(covered, default=inf) - spell.began


@asynccontextmanager
async def a_wall(browser_path: str, address: str) -> AsyncIterator[Looking]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        try:
            page = await browser.new_page()
            await page.goto(address)
            looking = Looking(page)
            async with asyncio.TaskGroup() as group:
                task = group.create_task(looking.on())
                try:
                    yield looking
                finally:
                    task.cancel()
        finally:
            await browser.close()


@asynccontextmanager
async def serving_by(link: Link, place: Place, log: Path) -> AsyncIterator[Server]:
    """A server that is known to the world by the far address of a link."""
    server = Server(place.database_url, None, log)
    server.environment["CONTROLROOM_PUBLIC_URL"] = link.to(server.url)
    await server.start()
    try:
        await server.ready()
        yield server
    finally:
        await server.stop()


@pytest.mark.browser
@troubles(Trouble(loss=0.3, delay_s=0.2, lasts_s=30), silence(9), silence(20))
async def test_a_wall_on_a_bad_line_says_stale_in_time_and_comes_back_by_itself(
    place: Place, log: Path, ledger: Ledger, browser_path: str, trouble: Trouble
) -> None:
    history = History()
    ledger.row(f"between server and a wall in Chromium: {trouble}")
    async with (
        a_link() as link,
        serving_by(link, place, log) as server,
        under_load(place, [server.url], history) as load,
        a_wall(browser_path, f"{link.to(server.url)}/screen/{place.screen_token}") as wall,
    ):
        await wall.clear_since(monotonic(), BACK_WITHIN_S)
        spell = await trouble.befall(link)
        again_s = await wall.clear_since(spell.ended, trouble.back_within_s)
        ledger.took("live again", again_s, trouble.back_within_s + A_LOOK_COSTS_S)
        if trouble.silent:
            ledger.took("STALE", wall.first_covered(spell), STALE_WITHIN_S + A_LOOK_COSTS_S)
        ledger.note(f"covered for {wall.covered_for(spell.began, spell.ended):.1f} s meanwhile")
        assert set(load.heard) == {"201"}
    await ledger.proved(history, place.database_url)
