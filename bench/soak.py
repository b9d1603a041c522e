"""Hours in minutes: the same load for a long time, and whether anything grows, stalls or is lost."""

import asyncio
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import linear_regression
from typing import Any, Final

import asyncpg

from bench.browser import Cost, Wall, a_living_wall
from bench.findings import Bar, Findings, Table, number
from bench.screens import LAST_PANELS_S, Counts, Delays, Screens, watching
from bench.stand import RAW, Stand, a_stand
from bench.swaps import measure_swaps
from bench.traffic import Sent, a_busy_hour, report_steadily
from bench.vitals import Vitals, descendants_pss_mb, vitals

HOW: Final = """50 reports/s of all feeds, 100 sockets (`bench/crowd.py`) and one wall in Chromium, for 10
  minutes or `--minutes N`. Every 10 s: memory, file descriptors and threads of the server, memory of
  PostgreSQL and Redis (`/proc`), and of the page, after a forced collection of garbage, heap, nodes and
  listeners (DevTools). Growth is the slope of the line of least squares after the first 10 minutes, or the
  first third of a run of less than 30; it is judged when 20 minutes were measured after that. Of the page's
  nodes the fewest of each minute count: during a swap there are twice as many. Every answered report is
  looked up in the journal by id and number, every incident on every socket. The series is kept in
  `bench/raw/soak.json`. Then a wall whose socket is of paper swaps panels that a real one was sent, 50,000
  times as fast as it can."""
SCREENS: Final = 100
PER_SECOND: Final = 50
EVERY_S: Final = 10.0
GROWTH: Final = 5.0
"""Percent an hour."""
HOUR_S: Final = 3600.0
WARM_UP_S: Final = 600.0
HALF_AN_HOUR_S: Final = 1800.0
ENOUGH_S: Final = 1200.0
"""So long must be measured after the warm-up before growth is judged."""
LOWEST_OF: Final = 6
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


Value = Callable[[Sample], float]


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


def growth(points: Sequence[tuple[float, float]]) -> float:
    """Percent an hour, of (seconds, value): the slope of the line of least squares, of where it begins."""
    times, values = zip(*points, strict=True)
    line = linear_regression(times, values)
    begin: float = line.intercept + line.slope * times[0]
    return 100 * line.slope * HOUR_S / begin


def warm_after_s(series: Sequence[Sample]) -> float:
    """Ten minutes, or the first third of a run that is shorter than half an hour."""
    end_s = series[-1].at_s
    return WARM_UP_S if end_s >= HALF_AN_HOUR_S else end_s / 3


def warmed_up(series: Sequence[Sample]) -> Sequence[Sample]:
    return [sample for sample in series if sample.at_s >= warm_after_s(series)]


def lowest(series: Sequence[Sample]) -> Sequence[Sample]:
    """Of each whole minute the sample with the fewest nodes of the page; of a short run, of each half."""
    width = min(LOWEST_OF, len(series) // 2)
    return [min(series[n : n + width], key=_nodes) for n in range(0, len(series) - width + 1, width)]


def _bars(series: Sequence[Sample], end: Counts, unequal: str, lost: int) -> list[Bar]:
    missing = sum(sample.delays.missing for sample in series)
    stale = int(end.oldest_s >= 6) + series[-1].page.covered
    return [
        *grown(series),
        Bar("screens that said STALE in the soak", "0", str(stale), stale == 0),
        Bar("sockets cut off in the soak", "0", str(end.dropped), end.dropped == 0),
        Bar("answered reports that are not in the journal", "0", str(lost), lost == 0),
        Bar("incidents that a socket never showed in the soak", "0", str(missing), missing == 0),
        Bar("panels unlike a fresh load after the soak", "none", unequal, unequal == "none"),
    ]


def grown(series: Sequence[Sample]) -> list[Bar]:
    """Growth of whatever must not grow; also of a series that was read again."""
    warm = warmed_up(series)
    measured_s = series[-1].at_s - warm_after_s(series)
    return [
        grown_by("server's memory", growth(_line(warm, lambda s: s.server.rss_mb)), measured_s),
        grown_by("server's file descriptors", growth(_line(warm, lambda s: s.server.fds)), measured_s),
        grown_by("page's heap", growth(_line(warm, lambda s: s.page.heap_mb)), measured_s),
        grown_by("fewest nodes of the page", growth(_line(lowest(warm), _nodes)), measured_s),
    ]


def grown_by(what: str, percent: float, measured_s: float) -> Bar:
    """Met or not only by what was measured for long enough: the slope of a few minutes says little."""
    name, bar = f"growth of the {what} in the soak", f"under {GROWTH:g} % an hour"
    told = f"{percent:+.1f} % an hour over {measured_s / 60:.0f} minutes"
    if measured_s < ENOUGH_S:
        return Bar(name, bar, f"{told}; judged from {ENOUGH_S / 60:.0f} minutes on", None)
    return Bar(name, bar, told, percent < GROWTH)


def _line(series: Sequence[Sample], what: Value) -> list[tuple[float, float]]:
    return [(sample.at_s, what(sample)) for sample in series]


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
    return Table(
        title, ["what", "after 10 s", "warmed up", "at the end", "highest", "growth % an hour"], rows
    )


def _percentile(sample: Sample, which: int) -> float:
    return sample.delays.percentiles[which] if sample.delays.percentiles else 0.0


def _row(name: str, series: Sequence[Sample], what: Value) -> list[str]:
    warm = warmed_up(series)
    values = [what(series[0]), what(warm[0]), what(series[-1]), max(map(what, series))]
    return [name, *map(number, values), f"{growth(_line(warm, what)):+.1f}"]


def _keep(series: Sequence[Sample]) -> None:
    kept: list[dict[str, Any]] = [asdict(sample) for sample in series]
    (RAW / "soak.json").write_text(json.dumps(kept, indent=1) + "\n")


def read(path: Path) -> list[Sample]:
    """A series that was kept."""
    made = {"server": Vitals, "page": Cost, "delays": Delays}
    return [
        Sample(**one | {name: made_of(**one[name]) for name, made_of in made.items()})
        for one in json.loads(path.read_text())
    ]
