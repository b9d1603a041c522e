"""Timers: how late a deadline is passed under load, and what ten thousand pending ones cost the reports."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

import asyncpg

from bench.findings import Bar, Findings, Table, at_least, at_most, middle, number, percentile
from bench.furniture import SITES
from bench.stand import Stand, a_stand
from bench.traffic import Sent, report_steadily
from bench.vitals import cpu_s
from bench.wrk import shoot
from controlroom.clock import SystemClock
from controlroom.errors import Refused
from controlroom.office import open_desk
from controlroom.settings import read_settings
from controlroom.watch.patrols import MISSED_AFTER, PlanPatrolCheck

HOW: Final = """two stands, one with ten thousand more patrol checks that will be due in the evening.
  `wrk` shoots single reports at both in turn, with 32 connections; /proc says what each server took. Then,
  beside 200 reports a second, 400 checks fall due one after the other, and 400 at one moment; the journal
  says when each was passed."""
PENDING: Final = 10_000
ROUNDS, SHOT_S, CONNECTIONS = 5, 5.0, 32
PER_SECOND, SPREAD, TOGETHER, SECONDS = 200, 400, 400, 20.0
SOON: Final = timedelta(seconds=10)
"""In this time the checks that fall due are planned."""
LATE_AT_MOST_MS: Final = 2000
SHARE, COST = 0.95, 1.05
"""Two equal stands differ by as much."""
AT_ONCE: Final = 1000
WINDOW: Final = timedelta(hours=1)
MISSED: Final = """
SELECT body::jsonb ->> 'check', recorded_at - (body::jsonb ->> 'window_end')::timestamptz
FROM journal WHERE kind = 'patrol_check.missed'
"""


@dataclass(frozen=True, slots=True)
class Speed:
    """Reports that were accepted in a second, and the server's processor time for each in microseconds."""

    per_second: float
    cpu_us: float


@dataclass(frozen=True, slots=True)
class Passed:
    """How late each deadline was passed, in milliseconds; `times`: how often each was."""

    late_ms: Sequence[float]
    times: Counter[str]
    due: int

    @property
    def once(self) -> int:
        return sum(1 for often in self.times.values() if often == 1)

    @property
    def early(self) -> int:
        return sum(1 for late in self.late_ms if late < 0)


async def measure(
    pending: int = PENDING, rounds: int = ROUNDS, shot_s: float = SHOT_S, seconds: float = SECONDS
) -> Findings:
    async with AsyncExitStack() as stack:
        few, many = [await stack.enter_async_context(a_stand()) for _ in range(2)]
        tonight = SystemClock().now() + timedelta(hours=12)
        await plan(many, "N", [tonight + timedelta(seconds=n) for n in range(pending)])
        for stand in (few, many):
            await shoot(stand.url, stand.tokens, connections=CONNECTIONS, seconds=1)
        speeds = [await _round(few, many, shot_s, turned=bool(n % 2)) for n in range(rounds)]
        told: list[Sent] = []
        passed = await _pass_deadlines(many, seconds, told)
        return findings(speeds, passed, pending, len(told) / (seconds + SOON.total_seconds()))


async def plan(stand: Stand, name: str, dues: Sequence[datetime]) -> None:
    """Patrol checks that count as missed at these moments."""
    settings = read_settings({}, database_url=stand.database_url, public_url=stand.url)
    commands = [_check(f"{name}-{n}", f"S-{n % SITES}", due) for n, due in enumerate(dues)]
    async with open_desk(settings) as desk:
        for first in range(0, len(commands), AT_ONCE):
            for outcome in await desk.do_all(commands[first : first + AT_ONCE], "bench"):
                if isinstance(outcome, Refused):
                    raise outcome


def _check(key: str, site: str, due: datetime) -> PlanPatrolCheck:
    end = due - MISSED_AFTER.time
    return PlanPatrolCheck(key, site, end - WINDOW, end)


async def _round(few: Stand, many: Stand, seconds: float, *, turned: bool) -> tuple[Speed, Speed]:
    """Each begins every other round, since what else the machine does changes meanwhile."""
    if turned:
        second = await _speed(many, seconds)
        return await _speed(few, seconds), second
    return await _speed(few, seconds), await _speed(many, seconds)


async def _speed(stand: Stand, seconds: float) -> Speed:
    before = cpu_s(stand.server_pid)
    shot = await shoot(stand.url, stand.tokens, connections=CONNECTIONS, seconds=seconds)
    if shot.refused or shot.broken:
        raise SystemExit(f"{shot.refused} reports were refused and {shot.broken} lost")
    return Speed(shot.per_second, (cpu_s(stand.server_pid) - before) / shot.answers * 1e6)


async def _pass_deadlines(stand: Stand, seconds: float, told: list[Sent]) -> Passed:
    begin = SystemClock().now() + SOON
    spread = [begin + timedelta(seconds=seconds * n / SPREAD) for n in range(SPREAD)]
    together = [begin + timedelta(seconds=seconds / 2)] * TOGETHER
    async with asyncio.TaskGroup() as group:
        group.create_task(plan(stand, "D", [*spread, *together]))
        group.create_task(report_steadily(stand, PER_SECOND, seconds + SOON.total_seconds(), told))
    await asyncio.sleep(LATE_AT_MOST_MS / 1000)
    return await _passed(stand, SPREAD + TOGETHER)


async def _passed(stand: Stand, due: int) -> Passed:
    connection = await asyncpg.connect(stand.database_url)
    rows = await connection.fetch(MISSED)
    await connection.close()
    late = [(after_window - MISSED_AFTER.time).total_seconds() * 1e3 for _, after_window in rows]
    return Passed(late, Counter(check for check, _ in rows), due)


def findings(
    speeds: Sequence[tuple[Speed, Speed]], passed: Passed, pending: int, per_second: float
) -> Findings:
    once = passed.once == len(passed.times) == passed.due
    worst = max(passed.late_ms, default=float("inf"))
    bars = [
        at_most(f"a deadline is late beside {PER_SECOND} reports/s, worst", LATE_AT_MOST_MS, worst),
        Bar("deadlines that were passed once", "all", f"{passed.once:,} of {passed.due:,}", once),
        Bar("deadlines that were passed early", "0", str(passed.early), not passed.early),
        at_least(
            f"accepts a second with {pending:,} deadlines pending, share",
            SHARE,
            median(many.per_second / few.per_second for few, many in speeds),
        ),
        at_most(
            f"processor time a report with {pending:,} deadlines pending",
            COST,
            median(many.cpu_us / few.cpu_us for few, many in speeds),
            " times",
        ),
    ]
    return Findings(bars, [_lateness(passed, per_second), _speeds(speeds, pending)])


def _lateness(passed: Passed, per_second: float) -> Table:
    late = [number(percentile(passed.late_ms, share)) for share in (50, 99, 100)] if passed.late_ms else []
    note = f"{SPREAD} of them one after the other, {TOGETHER} at one moment. The watch looks once a second."
    title = f"How late {passed.due:,} deadlines were passed, beside {number(per_second)} reports/s"
    return Table(title, ["p50 ms", "p99 ms", "worst ms"], [late], [note])


def _speeds(speeds: Sequence[tuple[Speed, Speed]], pending: int) -> Table:
    names = ("those of the furniture", f"{pending:,} more")
    rows = [
        [name, middle(one.per_second for one in of), middle(one.cpu_us for one in of)]
        for name, of in zip(names, zip(*speeds, strict=True), strict=True)
    ]
    head = ["pending", "reports/s", "processor us a report"]
    return Table(f"Reports accepted with {CONNECTIONS} connections, medians (lowest to highest)", head, rows)
