"""Findings to the terminal, to bench/results.json, and from there to docs/benchmarks.md."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table as Printed

from bench.findings import Bar, Findings, Table
from bench.machine import ROOT, Taken

RESULTS: Final = Path(__file__).parent / "results.json"
PAGE: Final = ROOT / "docs" / "benchmarks.md"
VERDICTS: Final = {True: "met", False: "**missed**", None: "does not apply"}

HEAD: Final = """\
# Benchmarks

Written by `make bench`; do not edit. Shared machines are noisy: compare only within one run, and trust
ratios more than rates. Client, server and database run on the same machine, with `fsync` and
`synchronous_commit` on.
"""

FOOT: Final = """\
## How it is measured, and how to repeat it

`make bench` measures everything, `make bench ONLY=accept` one part; `wrk` must be installed. Each part starts
an embedded PostgreSQL and Redis in a temporary directory, `controlroom serve` with one worker, and 64 units.

- **accept**: `wrk` with one thread, since a client in C takes the fewest cycles from the server;
  `bench/report.lua` makes a fresh id and body for each request. A unit has a pace that it may not exceed, so
  the units take turns. Every round shoots once at each route, so that a ratio compares neighbours in time.
  The bare route (`bench/bare.py`) is FastAPI with the same model, the same server settings and a token check,
  and stores nothing. After each run the reports on disk are counted; then 3,200 reports are sent one by one,
  each is looked up in the journal under the number that was answered, and all are sent again.
- **latency**: from the first byte of the POST to the frame in which a screen gets a panel that holds the
  report; then in a real Chromium, to the moment at which the report's row is in the page (a
  MutationObserver). One process plays all screens.

The findings are kept in `bench/results.json`; logs of the servers are under `bench/raw/`.
"""


def keep(name: str, findings: Findings, taken: Taken) -> None:
    """Beside what other parts found earlier."""
    everything = _read()
    everything[name] = {"taken": asdict(taken), **asdict(findings)}
    RESULTS.write_text(json.dumps(everything, indent=1, ensure_ascii=False) + "\n")


def show(findings: Findings) -> None:
    console = Console()
    bars = Table("Bars", ["what", "bar", "measured", ""], _bar_rows(findings.bars))
    for table in (*findings.tables, bars):
        printed = Printed(*table.head, title=table.title, title_justify="left")
        for row in table.rows:
            printed.add_row(*row)
        console.print(printed)


def write() -> None:
    """The page, from whatever was measured so far."""
    parts = [(name, _read()[name]) for name in sorted(_read())]
    bars = [Bar(**bar) for _, part in parts for bar in part["bars"]]
    against = _markdown(["what", "bar", "measured", ""], _bar_rows(bars))
    lines = [HEAD, "## Against the bars, misses first\n", *against]
    for name, part in parts:
        lines += [f"\n## {name}\n", _taken(Taken(**part["taken"]))]
        for table in (Table(**table) for table in part["tables"]):
            lines += [f"\n### {table.title}\n", *_markdown(table.head, table.rows)]
            lines += [f"\n{note}" for note in table.notes]
    PAGE.write_text("\n".join([*lines, "", FOOT]))


def _read() -> dict[str, Any]:
    return dict(json.loads(RESULTS.read_text())) if RESULTS.exists() else {}


def _bar_rows(bars: Sequence[Bar]) -> list[list[str]]:
    misses_first = sorted(bars, key=lambda bar: bar.met is not False)
    return [[bar.what, bar.bar, bar.measured, VERDICTS[bar.met]] for bar in misses_first]


def _taken(taken: Taken) -> str:
    return f"{taken.at}, commit `{taken.commit}`; {taken.machine}. Load average {taken.load}."


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(row)} |" for row in (head, *rows)]
    return [lines[0], "|---" * len(head) + "|", *lines[1:]]
