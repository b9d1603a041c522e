"""A wall in Chromium that swaps panels as fast as it can, fed by a socket of paper: is its heap flat?"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from websockets.asyncio.client import ClientConnection, connect

from bench.browser import Cost, a_living_wall
from bench.crowd import SIZES
from bench.findings import Bar, Table, at_most, number
from bench.screens import cookie
from bench.stand import Stand
from bench.traffic import Sent, a_busy_hour, report_steadily

SWAPS: Final = 50_000
EVERY: Final = 5_000
SETTLED_AFTER: Final = 10_000
SECONDS_OF_PICTURES: Final = 10.0
PER_SECOND: Final = 40
GROWTH: Final = 5.0
MARKS_LAST_S: Final = 3.5
"""live.js takes the mark from a row that changed after three seconds."""
PAPER_SOCKET: Final = """
  window.WebSocket = class {
    static OPEN = 1;
    readyState = 1;
    constructor() {
      window.paper = this;
      const tick = { t: "tick", seq: 0, age: 0, v: {} };
      const at = () => ({ now: new Date().toISOString(), steady: performance.now() / 1000 });
      this.ticking = setInterval(() => this.say({ ...tick, ...at() }), 500);
    }
    say(message) { this.onmessage?.({ data: JSON.stringify(message) }); }
    send() {}
    close() { clearInterval(this.ticking); }
  };
"""
"""Ticks as a server does, so that the wall is live."""
FEED: Final = """async ([pictures, count, from]) => {
  const drawn = () =>
    new Promise((done) => document.addEventListener("controlroom:drawn", done, { once: true }));
  for (let v = from; v < from + count; v++) {
    const { panel, html } = pictures[v % pictures.length];
    const swapped = drawn();
    const panels = [{ panel, v, html: html.replace(/data-v="\\d+"/, `data-v="${v}"`) }];
    window.paper.say({ t: "panels", seq: v, panels });
    await swapped;
    if (v % 100 === 0) await new Promise((done) => setTimeout(done));
  }
}"""
"""Everything that a real frame passes through, but the network; a breath for timers after each hundred."""
FIRST: Final = 10_000_000
"""Above every number that the page was loaded with."""


@dataclass(frozen=True, slots=True)
class Swapped:
    """The page's cost at the start and after each 5,000 swaps, and how many it made a second."""

    costs: list[Cost]
    per_second: float
    pictures: int

    def bars(self) -> list[Bar]:
        """Growth is from the 10,000th swap to the last."""
        settled, last = self.costs[SETTLED_AFTER // EVERY], self.costs[-1]
        heap = (last.heap_mb / settled.heap_mb - 1) * 100
        nodes = (last.nodes / settled.nodes - 1) * 100
        missed = SWAPS - last.swaps
        return [
            at_most("growth of a page's heap from 10,000 to 50,000 swaps", GROWTH, heap, " %"),
            at_most("growth of its nodes", GROWTH, nodes, " %"),
            Bar("of 50,000 swaps not made", "0", str(missed), missed == 0),
        ]

    def table(self) -> Table:
        rows = [
            [f"{cost.swaps:,}", number(cost.heap_mb), f"{cost.nodes:,}", str(cost.listeners)]
            for cost in self.costs
        ]
        note = (
            f"{self.pictures} different pictures of panels, over and over, {self.per_second:,.0f} a second."
        )
        head = ["swaps", "heap after collection, MB", "nodes", "listeners"]
        return Table(f"{SWAPS:,} panel swaps in Chromium", head, rows, [note])


async def measure_swaps(stand: Stand) -> Swapped:
    pictures = await _pictures(stand)
    async with a_living_wall(stand, PAPER_SOCKET) as wall:
        costs, took = [await wall.cost()], 0.0
        for done in range(0, SWAPS, EVERY):
            began = perf_counter()
            await wall.page.evaluate(FEED, [pictures, EVERY, FIRST + done])
            took += perf_counter() - began
            await asyncio.sleep(MARKS_LAST_S)
            costs.append(await wall.cost())
    return Swapped(costs, SWAPS / took, len(pictures))


async def _pictures(stand: Stand) -> list[dict[str, str]]:
    """Panels as a wall got them while reports came in."""
    pictures: list[dict[str, str]] = []
    told: list[Sent] = []
    async with _socket(stand) as socket:
        reporting = asyncio.create_task(
            report_steadily(stand, PER_SECOND, SECONDS_OF_PICTURES, told, a_busy_hour)
        )
        while not reporting.done():
            frame = json.loads(await socket.recv())
            pictures += frame.get("panels", [])
        await reporting
    return [{"panel": picture["panel"], "html": picture["html"]} for picture in pictures]


@asynccontextmanager
async def _socket(stand: Stand) -> AsyncIterator[ClientConnection]:
    headers = {"Cookie": await cookie(stand), "Origin": stand.url}
    address = f"{stand.url.replace('http', 'ws', 1)}/ws?board=wall"
    async with connect(address, additional_headers=headers, proxy=None) as socket:
        await socket.send(json.dumps({"t": "fit", "rows": SIZES[0]}))
        yield socket
