"""From the POST of a report to the moment at which a screen could know of it."""

import asyncio
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

from bench.findings import Table, number, percentile
from bench.peers.theirs import Theirs
from bench.screens import LAST_PANELS_S, watching
from bench.stand import Stand
from bench.traffic import Sent, report_steadily

SCREENS, PER_SECOND, SECONDS = 10, 2, 20.0
SOURCES: Final = (
    "How often a page of Alerta asks is what the running server says at GET /config (`refresh_interval`, "
    "from `AUTO_REFRESH_INTERVAL` in alerta/settings.py). A page of its web UI starts from the same figure: "
    "`refreshInterval: 5*1000` in src/store/modules/preferences.store.ts of alerta/alerta-webui; see also "
    "https://github.com/alerta/alerta/issues/1880."
)


@dataclass(frozen=True, slots=True)
class Knew:
    """Milliseconds: p50, p99 and the worst; `missing` reports were never shown."""

    how: str
    percentiles: list[float]
    missing: int = 0


@dataclass(slots=True)
class Page:
    """A page of the web UI: it asks for the list at fixed moments and notes when an alert was in it."""

    theirs: Theirs
    seen: dict[str, float] = field(default_factory=dict)

    async def poll(self, first_after_s: float, every_s: float) -> None:
        due = perf_counter() + first_after_s
        while True:
            await asyncio.sleep(max(due - perf_counter(), 0))
            for alert in await self.theirs.listed():
                self.seen.setdefault(alert, perf_counter())
            due += every_s


async def see(stand: Stand, theirs: Theirs) -> list[Knew]:
    return [await _pushed(stand), await _asked_at_once(theirs), await _polled(theirs)]


async def _pushed(stand: Stand) -> Knew:
    told: list[Sent] = []
    async with watching(stand, SCREENS) as screens:
        await report_steadily(stand, PER_SECOND, SECONDS, told)
        await asyncio.sleep(LAST_PANELS_S)
        delays = await screens.delays(told)
    return Knew(f"Controlroom, {SCREENS} sockets", list(delays.percentiles), delays.missing)


async def _asked_at_once(theirs: Theirs) -> Knew:
    """The floor: a page that happens to ask at the very moment at which the alert was answered."""
    delays = []
    for n in range(int(PER_SECOND * SECONDS)):
        began = perf_counter()
        alert = await theirs.report(n)
        while alert not in await theirs.listed():
            pass
        delays.append((perf_counter() - began) * 1e3)
    return Knew("Alerta, asked as soon as it answered", _percentiles(delays))


async def _polled(theirs: Theirs) -> Knew:
    every_s = await theirs.polls_every_s()
    pages = [Page(theirs) for _ in range(SCREENS)]
    began: dict[str, float] = {}
    async with asyncio.TaskGroup() as group:
        polls = [group.create_task(p.poll(n * every_s / SCREENS, every_s)) for n, p in enumerate(pages)]
        start = perf_counter()
        for n in range(int(PER_SECOND * SECONDS)):
            await asyncio.sleep(max(start + n / PER_SECOND - perf_counter(), 0))
            at = perf_counter()
            began[await theirs.report(n)] = at
        await asyncio.sleep(every_s + LAST_PANELS_S)
        for poll in polls:
            poll.cancel()
    delays = [(p.seen[alert] - at) * 1e3 for p in pages for alert, at in began.items() if alert in p.seen]
    missing = len(pages) * len(began) - len(delays)
    return Knew(f"Alerta, {SCREENS} pages that ask every {every_s:g} s", _percentiles(delays), missing)


def _percentiles(delays: list[float]) -> list[float]:
    return [percentile(delays, share) for share in (50, 99, 100)]


def table(known: list[Knew]) -> Table:
    rows = [[one.how, *(number(ms) for ms in one.percentiles), str(one.missing)] for one in known]
    title = f"From the POST to the moment at which a screen knows, {PER_SECOND} reports/s for {SECONDS:.0f} s"
    return Table(title, ["screens", "p50 ms", "p99 ms", "worst ms", "never shown"], rows, [SOURCES])
