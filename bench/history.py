"""The product after ten thousand rows of history, beside the product after ten million."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from statistics import median
from typing import Final

from bench.findings import Bar, Findings, Table, at_most, number, percentile
from bench.history_probe import Probe, probing
from bench.history_returns import FOLD, VERIFY, come_back
from bench.plans import Statement
from bench.stand import a_stand

HOW: Final = """two stands with the same units, sites, posts, visits and open alerts, one after a short
  past and one after a long one. `bench/past_day.py` lets the product's own pen live one day, at the end of
  which all is over; `bench/press.py` prints it for each day of up to a year, with dates, ids and numbers of
  its own, chained as the product chains them, with all that it left in the state tables. `verify` must hold
  for both pasts, `rebuild --check` for the short one. Both stands are asked in turn, five rounds: pages over
  HTTP right after reports that change every panel but feeds, each panel by itself in a snapshot of its own,
  single reports. What was read is PostgreSQL's own count of the rows of each plan (auto_explain)."""
FEW, MANY, ROUNDS = 10_000, 10_000_000, 5
RATIO: Final = 1.3
FEW_ROWS: Final = 1000
"""What is open, several times over."""
WALL: Final = "GET /wall after news"
PANEL: Final = "panel "


async def measure(few: int = FEW, many: int = MANY, rounds: int = ROUNDS) -> Findings:
    """At least so many rows of journal in the short and in the long past."""
    async with AsyncExitStack() as stack:
        stands = [await stack.enter_async_context(a_stand(past_rows=rows)) for rows in (few, many)]
        probes = [await stack.enter_async_context(probing(stand)) for stand in stands]
        for _ in range(rounds):
            for probe in probes:
                await probe.round()
        statements = [await probe.statements() for probe in probes]
        for probe in probes:
            await come_back(probe)
        short, long = probes
        bars = [*_time_bars(short, long), *_reading_bars(long, statements)]
        return Findings(bars, [_times(short, long), _statements(statements), _pasts(short, long)])


def _time_bars(short: Probe, long: Probe) -> list[Bar]:
    after, panels = f"after {long.rows:,} rows", [name for name in long.ms if name.startswith(PANEL)]
    slowest = max(panels, key=lambda name: median(long.ms[name]))
    all_panels = [sum(median(probe.ms[name]) for name in panels) for probe in (long, short)]
    beside = f"{after}, beside {short.rows:,}"
    return [
        at_most(f"GET /wall {after}, p50", 30, median(long.ms[WALL])),
        at_most(f"GET /wall {beside}", RATIO, _ratio(short, long, WALL), " times"),
        at_most(f"slowest {slowest} {after}, p50", 30, median(long.ms[slowest])),
        at_most(f"all panels {beside}", RATIO, all_panels[0] / all_panels[1], " times"),
    ]


def _reading_bars(long: Probe, statements: Sequence[dict[str, Statement]]) -> list[Bar]:
    of_short, of_long = statements
    more = [query for query, one in of_long.items() if query in of_short and one.rows > of_short[query].rows]
    whole = sorted({table for one in of_long.values() for table in one.whole if table in long.past.tables})
    return [
        Bar("statements of pages that read more rows after the long past", "0", str(len(more)), not more),
        Bar("tables with a past that a page reads whole", "none", ", ".join(whole) or "none", not whole),
        at_most("rows that a starting server reads of them", FEW_ROWS, long.started_rows, ""),
    ]


def _times(short: Probe, long: Probe) -> Table:
    rows = [
        [
            name,
            *(number(percentile(short.ms[name], share)) for share in (50, 99)),
            *(number(percentile(long.ms[name], share)) for share in (50, 99)),
            f"{_ratio(short, long, name):.2f}",
        ]
        for name in long.ms
        if name not in (VERIFY, FOLD)
    ]
    head = [
        "what",
        f"p50 ms, {short.rows:,} rows",
        "p99 ms",
        f"p50 ms, {long.rows:,} rows",
        "p99 ms",
        "ratio",
    ]
    note = (
        "The ratio is that of the two p50. A page without news is drawn already; only who asks is looked up."
    )
    return Table("Times after a short and after a long past", head, rows, [note])


def _ratio(short: Probe, long: Probe, name: str) -> float:
    return median(long.ms[name]) / median(short.ms[name])


def _statements(statements: Sequence[dict[str, Statement]]) -> Table:
    of_short, of_long = statements
    rows = [
        [_named(one), *(str(of[query].rows) if query in of else "-" for of in (of_short, of_long))]
        for query, one in sorted(of_long.items(), key=lambda pair: -pair[1].rows)
    ]
    return Table("Rows that the statements of a page read, at most", ["statement", "short", "long"], rows)


def _named(statement: Statement) -> str:
    """Its tables and how each is read say more than its columns."""
    return "; ".join(f"{table}: {how}" for table, how in sorted(statement.ways.items()))


def _pasts(short: Probe, long: Probe) -> Table:
    pasts = [probe.past for probe in (short, long)]
    rows = [[table, *(f"{past.tables[table]:,}" for past in pasts)] for table in long.past.tables]
    rows.append(["days", *(str(past.days) for past in pasts)])
    rows.append(["made in", *(f"{past.seconds:.0f} s" for past in pasts)])
    rows += [[work, *(probe.rows_per_s(work) for probe in (short, long))] for work in (VERIFY, FOLD)]
    return Table("The two pasts, in rows", ["table", "short", "long"], rows)
