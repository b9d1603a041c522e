"""From a report's POST to the panel on a screen that shows it."""

import asyncio
import time
from dataclasses import dataclass
from typing import Final

from bench.browser import a_wall
from bench.findings import Bar, Findings, Table, at_most, number, percentile
from bench.screens import LAST_PANELS_S, Delays, watching
from bench.stand import Stand, a_stand
from bench.traffic import Sent, report_steadily

HOW: Final = """from the first byte of the POST to the frame in which a screen gets a panel that holds the
  report; then in a real Chromium, to the moment at which the report's row is in the page (a
  MutationObserver). A process of its own (`bench/crowd.py`) plays all screens, in three sizes."""
SCREENS: Final = 100
PER_SECOND, SECONDS = 50, 20.0
BROWSER_PER_SECOND, BROWSER_SECONDS = 5, 15.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What was reported and when it was on screens; `dropped`: screens that were cut off."""

    told: list[Sent]
    delays: Delays
    dropped: int


async def measure() -> Findings:
    async with a_stand() as stand:
        sockets = await _to_sockets(stand)
        browser = await _to_browser(stand)
    return Findings(_bars(sockets, browser), [_table(sockets, browser)])


async def _to_sockets(stand: Stand) -> Seen:
    told: list[Sent] = []
    async with watching(stand, SCREENS) as screens:
        await report_steadily(stand, PER_SECOND, SECONDS, told)
        await asyncio.sleep(LAST_PANELS_S)
        return Seen(told, await screens.delays(told), (await screens.counts()).dropped)


async def _to_browser(stand: Stand) -> Seen:
    told: list[Sent] = []
    async with a_wall(stand) as seen:
        await report_steadily(stand, BROWSER_PER_SECOND, BROWSER_SECONDS, told, clock=time.time)
        await asyncio.sleep(LAST_PANELS_S)
        rows = await seen()
    delays = [(rows[one.seq] - one.began) * 1e3 for one in told if one.seq in rows]
    percentiles = [percentile(delays, share) for share in (50, 99, 100)] if delays else []
    return Seen(told, Delays(len(delays), len(told) - len(delays), percentiles), dropped=0)


def _bars(sockets: Seen, browser: Seen) -> list[Bar]:
    nowhere = sockets.delays.missing + browser.delays.missing
    p50, p99, _ = sockets.delays.percentiles
    return [
        at_most("report to screen, 100 sockets, p50", 60, p50),
        at_most("report to screen, 100 sockets, p99", 250, p99),
        at_most("report to row in a real browser, p99", 300, browser.delays.percentiles[1]),
        Bar("reports that a screen never showed", "0", str(nowhere), nowhere == 0),
        Bar("screens that were cut off", "0", str(sockets.dropped), sockets.dropped == 0),
    ]


def _table(sockets: Seen, browser: Seen) -> Table:
    rows = [
        _row(f"{SCREENS} sockets, {PER_SECOND} reports/s for {SECONDS:.0f} s", sockets),
        _row(f"Chromium, {BROWSER_PER_SECOND} reports/s for {BROWSER_SECONDS:.0f} s", browser),
    ]
    head = ["screens", "reports", "answer p50 ms", "p99 ms", "screen p50 ms", "p99 ms", "worst ms"]
    note = "Panels are drawn in rounds, at most twenty a second: at 50 reports/s a report may wait 50 ms."
    return Table("From the POST to the screen", head, rows, [note])


def _row(name: str, seen: Seen) -> list[str]:
    waited = [(one.answered - one.began) * 1e3 for one in seen.told]
    answers = [number(percentile(waited, share)) for share in (50, 99)]
    return [name, str(len(seen.told)), *answers, *map(number, seen.delays.percentiles)]
