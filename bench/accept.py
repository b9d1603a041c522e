"""Durable accepts: how many reports a second are on disk when they are answered, and how long each waits."""

import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

from bench.database import Floor, floors
from bench.findings import Bar, Findings, Table, at_least, at_most, middle, number
from bench.proof import Proof, prove
from bench.stand import SERVE, Stand, a_program, a_stand, free_port
from bench.wrk import Kind, Shot, shoot

ROUNDS: Final = 5
SECONDS: Final = 5.0
FAST_HERE: Final = 3700
"""The bar of 2,500 a second is for machines on which the bare route reaches this."""


@dataclass(frozen=True, slots=True)
class Load:
    """`at` is who is shot at: the bare route, one worker, or two workers on the same database."""

    name: str
    connections: int
    at: Literal["bare", "one", "two"] = "one"
    kind: Kind = "incident"
    batch: int = 1

    @property
    def stores(self) -> bool:
        return self.at != "bare"


BARE_32: Final = Load("bare route, 32 connections", 32, "bare")
ONE_BY_ONE_32: Final = Load("incidents, 32 connections", 32)
TWO_WORKERS_32: Final = Load("incidents, 32 connections, two workers", 32, "two")
MIXED_32: Final = Load("mixed feeds, 32 connections", 32, kind="mixed")
BARE_1: Final = Load("bare route, 1 connection", 1, "bare")
ONE_BY_ONE_1: Final = Load("incidents, 1 connection", 1)
BATCHES: Final = Load("batches of 1,000, 2 connections", 2, batch=1000)
TWO_WORKERS_BATCHES: Final = Load("batches of 1,000, 2 connections, two workers", 2, "two", batch=1000)
LOADS: Final = (
    BARE_32,
    ONE_BY_ONE_32,
    TWO_WORKERS_32,
    MIXED_32,
    BARE_1,
    ONE_BY_ONE_1,
    BATCHES,
    TWO_WORKERS_BATCHES,
)


HOW: Final = """`wrk` with one thread, since a client in C takes the fewest cycles from the server;
  `bench/report.lua` makes a fresh id and body for each request; each incident names a vehicle, in one of ten
  one of a thousand that come again and again. A unit has a pace that it may not exceed, so
  64 units take turns. Every round shoots once at each route, so that a ratio compares neighbours in time.
  The bare route (`bench/bare.py`) is FastAPI with the same model, the same server settings and a token check,
  and stores nothing. Two workers are a second server on the same database; who is not shot at only ticks.
  After each run the reports on disk are counted; then 3,200 reports are sent one by one, each is looked up in
  the journal under the number that was answered, and all are sent again."""
MIXED: Final = "Mixed: half incidents, 20 % patrol checks, 15 % check calls of posts, 15 % new etas of legs."


@dataclass(slots=True)
class Run:
    """`stored` counts the reports that a shot left on disk."""

    load: Load
    shot: Shot
    stored: int

    @property
    def reports_per_second(self) -> float:
        return self.shot.per_second * self.load.batch

    @property
    def counts_agree(self) -> bool:
        """When wrk hangs up at the end, what was under way then may be on disk without its answer."""
        answered = self.shot.answers * self.load.batch if self.load.stores else 0
        under_way = self.load.connections * self.load.batch if self.load.stores else 0
        return answered <= self.stored <= answered + under_way


async def measure(rounds: int = ROUNDS, seconds: float = SECONDS) -> Findings:
    """Every round shoots at the bare route and at the product in turn, so that both share the noise."""
    async with AsyncExitStack() as stack:
        stand = await stack.enter_async_context(a_stand())
        bare, two = str(free_port()), str(free_port())
        urls = {"one": stand.url, "bare": f"http://127.0.0.1:{bare}", "two": f"http://127.0.0.1:{two}"}
        for name, arguments, environment in (
            ("bare", ["-m", "bench.bare", bare, str(stand.tokens)], {}),
            ("two", [*SERVE, two, "--workers", "2"], stand.environment),
        ):
            server = a_program([sys.executable, *arguments], name, f"{urls[name]}/health/ready", environment)
            await stack.enter_async_context(server)
        below = await floors(stand, seconds / 2)
        await shoot(stand.url, stand.tokens, connections=8, seconds=1)
        runs = [await _run(stand, urls[load.at], load, seconds) for _ in range(rounds) for load in LOADS]
        return _findings(runs, below, await prove(stand))


async def _run(stand: Stand, url: str, load: Load, seconds: float) -> Run:
    before = await stand.stored()
    shot = await shoot(
        url,
        stand.tokens,
        connections=load.connections,
        seconds=seconds,
        kind=load.kind,
        batch=load.batch,
    )
    return Run(load, shot, await stand.stored() - before)


def _findings(runs: Sequence[Run], below: dict[str, Floor], proof: Proof) -> Findings:
    of = {load: [run for run in runs if run.load is load] for load in LOADS}
    return Findings(
        [*_speed_bars(of), *_delay_bars(of), *_count_bars(runs, proof)],
        [_loads_table(of), _rounds_table(of), _floor_table(below, of)],
    )


def _speed_bars(of: dict[Load, list[Run]]) -> list[Bar]:
    ours, bare = _rate(of[ONE_BY_ONE_32]), _rate(of[BARE_32])
    enough = at_least("durable accepts a second, 32 connections", 2500, ours)
    if bare < FAST_HERE:
        slow = f"{enough.measured} (bare route {number(bare)}/s)"
        enough = Bar(enough.what, f"{enough.bar} where the bare route makes {FAST_HERE:,}", slow, None)
    return [
        at_least("durable accepts, share of the bare route's", 0.6, median(_ratios(of))),
        enough,
        at_least("reports a second in batches of 1,000", 15_000, _rate(of[BATCHES])),
    ]


def _delay_bars(of: dict[Load, list[Run]]) -> list[Bar]:
    at_32 = [run.shot for run in of[ONE_BY_ONE_32]]
    at_1 = [run.shot for run in of[ONE_BY_ONE_1]]
    return [
        at_most("accepted at 32 connections, p50", 10, median(shot.p50 for shot in at_32)),
        at_most("accepted at 32 connections, p99", 40, median(shot.p99 for shot in at_32)),
        at_most("accepted at 1 connection, p50", 2, median(shot.p50 for shot in at_1)),
        at_most("accepted at 1 connection, p99", 10, median(shot.p99 for shot in at_1)),
    ]


def _count_bars(runs: Sequence[Run], proof: Proof) -> list[Bar]:
    wrong = [run for run in runs if not run.counts_agree or run.shot.refused or run.shot.broken]
    found = "all" if proof.stored and proof.again else "NOT all"
    return [
        Bar(
            "runs whose answers and stored reports agree",
            "all",
            f"{len(runs) - len(wrong)} of {len(runs)}",
            not wrong,
        ),
        Bar(
            "answers 201 that are in the journal, once, under their number, also when sent again",
            "all",
            f"{found} of {proof.fresh:,}",
            proof.stored and proof.again,
        ),
    ]


def _rate(runs: Sequence[Run]) -> float:
    return median(run.reports_per_second for run in runs)


def _ratios(of: dict[Load, list[Run]]) -> list[float]:
    pairs = zip(of[ONE_BY_ONE_32], of[BARE_32], strict=True)
    return [ours.reports_per_second / bare.reports_per_second for ours, bare in pairs]


def _loads_table(of: dict[Load, list[Run]]) -> Table:
    rows = [
        [load.name, middle(run.reports_per_second for run in runs), *_delays([run.shot for run in runs])]
        for load, runs in of.items()
    ]
    return Table(
        f"Reports accepted, medians of {len(of[BARE_32])} runs (lowest to highest)",
        ["load", "reports/s", "p50 ms", "p99 ms", "worst ms"],
        rows,
        [MIXED],
    )


def _delays(shots: Sequence[Shot]) -> list[str]:
    worst = number(max(shot.worst for shot in shots))
    return [number(median(s.p50 for s in shots)), number(median(s.p99 for s in shots)), worst]


def _rounds_table(of: dict[Load, list[Run]]) -> Table:
    rows = [
        [str(n), number(bare.reports_per_second), number(ours.reports_per_second), f"{ratio:.2f}"]
        for n, (bare, ours, ratio) in enumerate(
            zip(of[BARE_32], of[ONE_BY_ONE_32], _ratios(of), strict=True), start=1
        )
    ]
    return Table("Beside the bare route, round by round", ["round", "bare/s", "ours/s", "ratio"], rows)


def _floor_table(below: dict[str, Floor], of: dict[Load, list[Run]]) -> Table:
    rows = [[name, number(f.rows_per_second), f"{f.p50:.2f}", f"{f.p99:.2f}"] for name, f in below.items()]
    row, hundred = (floor.rows_per_second for floor in list(below.values())[:2])
    single, batches = _rate(of[ONE_BY_ONE_32]), _rate(of[BATCHES])
    two, two_batches = _rate(of[TWO_WORKERS_32]), _rate(of[TWO_WORKERS_BATCHES])
    notes = [
        "Rows as wide as the journal's, with its primary key, no trigger and no other table.",
        (
            f"Reports at 32 connections come to {single / row:.2f} of one bare row a commit: it takes "
            f"all that waits; batches to {batches / hundred:.2f} of a hundred bare rows a commit."
        ),
        (
            f"A second worker on these cores makes {two / single:.2f} times as many single reports, and "
            f"{two_batches / batches:.2f} times as many in batches."
        ),
    ]
    return Table("The database alone, one connection", ["what", "rows/s", "p50 ms", "p99 ms"], rows, notes)
