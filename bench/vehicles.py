"""Sightings of vehicles: what the pen needs to judge one more of them after a month of a million."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Final, NamedTuple
from uuid import UUID, uuid4

import asyncpg

from bench.findings import Bar, Findings, Table, at_most, number, percentile
from bench.furniture import SITES, UNITS, places
from bench.past_day import PastClock
from bench.plans import Statement, listening
from bench.sightings import BEFORE, SINCE, Month, plate_of, store_a_month
from bench.stand import checkpoint, superuser_url_of
from controlroom.clock import SystemClock
from controlroom.demo.embedded import embedded
from controlroom.desk.batch import Batch, Held
from controlroom.desk.requests import Accepted, Job, Outcome
from controlroom.ids import warning_ref
from controlroom.store.engine import connect
from controlroom.store.journal import Key, for_a_pen
from controlroom.store.migrate import migrate
from controlroom.watch.commands import ReportCommand
from controlroom.watch.companies import RegisterCompany, Sector
from controlroom.watch.duty import Place, TakeDuty
from controlroom.watch.early_warnings import Account, Behaviour, ReportWarning
from controlroom.watch.incidents import Account as IncidentAccount
from controlroom.watch.incidents import IncidentKind, ReportIncident, Vehicle
from controlroom.watch.reports import Report
from controlroom.watch.world import World

SIGHTINGS: Final = 1_000_000
ROUNDS: Final = 400
WARM: Final = 50
SHARES: Final = (50, 99)
P99_MS: Final = 5
ROWS_AT_MOST: Final = 100
COMPANY: Final = "PORT"
NONE: Final = "no vehicle"
DUTY: Final = TakeDuty("anna", Place.OFFICER)
GROWING: Final = {
    "journal",
    "report_key",
    "incident",
    "early_warning",
    "vehicle",
    "deadline",
    "alert",
    "plate",
}
HOW: Final = f"""a month of {SIGHTINGS:,} sightings, nine of ten vehicles seen once, some every day, written
  by COPY as the pen would have written them: chained in the journal, folded into the vehicles, with what is
  due of each. Then the pen's own batch takes one report after the other, {ROUNDS} of each sort in turn.
  Judged: what is known of the vehicle is read from the database, and it is decided what follows, the alert
  with it. In the pen: the whole batch, from its begin to the end of its commit, with the lock of the head and
  the writing, first without waiting for the disk (synchronous_commit off), then with it. What was read is
  PostgreSQL's own count of the rows of each plan (auto_explain)."""


class Took(NamedTuple):
    """Milliseconds: to judge a report, and to have it in the database."""

    judged: float
    whole: float


class Timed(Batch):
    """The pen's batch, and how long it judged."""

    judged_s = 0.0

    async def _learn(self, world: World, jobs: Sequence[Job]) -> None:
        began = perf_counter()
        await super()._learn(world, jobs)
        self.judged_s += perf_counter() - began

    def _decide(
        self, world: World, job: Job, known: dict[tuple[str, UUID], Key], fresh: list[Key]
    ) -> Outcome:
        began = perf_counter()
        outcome = super()._decide(world, job, known, fresh)
        self.judged_s += perf_counter() - began
        return outcome


@dataclass(slots=True)
class Gate:
    """Where the cars come by: the pen's batch, one report at a time."""

    connection: asyncpg.Connection
    held: Held = field(default_factory=Held)

    async def take(self, command: ReportCommand) -> Took:
        key = (command.report.unit, UUID(command.report.id))
        job = Job(command, command.report.unit, key, sha256(command.report.id.encode()).digest())
        batch = Timed(self.connection, self.held)
        began = perf_counter()
        (outcome,) = await batch.write([job])
        whole_s = perf_counter() - began
        if not isinstance(outcome, Accepted):
            raise SystemExit(f"a report came to {outcome}")
        return Took(batch.judged_s * 1e3, whole_s * 1e3)


async def measure(sightings: int = SIGHTINGS, rounds: int = ROUNDS) -> Findings:
    with tempfile.TemporaryDirectory(prefix="controlroom-bench-") as made:
        data = Path(made) / "data"
        async with embedded(data) as services:
            await migrate(services.owner_url)
            began = perf_counter()
            month = await live_a_month(services.database_url, services.owner_url, sightings)
            stored_in_s = perf_counter() - began
            superuser_url = superuser_url_of(services, data)
            await checkpoint(superuser_url)
            swift = await judge(services.database_url, month, rounds, durable=False)
            stored = await judge(services.database_url, month, rounds, after=rounds)
            async with listening(superuser_url) as plans:
                await judge(services.database_url, month, WARM, after=2 * rounds)
            return findings(month, stored_in_s, swift, stored, list(plans.of_tables().values()))


async def live_a_month(database_url: str, owner_url: str, sightings: int) -> Month:
    """The units, sites and a company are there before."""
    clock = PastClock(SystemClock().now() - SINCE - 2 * BEFORE)
    setup = [*places(), RegisterCompany(COMPANY, "Port", Sector.TRANSPORT, _sites()), DUTY]
    connection = await connect(database_url)
    await Batch(connection, Held(), clock).write([Job(command, "bench") for command in setup])
    await connection.close()
    return await store_a_month(owner_url, sightings)


def _sites() -> tuple[str, ...]:
    return tuple(f"S-{n}" for n in range(SITES))


async def judge(
    database_url: str, month: Month, rounds: int, after: int = 0, *, durable: bool = True
) -> dict[str, list[Took]]:
    """What each took, by its sort; those before were the first so many of each sort."""
    took: dict[str, list[Took]] = {sort: [] for sort in SORTS}
    gate = Gate(await connect(database_url))
    try:
        await for_a_pen(gate.connection)
        if not durable:
            await gate.connection.execute("SET synchronous_commit = off")
        for n in range(after, after + rounds):
            for sort, report in SORTS.items():
                took[sort].append(await gate.take(report(month, n)))
    finally:
        await gate.connection.close()
    return took


def _report(n: int) -> Report:
    return Report(str(uuid4()), f"U-{n % UNITS}", SystemClock().now())


def _incident(n: int, plate: str | None = None) -> ReportIncident:
    vehicle = Vehicle(plate, "BE", "Volvo", "grey") if plate else None
    said = IncidentAccount("Stands at the gate", vehicle=vehicle)
    return ReportIncident(_report(n), IncidentKind.OTHER, 4, f"S-{n % SITES}", account=said)


def _warning(n: int, plate: str) -> ReportWarning:
    report, said = _report(n), Account("Stands at the gate", vehicle=Vehicle(plate, "BE", "Volvo", "grey"))
    ref = warning_ref(COMPANY, report.id)
    return ReportWarning(report, ref, COMPANY, f"S-{n % SITES}", Behaviour.OBSERVATION, said)


def _again(plates: Sequence[str], n: int) -> str:
    return plates[n * 37 % len(plates)]


NEW: Final = 5_000_000
"""Plates from this number on were never seen."""
SORTS: Final[dict[str, Callable[[Month, int], ReportCommand]]] = {
    NONE: lambda _, n: _incident(n),
    "never seen": lambda _, n: _incident(n, plate_of(NEW + n)),
    "seen once": lambda month, n: _incident(n, _again(month.once, n)),
    "each week, harmless": lambda month, n: _incident(n, _again(month.weekly, n)),
    "each day, harmless": lambda month, n: _incident(n, _again(month.harmless, n)),
    "each day, a pattern": lambda month, n: _incident(n, _again(month.pattern, n)),
    "by a company, never seen": lambda _, n: _warning(n, plate_of(2 * NEW + n)),
    "by a company, seen once": lambda month, n: _warning(n, _again(month.once, n + 7)),
}
"""The reports, by what is known of the vehicle that they name."""


def findings(
    month: Month,
    stored_in_s: float,
    swift: dict[str, list[Took]],
    stored: dict[str, list[Took]],
    statements: Sequence[Statement],
) -> Findings:
    among = f"a sighting among {month.sightings:,}"
    whole = sorted({table for one in statements for table in one.whole & GROWING})
    most = max(one.rows for one in statements)
    bars = [
        at_most(f"{among} is judged, p99", P99_MS, percentile(_judged(_of_vehicles(swift)), 99)),
        at_most(f"{among} is through the pen, p99", P99_MS, percentile(_whole(_of_vehicles(swift)), 99)),
        at_most("rows that a statement of a sighting reads", ROWS_AT_MOST, most, ""),
        Bar("growing tables that a sighting reads whole", "none", ", ".join(whole) or "none", not whole),
    ]
    return Findings(bars, [_times(month, stored_in_s, swift, stored)])


def _of_vehicles(took: dict[str, list[Took]]) -> list[Took]:
    return [one for sort, each in took.items() if sort != NONE for one in each[WARM:]]


def _judged(took: Iterable[Took]) -> list[float]:
    return [one.judged for one in took]


def _whole(took: Iterable[Took]) -> list[float]:
    return [one.whole for one in took]


def _times(
    month: Month, stored_in_s: float, swift: dict[str, list[Took]], stored: dict[str, list[Took]]
) -> Table:
    rows = [
        [sort, *(number(percentile(each, share)) for each in _each(swift, stored, sort) for share in SHARES)]
        for sort in SORTS
    ]
    head = [
        "its vehicle was",
        *(f"{what}p{share}" for what in ("judged, ", "in the pen, ", "on disk, ") for share in SHARES),
    ]
    title = f"One more report after {month.sightings:,} sightings of {month.vehicles:,} vehicles, ms"
    note = f"The month was stored in {stored_in_s:.0f} s. {WARM} of each sort came before, uncounted."
    return Table(title, head, rows, [note])


def _each(
    swift: dict[str, list[Took]], stored: dict[str, list[Took]], sort: str
) -> tuple[list[float], list[float], list[float]]:
    counted = swift[sort][WARM:]
    return _judged(counted), _whole(counted), _whole(stored[sort][WARM:])
