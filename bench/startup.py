"""From a command to a living wall: `controlroom demo` with a browser that waits, and the server alone."""

import asyncio
import json
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from playwright.async_api import Page

from bench.browser import a_page
from bench.findings import Findings, Table, at_most, middle
from bench.stand import SERVE, a_program, a_stand, free_port

HOW: Final = """five times each, in turn: `controlroom demo --json` is started with a new data directory, and
  again with the one that it left; a Chromium that was already open loads the wall at the address that the
  demo prints. The time is from the start of the process to LIVE on a wall with all panels. The server alone
  is `controlroom serve` on a database that is there, until `/health/ready` says yes."""
RUNS: Final = 5
WITHIN_S: Final = 60
ALL_PANELS: Final = 7


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds since the process was started: its addresses were printed; its wall was live."""

    told_s: float
    live_s: float


async def measure() -> Findings:
    fresh, again = [], []
    async with a_page() as page:
        for _ in range(RUNS):
            with tempfile.TemporaryDirectory(prefix="controlroom-bench-") as made:
                fresh.append(await _demo(Path(made), page))
                again.append(await _demo(Path(made), page))
    alone = await _server_alone()
    walls = [start.live_s for start in fresh], [start.live_s for start in again]
    bars = [
        at_most("start of `controlroom demo` to a living wall, median of five", 5, median(walls[0]), " s"),
        at_most("the same with old data, median of five", 5, median(walls[1]), " s"),
    ]
    return Findings(bars, [_table(fresh, again, alone)])


async def _demo(data_dir: Path, page: Page) -> Start:
    began = perf_counter()
    command = ("-m", "controlroom", "demo", "--json", "--port", "0", "--data-dir", str(data_dir))
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    try:
        async with asyncio.timeout(WITHIN_S):
            said = json.loads(await process.stdout.readline())
        told = perf_counter() - began
        await page.goto(said["wall"])
        await page.locator(".pulse__live").wait_for(timeout=WITHIN_S * 1000)
        live = perf_counter() - began
        panels = await page.locator("[id^=panel-]").count()
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()
    if panels != ALL_PANELS:
        raise SystemExit(f"the first wall has {panels} panels instead of {ALL_PANELS}")
    return Start(told, live)


async def _server_alone() -> list[float]:
    """Beside another one on the same database, so that nothing but its own start is in it."""
    took = []
    async with a_stand() as stand:
        for _ in range(RUNS):
            port = str(free_port())
            command, probe = [sys.executable, *SERVE, port], f"http://127.0.0.1:{port}/health/ready"
            began = perf_counter()
            async with a_program(command, "startup", probe, stand.environment):
                took.append(perf_counter() - began)
    return took


def _table(fresh: Sequence[Start], again: Sequence[Start], alone: Sequence[float]) -> Table:
    rows = [
        ["demo, new data: addresses printed", middle(start.told_s for start in fresh)],
        ["demo, new data: wall live in Chromium", middle(start.live_s for start in fresh)],
        ["demo, old data: addresses printed", middle(start.told_s for start in again)],
        ["demo, old data: wall live in Chromium", middle(start.live_s for start in again)],
        ["server alone: ready", middle(alone)],
    ]
    return Table("Seconds since the process was started", ["what", "median (lowest to highest)"], rows)
