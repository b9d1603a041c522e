"""The monthly review: every measure that was in force when it was opened, each to be decided upon."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from controlroom.watch.measures import Decision, MeasureKind


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided of a line. Its words stand in the journal alone, at `number`.

    `strength`: of a fixed post, or the rounds a day of patrols; None leaves it as it is.
    """

    decision: Decision
    by: str
    at: datetime
    number: int
    valid_to: datetime | None = None
    strength: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A measure as it was when the review was opened, with what the month said of its file.

    `level`: the file's threat level; `planned`, `missed` and `findings`: of the checks at its site.
    `gone`: it had ended by itself when the review was closed. `proposed`: the version of the measure that
    its closing proposed.
    """

    measure: str
    file: str
    kind: MeasureKind
    version: int
    valid_to: datetime | None
    level: int | None = None
    planned: int = 0
    missed: int = 0
    findings: int = 0
    ruling: Ruling | None = None
    gone: bool = False
    proposed: int | None = None

    @property
    def missed_share(self) -> float | None:
        """None where no check was planned."""
        return self.missed / self.planned if self.planned else None


@dataclass(frozen=True, slots=True)
class Review:
    """`month` as in `2026-11`: the one that is evaluated."""

    month: str
    opened_by: str
    opened_at: datetime
    lines: tuple[Line, ...]
    closed_by: str | None = None
    closed_at: datetime | None = None

    @property
    def closed(self) -> bool:
        return self.closed_at is not None

    def line(self, measure: str) -> Line | None:
        return next((line for line in self.lines if line.measure == measure), None)

    def undecided(self, over: Iterable[str] = ()) -> list[str]:
        """The measures of which nobody said what becomes of them; those that are `over` need no word."""
        settled = frozenset(over)
        return [line.measure for line in self.lines if line.ruling is None and line.measure not in settled]
