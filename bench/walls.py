"""Five hundred walls while two hundred reports a second come in."""

import asyncio
import time
from dataclasses import dataclass
from typing import Final

from bench.findings import Bar, Findings, Table, at_least, at_most, number, percentile
from bench.screens import LAST_PANELS_S, Counts, Delays, watching
from bench.stand import a_stand
from bench.traffic import Sent, a_busy_hour, report_steadily
from bench.vitals import cpu_s

HOW: Final = """`bench/crowd.py` plays 500 walls of three sizes in one process; for 60 s 200 reports/s come
  in: half incidents, the rest checks, check calls, new times of arrival, and posts that are left and manned
  again, which raises and clears ten alerts a second. The delay is from the POST of an incident to the frame
  with a panel that holds it, on every wall. The server's CPU is user and system time of its process
  (`/proc/PID/stat`). At the end every panel on every wall is held against one that a hub which has seen
  nothing before draws from the database."""
SCREENS: Final = 500
PER_SECOND, SECONDS = 200, 60.0


@dataclass(frozen=True, slots=True)
class Run:
    """Over `seconds`: CPU time of the server and of the screens' process, frames and bytes to screens."""

    seconds: float
    server_s: float
    screens_s: float
    frames: int
    bytes: int
    reports: int
    answers: list[float]
    delays: Delays
    end: Counts
    unequal: str


async def measure() -> Findings:
    async with a_stand() as stand, watching(stand, SCREENS) as screens:
        told: list[Sent] = []
        before, cpu_before, began = await screens.counts(), cpu_s(stand.server_pid), time.perf_counter()
        await report_steadily(stand, PER_SECOND, SECONDS, told, a_busy_hour)
        seconds, cpu_after = time.perf_counter() - began, cpu_s(stand.server_pid)
        after = await screens.counts()
        await asyncio.sleep(LAST_PANELS_S)
        run = Run(
            seconds,
            cpu_after - cpu_before,
            after.cpu_s - before.cpu_s,
            after.frames - before.frames,
            after.bytes - before.bytes,
            len(told),
            [(one.answered - one.began) * 1e3 for one in told],
            await screens.delays(told),
            await screens.counts(),
            await screens.unequal(stand),
        )
    return Findings(_bars(run), [_table(run)])


def _bars(run: Run) -> list[Bar]:
    return [
        Bar("of 500 walls cut off", "0", str(run.end.dropped), run.end.dropped == 0),
        Bar("panels of 500 walls unlike a fresh load", "none", run.unequal, run.unequal == "none"),
        at_least("reports answered a second with 500 walls", 0.98 * PER_SECOND, run.reports / run.seconds),
        at_most("server's CPU with 500 walls, 200 reports/s", 1, run.server_s / run.seconds, " cores"),
        Bar("incidents that a wall never showed", "0", str(run.delays.missing), run.delays.missing == 0),
    ]


def _table(run: Run) -> Table:
    p50, p99, worst = (number(ms) for ms in run.delays.percentiles)
    answers = [number(percentile(run.answers, share)) for share in (50, 99)]
    rows = [
        ["reports answered", f"{run.reports:,} in {run.seconds:.0f} s"],
        ["answer, p50 / p99", f"{answers[0]} / {answers[1]} ms"],
        ["incident to wall, p50 / p99 / worst", f"{p50} / {p99} / {worst} ms"],
        ["frames to walls", f"{run.frames / run.seconds:,.0f} a second"],
        ["bytes to walls", f"{run.bytes / run.seconds / 1e6:.1f} MB a second"],
        ["oldest picture on any wall", f"{run.end.oldest_s:.1f} s"],
        ["server's CPU", f"{run.server_s / run.seconds:.2f} cores"],
        ["CPU of the process that plays the walls", f"{run.screens_s / run.seconds:.2f} cores"],
    ]
    return Table(f"{SCREENS} walls, {PER_SECOND} reports/s for {SECONDS:.0f} s", ["what", "measured"], rows)
