"""What was broken on purpose, how often, and what was counted: printed, kept, made into docs/faults.md."""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from math import inf
from pathlib import Path
from typing import Any, Final

from bench.machine import Taken, describe
from tests.faults.history import History

RESULTS: Final = Path(__file__).parent / "results.json"
TEMPLATE: Final = Path(__file__).parent / "page.md"
PAGE: Final = Path(__file__).parents[2] / "docs" / "faults.md"
HEAD: Final = ("fault, under load", "how often", "stored", "unknown", "lost or doubled", "measured")

log = logging.getLogger(__name__)


@dataclass
class Row:
    """`stored` and `unknown` count reports; `wrong` counts what the checker found, None if it was not asked.

    `took` has the worst of each measured time, in seconds; `failed` names the test that did not hold.
    """

    fault: str
    often: int
    stored: int = 0
    unknown: int = 0
    wrong: int | None = None
    took: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    failed: str | None = None

    def cells(self) -> list[str]:
        measured = [f"{what} {seconds:.1f} s" for what, seconds in self.took.items()] + self.notes
        if self.failed:
            measured.insert(0, f"**failed** ({self.failed})")
        asked = self.wrong is not None
        counts = [f"{self.stored:,}", f"{self.unknown:,}", str(self.wrong)] if asked else ["", "", ""]
        return [self.fault, f"{self.often:,}", *counts, "; ".join(measured)]


class Ledger:
    """One test's rows; what is told goes to the row that was begun last."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def row(self, fault: str, often: int = 1) -> None:
        self.rows.append(Row(fault, often))

    def took(self, what: str, seconds: float, at_most: float = inf) -> None:
        """Keep the worst of what was measured under this name. Raises AssertionError if it was too long."""
        took = self.rows[-1].took
        took[what] = max(seconds, took.get(what, 0.0))
        assert seconds <= at_most, f"{what} after {seconds:.1f} s, and {at_most:.1f} s are allowed"

    def note(self, note: str) -> None:
        self.rows[-1].notes.append(note)

    async def proved(self, history: History, database_url: str) -> None:
        """Hold the answers against the journal. Raises AssertionError for whatever does not fit."""
        row = self.rows[-1]
        row.stored, row.unknown = history.stored, history.never_known
        found = await history.found(database_url)
        row.wrong = len(found)
        assert not found, "; ".join(found)

    def close(self, failed: str | None) -> None:
        for row in self.rows:
            row.failed = failed
            log.info(" | ".join(filter(None, row.cells())))


def keep(rows: Sequence[Row], load_before: float) -> None:
    """Beside what earlier runs found: a row replaces the one of the same name."""
    taken, everything = asdict(describe(load_before)), _read()
    everything |= {row.fault: {"taken": taken, **asdict(row)} for row in rows}
    RESULTS.write_text(json.dumps(everything, indent=1, ensure_ascii=False) + "\n")
    PAGE.write_text(page(everything))


def page(everything: dict[str, Any]) -> str:
    """docs/faults.md: failures first, then in the order in which the faults were first tried."""
    takens = [_said(Taken(**one["taken"])) for one in everything.values()]
    runs = list(dict.fromkeys(takens))
    rows = [Row(**{name: one[name] for name in one if name != "taken"}) for one in everything.values()]
    cells = [
        [*row.cells(), str(runs.index(taken) + 1)]
        for row, taken in sorted(zip(rows, takens, strict=True), key=lambda pair: pair[0].failed is None)
    ]
    lines = [f"| {' | '.join(line)} |" for line in ([*HEAD, "run"], ["---"] * (len(HEAD) + 1), *cells)]
    numbered = [f"{number}. {run}" for number, run in enumerate(runs, start=1)]
    return TEMPLATE.read_text().replace("{rows}", "\n".join(lines)).replace("{runs}", "\n".join(numbered))


def _said(taken: Taken) -> str:
    return f"{taken.at[:10]}, commit `{taken.commit}`; {taken.machine}."


def _read() -> dict[str, Any]:
    return dict(json.loads(RESULTS.read_text())) if RESULTS.exists() else {}
