"""Findings to the terminal, to bench/results.json, and from there to docs/benchmarks.md and scaling.md."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table as Printed

from bench import capacity
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

`make bench` measures everything, `make bench ONLY=accept` one part, `make bench PEERS=1` beside Alerta; `wrk`
must be installed. Each part starts an embedded PostgreSQL and Redis in a temporary directory and `controlroom
serve`, with one worker where nothing else is said.

{}

The findings are kept in `bench/results.json`; logs of the servers are under `bench/raw/`.
"""


def keep(name: str, findings: Findings, taken: Taken, how: str) -> None:
    """Beside what other parts found earlier; `how` says how it was measured."""
    everything = _read()
    everything[name] = {"taken": asdict(taken), "how": how, **asdict(findings)}
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
    """The pages, from whatever was measured so far."""
    parts = [(name, _read()[name]) for name in sorted(_read())]
    bars = [Bar(**bar) for _, part in parts for bar in part["bars"]]
    against = _markdown(["what", "bar", "measured", ""], _bar_rows(bars))
    lines = [HEAD, "## Against the bars, misses first\n", *against]
    for name, part in parts:
        lines += [f"\n## {name}\n", _taken(Taken(**part["taken"]))]
        for table in (Table(**table) for table in part["tables"]):
            lines += [f"\n### {table.title}\n", *_markdown(table.head, table.rows)]
            lines += [f"\n{note}" for note in table.notes]
    hows = "\n".join(f"- **{name}**: {part['how']}" for name, part in parts)
    PAGE.write_text("\n".join([*lines, "", FOOT.format(hows)]))
    capacity.write(_read())


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
