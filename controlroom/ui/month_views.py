"""The monthly review as a page shows it: one row for each measure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.store.panels.reviews import Reviewed
from controlroom.watch.measures import MeasureKind
from controlroom.watch.reviews import Line

AT_ONCE: Final = 50
WITH_STRENGTH: Final = frozenset({MeasureKind.FIXED_POST, MeasureKind.PATROLS})


@dataclass(frozen=True, slots=True)
class MonthRow:
    """`missed`: of the checks at its site, in per cent. `gone`: it ended meanwhile. `waits`: a change of it
    waits for approval already. `words` None: they were erased.

    `decision` is empty while nobody decided; `until` and `strength` are those of the decision.
    """

    measure: str
    file: str
    about: str
    kind: str
    version: int
    valid_to: datetime | None
    level: int | None
    planned: int
    missed: int | None
    findings: int
    gone: bool
    waits: bool
    has_strength: bool
    decision: str = ""
    until: datetime | None = None
    strength: int | None = None
    by: str = ""
    at: datetime | None = None
    words: str | None = ""
    proposed: int | None = None


@dataclass(frozen=True, slots=True)
class MonthPage:
    """`rows` of this page; `hidden`: so many more belong to files that whoever looks does not read."""

    month: str
    opened_by: str
    opened_at: datetime
    closed_by: str
    closed_at: datetime | None
    rows: tuple[MonthRow, ...]
    count: int
    undecided: int
    hidden: int
    page: int
    pages: int

    @property
    def closed(self) -> bool:
        return self.closed_at is not None


def chosen_lines(read: Reviewed, *, undecided: bool) -> list[Line]:
    """Those that whoever looks may read; the measures of one file stand together."""
    wanted = frozenset(read.undecided)
    return [
        line
        for line in read.review.lines
        if line.measure not in read.hidden and (not undecided or line.measure in wanted)
    ]


def month_row(line: Line, read: Reviewed, words: Mapping[int, str | None]) -> MonthRow:
    ruling, share = line.ruling, line.missed_share
    usual = MonthRow(
        line.measure,
        line.file,
        read.files.get(line.file, line.file.partition(":")[2]),
        line.kind.value,
        line.version,
        line.valid_to,
        line.level,
        line.planned,
        None if share is None else round(100 * share),
        line.findings,
        line.gone or (not read.review.closed and line.measure in read.over),
        not read.review.closed and line.measure in read.waiting,
        line.kind in WITH_STRENGTH,
    )
    if ruling is None:
        return usual
    return replace(
        usual,
        decision=ruling.decision.value,
        until=ruling.valid_to,
        strength=ruling.strength,
        by=read.people.get(ruling.by, ruling.by),
        at=ruling.at,
        words=words.get(ruling.number),
        proposed=line.proposed,
    )


def month_page(read: Reviewed, lines: list[Line], words: Mapping[int, str | None], page: int) -> MonthPage:
    it = read.review
    return MonthPage(
        it.month,
        read.people.get(it.opened_by, it.opened_by),
        it.opened_at,
        read.people.get(it.closed_by or "", it.closed_by or ""),
        it.closed_at,
        tuple(month_row(line, read, words) for line in lines[page * AT_ONCE : (page + 1) * AT_ONCE]),
        len(it.lines),
        len(read.undecided),
        len(read.hidden),
        page,
        max(-(-len(lines) // AT_ONCE), 1),
    )


def day_of(at: datetime | None) -> date | None:
    return at.astimezone(BRUSSELS).date() if at else None
