"""One day of the past, lived by the product's own pen: whatever began that day is over by its end."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Final
from uuid import UUID, uuid4

import asyncpg

from bench.furniture import SITES, UNITS, places
from controlroom.desk.batch import Batch, Held
from controlroom.desk.requests import Job
from controlroom.desk.tidings import Tidings
from controlroom.errors import Refused
from controlroom.store.journal import read_head
from controlroom.store.tables import OPEN_ALERT
from controlroom.watch.alerts import Acknowledge, Close, Disposition
from controlroom.watch.book import SetThreshold
from controlroom.watch.commands import Command, ReportCommand
from controlroom.watch.duty import Place, TakeDuty
from controlroom.watch.incidents import Account, IncidentKind, ReportIncident, Vehicle
from controlroom.watch.legs import LegState, PlannedLeg, ReportLeg
from controlroom.watch.patrols import PatrolKind, PlanPatrolCheck, ReportPatrol
from controlroom.watch.recent_checks import KEPT
from controlroom.watch.reports import Position, Report
from controlroom.watch.units import HearUnit, MissPulse
from controlroom.watch.visits import PlanVisit, Rank, VisitKind

SPANS, SPAN = 144, timedelta(minutes=10)
LAST_BEGINNING: Final = 120
"""After this span of the day nothing new begins, so that all of it ends before midnight."""
ROWS_A_ROUND: Final = 76
"""Of the journal, at least: 40 light incidents, 3 serious ones, 10 checks made and one made too late."""
ROUNDS_A_VISIT: Final = 20
LATE_SITE: Final = SITES - 1
"""Where checks are made too late, and no others are planned that a late report would answer."""
NOT_OVER: Final = f"""
SELECT (SELECT count(*) FROM deadline) + (SELECT count(*) FROM alert WHERE {OPEN_ALERT})
     + (SELECT count(*) FROM patrol_check WHERE state IN ('planned', 'started', 'missed'))
     + (SELECT count(*) FROM visit WHERE state <> 'closed')
"""
TO_SEE_TO: Final = f"""
SELECT id, version, rule = 'incident.serious' AS to_close FROM alert
WHERE ({OPEN_ALERT}) AND priority <= 2 AND acked_by IS NULL
"""
NO_PATTERN: Final = SetThreshold("patrol.predictable", "enough", KEPT, "bench")
"""Every day of the past is the same, and nobody is to be warned of that."""
WORDS: Final = (
    Account(
        "Grey van, third pass", "Seen at the gate three times since noon", "May be looking for the entrance"
    ),
    Account("A man photographs the guards and walks on", vehicle=Vehicle(None, "BE", "VW", "grey")),
    Account("Suitcase under a bench at the tram stop; its owner came back for it"),
    Account("About forty people with banners, calm, on their way to the square"),
)
"""No plate was read: what is kept of a vehicle is kept for a month, and would outlive its day."""


@dataclass(slots=True)
class PastClock:
    """Stands where it was put, but for a microsecond each time it is asked."""

    at: datetime

    def now(self) -> datetime:
        self.at += timedelta(microseconds=1)
        return self.at


@dataclass(slots=True)
class PastDay:
    """From `midnight` on; `rounds` say how much happens. Things are named by their date and number."""

    connection: asyncpg.Connection
    midnight: datetime
    rounds: int
    clock: PastClock = field(init=False)
    held: Held = field(default_factory=Held)
    later: dict[int, list[Command]] = field(default_factory=lambda: defaultdict(list))
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def furnish(self) -> int:
        """The units and sites that are there all along; the number of the last row about them."""
        self.clock = PastClock(self.midnight)
        await self._write([*places(), TakeDuty("anna", Place.OFFICER), NO_PATTERN])
        return (await read_head(self.connection)).seq

    async def live(self) -> None:
        begun = 0
        for span in range(SPANS):
            self.clock.at = self.midnight + SPAN * span + timedelta(seconds=1)
            share = min(span + 1, LAST_BEGINNING) * self.rounds // LAST_BEGINNING
            for round_ in range(begun, share):
                self._begin(span, round_)
            begun = share
            await self._write(self.later.pop(span, []))
            await self._write([], tick=True)
            await self._see_to()
        if await self.connection.fetchval(NOT_OVER):
            raise SystemExit("something of the past day is not over; the press would make it open every day")

    def _begin(self, span: int, round_: int) -> None:
        now = self.later[span]
        now += [self._incident(3 + n % 2) for n in range(40)]
        now += [self._incident(1 + n % 2) for n in range(3)]
        for _ in range(10):
            self._check(span, span + 1)
        self._check(span, span + 6, site=f"S-{LATE_SITE}", checkpoint=f"G-{round_}")
        if round_ % ROUNDS_A_VISIT == 0:
            self._visit(span)
            unit = f"U-{next(self.numbers) % UNITS}"
            now.append(MissPulse(unit, self.clock.at - timedelta(minutes=3)))
            self.later[span + 1].append(HearUnit(unit))

    def _report(self, number: int) -> Report:
        where = Position(50.84, 4.38, 12.5) if number % 3 == 0 else None
        return Report(str(uuid4()), f"U-{number % UNITS}", self.clock.at, position=where)

    def _incident(self, priority: int) -> ReportIncident:
        number = next(self.numbers)
        said = WORDS[number % len(WORDS)]
        kind = (IncidentKind.SUSPICIOUS_PERSON, IncidentKind.OTHER)[number % 2]
        return ReportIncident(self._report(number), kind, priority, f"S-{number % SITES}", account=said)

    def _check(self, span: int, made_in: int, site: str | None = None, checkpoint: str | None = None) -> None:
        """Planned for the next twenty minutes; a report answers it alone."""
        number, start = next(self.numbers), self.clock.at
        site = site or f"S-{number % LATE_SITE}"
        key, unit = f"C-{start:%Y-%m-%d}-{number}", f"U-{number % UNITS}"
        self.later[span].append(PlanPatrolCheck(key, site, start, start + SPAN * 2, unit, checkpoint))
        made = Report(str(uuid4()), unit, self.midnight + SPAN * made_in)
        self.later[made_in].append(ReportPatrol(made, PatrolKind.CHECK, site, checkpoint=checkpoint))

    def _visit(self, span: int) -> None:
        number, start = next(self.numbers), self.clock.at
        code = f"V-{start:%Y-%m-%d}-{number}"
        legs = tuple(_leg(n, start + SPAN * 2 * n) for n in range(1, 4))
        kind, end = VisitKind.OFFICIAL, start + SPAN * 12
        self.later[span].append(
            PlanVisit(code, f"HERON{number}", Rank.B, kind, "D", start, end, 2, None, legs)
        )
        for leg in legs:
            for spans, state in ((0, LegState.EN_ROUTE), (1, LegState.ARRIVED)):
                moved_in = span + 2 * leg.number + spans
                report = Report(str(uuid4()), f"U-{number % UNITS}", self.midnight + SPAN * moved_in)
                self.later[moved_in].append(ReportLeg(report, code, leg.number, state))

    async def _see_to(self) -> None:
        """The officer acknowledges what wants to be seen, and closes what a person has to close."""
        rows = await self.connection.fetch(TO_SEE_TO)
        seen = [Acknowledge(row["id"], "anna", row["version"]) for row in rows]
        closed = [
            Close(row["id"], "anna", row["version"] + 1, Disposition.TRUE, "Seen to")
            for row in rows
            if row["to_close"]
        ]
        await self._write([*seen, *closed], actor="anna")

    async def _write(self, commands: list[Command], *, actor: str = "bench", tick: bool = False) -> None:
        """One batch of a watch that was never down."""
        await self.connection.execute("UPDATE head SET ticked_at = $1", self.clock.at)
        batch = Batch(self.connection, self.held, self.clock, Tidings() if tick else None)
        for outcome in await batch.write([_job(command, actor) for command in commands]):
            if isinstance(outcome, Refused):
                raise outcome


def _leg(number: int, start: datetime) -> PlannedLeg:
    return PlannedLeg(number, f"S-{number}", f"S-{number + 1}", start, start + SPAN, (), 3)


def _job(command: Command, actor: str) -> Job:
    if isinstance(command, ReportCommand):
        report = command.report
        return Job(command, report.unit, (report.unit, UUID(report.id)), sha256(report.id.encode()).digest())
    return Job(command, actor)
