"""Hours in minutes: the same load for a long time, and whether anything grows, stalls or is lost."""

import asyncio
import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Final

import asyncpg

from bench.browser import Cost, Wall, a_living_wall
from bench.findings import Bar, Findings, Table, at_most, number
from bench.screens import LAST_PANELS_S, Counts, Delays, Screens, watching
from bench.stand import RAW, Stand, a_stand
from bench.swaps import measure_swaps
from bench.traffic import Sent, a_busy_hour, report_steadily
from bench.vitals import Vitals, descendants_pss_mb, vitals

HOW: Final = """50 reports/s of all feeds, 100 sockets (`bench/crowd.py`) and one wall in Chromium, for 10
  minutes or `--minutes N`. Every 10 s: memory, file descriptors and threads of the server, memory of
  PostgreSQL and Redis (`/proc`), and of the page, after a forced collection of garbage, heap, nodes and
  listeners (DevTools). Growth is from the median of the first sixth after the first third to the median of
  the last sixth. Every answered report is looked up in the journal by id and number, every incident on every
  socket. The series is kept in `bench/raw/soak.json`. Then a wall whose socket is of paper swaps panels that
  a real one was sent, 50,000 times as fast as it can."""
SCREENS: Final = 100
PER_SECOND: Final = 50
EVERY_S: Final = 10.0
GROWTH: Final = 5.0
SETTLED_AFTER_S: Final = 3.0
"""A report that was answered so long ago is looked for on the screens."""


@dataclass(frozen=True, slots=True)
class Sample:
    at_s: float
    server: Vitals
    postgres_mb: float
    redis_mb: float
    page: Cost
    oldest_s: float
    delays: Delays


async def measure(minutes: float = 10) -> Findings:
    async with a_stand() as stand, watching(stand, SCREENS) as screens, a_living_wall(stand) as wall:
        told: list[Sent] = []
        reporting = asyncio.create_task(report_steadily(stand, PER_SECOND, minutes * 60, told, a_busy_hour))
        series = await _watch(stand, screens, wall, told, reporting)
        end = await screens.counts()
        unequal = await screens.unequal(stand)
        lost = await _lost(stand, told)
    _keep(series)
    async with a_stand() as stand:
        swapped = await measure_swaps(stand)
    bars = [*_bars(series, end, unequal, lost), *swapped.bars()]
    return Findings(bars, [_table(series, len(told)), swapped.table()])


async def _watch(
    stand: Stand, screens: Screens, wall: Wall, told: list[Sent], reporting: asyncio.Task[None]
) -> list[Sample]:
    """A sample every ten seconds until all is reported, and one when the last of it was shown."""
    began, counted, series = time.perf_counter(), 0, []
    while not reporting.done():
        await asyncio.wait([reporting], timeout=EVERY_S)
        settled = _settled(told)
        series.append(await _sample(stand, screens, wall, told[counted:settled], began))
        counted = settled
    await reporting
    await asyncio.sleep(LAST_PANELS_S)
    series.append(await _sample(stand, screens, wall, told[counted:], began))
    return series


def _settled(told: Sequence[Sent]) -> int:
    """Answers are noted as they come."""
    before = time.perf_counter() - SETTLED_AFTER_S
    return next((n for n in range(len(told), 0, -1) if told[n - 1].answered < before), 0)


async def _sample(stand: Stand, screens: Screens, wall: Wall, told: Sequence[Sent], began: float) -> Sample:
    counts = await screens.counts()
    return Sample(
        time.perf_counter() - began,
        vitals(stand.server_pid),
        descendants_pss_mb(os.getpid(), "postgres"),
        descendants_pss_mb(os.getpid(), "redis"),
        await wall.cost(),
        counts.oldest_s,
        await screens.delays(told),
    )


async def _lost(stand: Stand, told: Sequence[Sent]) -> int:
    """Answered reports that are not in the journal under the number that was answered."""
    connection = await asyncpg.connect(stand.database_url)
    try:
        rows = await connection.fetch("SELECT id::text, seq FROM report_key")
    finally:
        await connection.close()
    return len({(one.id, one.seq) for one in told} - {(row["id"], row["seq"]) for row in rows})


def growth(
    series: Sequence[Sample],
    what: Callable[[Sample], float],
    middle: Callable[[Iterable[float]], float] = median,
) -> float:
    """Percent from the first sixth after the first third to the last sixth."""
    third, sixth = len(series) // 3, max(len(series) // 6, 1)
    before, after = series[third : third + sixth], series[-sixth:]
    return (middle(map(what, after)) / middle(map(what, before)) - 1) * 100


def _bars(series: Sequence[Sample], end: Counts, unequal: str, lost: int) -> list[Bar]:
    missing = sum(sample.delays.missing for sample in series)
    stale = int(end.oldest_s >= 6) + series[-1].page.covered
    return [
        _grown("server's memory", series, lambda s: s.server.rss_mb),
        _grown("server's file descriptors", series, lambda s: s.server.fds),
        _grown("page's heap", series, lambda s: s.page.heap_mb),
        at_most("growth of the fewest nodes of the page", GROWTH, growth(series, _nodes, min), " %"),
        Bar("screens that said STALE in the soak", "0", str(stale), stale == 0),
        Bar("sockets cut off in the soak", "0", str(end.dropped), end.dropped == 0),
        Bar("answered reports that are not in the journal", "0", str(lost), lost == 0),
        Bar("incidents that a socket never showed in the soak", "0", str(missing), missing == 0),
        Bar("panels unlike a fresh load after the soak", "none", unequal, unequal == "none"),
    ]


def _grown(name: str, series: Sequence[Sample], what: Callable[[Sample], float]) -> Bar:
    return at_most(f"growth of the {name} in the soak", GROWTH, growth(series, what), " %")


def _nodes(sample: Sample) -> float:
    """Between two swaps they are as many as the panels have; during one there are twice as many."""
    return sample.page.nodes


def _table(series: Sequence[Sample], reports: int) -> Table:
    rows = [
        _row("server's memory, MB", series, lambda s: s.server.rss_mb),
        _row("server's share of memory, MB", series, lambda s: s.server.pss_mb),
        _row("server's file descriptors", series, lambda s: s.server.fds),
        _row("server's threads", series, lambda s: s.server.threads),
        _row("PostgreSQL's memory, MB", series, lambda s: s.postgres_mb),
        _row("Redis' memory, MB", series, lambda s: s.redis_mb),
        _row("page's heap, MB", series, lambda s: s.page.heap_mb),
        _row("page's nodes", series, _nodes),
        _row("page's listeners", series, lambda s: s.page.listeners),
        _row("panels swapped in the page", series, lambda s: s.page.swaps),
        _row("incident to socket, p50 ms", series, lambda s: _percentile(s, 0)),
        _row("incident to socket, p99 ms", series, lambda s: _percentile(s, 1)),
        _row("oldest picture on a socket, s", series, lambda s: s.oldest_s),
    ]
    minutes = series[-1].at_s / 60
    title = f"{minutes:.0f} minutes, {reports:,} reports at {PER_SECOND}/s, {SCREENS} sockets and one browser"
    return Table(title, ["what", "after 10 s", "after a third", "at the end", "highest", "growth %"], rows)


def _percentile(sample: Sample, which: int) -> float:
    return sample.delays.percentiles[which] if sample.delays.percentiles else 0.0


def _row(name: str, series: Sequence[Sample], what: Callable[[Sample], float]) -> list[str]:
    values = [what(series[0]), what(series[len(series) // 3]), what(series[-1]), max(map(what, series))]
    return [name, *map(number, values), f"{growth(series, what):+.1f}"]


def _keep(series: Sequence[Sample]) -> None:
    kept: list[dict[str, Any]] = [asdict(sample) for sample in series]
    (RAW / "soak.json").write_text(json.dumps(kept, indent=1) + "\n")
