"""From a report's POST to the panel on a screen that shows it."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from typing import Any, Final
from uuid import uuid4

from bench.browser import a_wall
from bench.findings import Bar, Findings, Table, at_most, number, percentile
from bench.screens import watching
from bench.stand import Stand, a_stand
from bench.wire import Wire

HOW: Final = """from the first byte of the POST to the frame in which a screen gets a panel that holds the
  report; then in a real Chromium, to the moment at which the report's row is in the page (a
  MutationObserver). One process plays all screens."""
SCREENS: Final = 100
PER_SECOND, SECONDS = 50, 20.0
BROWSER_PER_SECOND, BROWSER_SECONDS = 5, 15.0
WIRES: Final = 8
LAST_PANELS_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that was answered with 201: its number, when its POST began and when the answer was there."""

    seq: int
    began: float
    answered: float


@dataclass(frozen=True, slots=True)
class Seen:
    """Milliseconds from POST to screen; `missing`: never seen by a screen; `dropped`: screens cut off."""

    reports: int
    answers: list[float]
    delays: list[float]
    missing: int
    dropped: int = 0


async def measure() -> Findings:
    async with a_stand() as stand:
        sockets = await _to_sockets(stand)
        browser = await _to_browser(stand)
    return Findings(_bars(sockets, browser), [_table(sockets, browser)])


async def _to_sockets(stand: Stand) -> Seen:
    async with watching(stand, SCREENS) as screens:
        sent = await _post_steadily(stand, PER_SECOND, SECONDS, time.perf_counter)
        await asyncio.sleep(LAST_PANELS_S)
        dropped = sum(screen.dropped for screen in screens)
    arrivals = [(one, screen.saw(one.seq)) for one in sent for screen in screens]
    return _seen(sent, arrivals, dropped)


async def _to_browser(stand: Stand) -> Seen:
    async with a_wall(stand) as seen:
        sent = await _post_steadily(stand, BROWSER_PER_SECOND, BROWSER_SECONDS, time.time)
        await asyncio.sleep(LAST_PANELS_S)
        rows = await seen()
    return _seen(sent, [(one, rows.get(one.seq)) for one in sent])


def _seen(sent: Sequence[Sent], arrivals: Sequence[tuple[Sent, float | None]], dropped: int = 0) -> Seen:
    delays = [(at - one.began) * 1e3 for one, at in arrivals if at is not None]
    answers = [(one.answered - one.began) * 1e3 for one in sent]
    return Seen(len(sent), answers, delays, len(arrivals) - len(delays), dropped)


async def _post_steadily(
    stand: Stand, per_second: int, seconds: float, clock: Callable[[], float]
) -> list[Sent]:
    """A report is due at a fixed moment whether or not the one before was answered."""
    tokens = cycle(stand.tokens.read_text().split())
    wires = [await Wire.open(stand.url) for _ in range(WIRES)]
    free: asyncio.Queue[Wire] = asyncio.Queue()
    for wire in wires:
        free.put_nowait(wire)
    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        posts = []
        for n in range(int(per_second * seconds)):
            await asyncio.sleep(max(start + n / per_second - time.perf_counter(), 0))
            posts.append(group.create_task(_post(free, next(tokens), clock)))
    for wire in wires:
        wire.close()
    return [post.result() for post in posts]


async def _post(free: asyncio.Queue[Wire], token: str, clock: Callable[[], float]) -> Sent:
    began = clock()
    wire = await free.get()
    try:
        answer = await wire.post("/feeds/incidents", token, _report())
    finally:
        free.put_nowait(wire)
    if answer.status != 201:
        raise SystemExit(f"a report was answered with {answer.status}: {answer.body}")
    return Sent(answer.body["seq"], began, clock())


def _report() -> dict[str, Any]:
    at = datetime.now(UTC).isoformat()
    return {"id": str(uuid4()), "at": at, "kind": "other", "site": "S-1", "text": "Grey van, third pass"}


def _bars(sockets: Seen, browser: Seen) -> list[Bar]:
    nowhere = sockets.missing + browser.missing
    return [
        at_most("report to screen, 100 sockets, p50", 60, percentile(sockets.delays, 50)),
        at_most("report to screen, 100 sockets, p99", 250, percentile(sockets.delays, 99)),
        at_most("report to row in a real browser, p99", 300, percentile(browser.delays, 99)),
        Bar("reports that a screen never showed", "0", str(nowhere), nowhere == 0),
        Bar("screens that were cut off", "0", str(sockets.dropped), sockets.dropped == 0),
    ]


def _table(sockets: Seen, browser: Seen) -> Table:
    rows = [
        _row(f"{SCREENS} sockets, {PER_SECOND} reports/s for {SECONDS:.0f} s", sockets),
        _row(f"Chromium, {BROWSER_PER_SECOND} reports/s for {BROWSER_SECONDS:.0f} s", browser),
    ]
    head = ["screens", "reports", "answer p50 ms", "p99 ms", "screen p50 ms", "p99 ms", "worst ms"]
    note = "A panel is drawn at most ten times a second: at 50 reports/s a report waits up to 100 ms for it."
    return Table("From the POST to the screen", head, rows, [note])


def _row(name: str, seen: Seen) -> list[str]:
    answers = [number(percentile(seen.answers, share)) for share in (50, 99)]
    delays = [number(percentile(seen.delays, share)) for share in (50, 99, 100)]
    return [name, str(seen.reports), *answers, *delays]
