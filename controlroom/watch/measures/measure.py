"""A measure: what protects one file, by whom, until when, and who approved it (requirements R9 to R11)."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zlib import crc32

from controlroom.clock import BRUSSELS
from controlroom.watch import book
from controlroom.watch.book import Book, Threshold
from controlroom.watch.measures.terms import FixedPost, MeasureKind, Terms
from controlroom.watch.refs import Expectation
from controlroom.watch.words import mark

SOON: Final = Threshold(
    "measure.expiring", "soon", 7, book.Measure.DAYS, 1, 60, mark("P4 from so long before it runs out")
)
VERY_SOON: Final = Threshold(
    "measure.expiring",
    "very_soon",
    48,
    book.Measure.HOURS,
    1,
    336,
    mark("P3 from so long before it runs out"),
)
UNCONFIRMED_AFTER: Final = Threshold(
    "measure.unconfirmed", "after", 24, book.Measure.HOURS, 1, 168, mark("unconfirmed for so long")
)
"""Requirement R11."""
PLANNED_BEFORE: Final = timedelta(hours=12)


class MeasureState(StrEnum):
    """`approved`: and its time has not come yet. `lapsed`: its time is over, and nobody has decided."""

    PROPOSED = "proposed"
    URGENT = "urgent_provisional"
    APPROVED = "approved"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    ENDED = "ended"

    @property
    def over(self) -> bool:
        return self in (MeasureState.REFUSED, MeasureState.WITHDRAWN, MeasureState.ENDED)

    @property
    def effective(self) -> bool:
        """What a visit may go ahead with (R2)."""
        return self in (MeasureState.APPROVED, MeasureState.IN_FORCE, MeasureState.URGENT)


class Decision(StrEnum):
    PROPOSE = "propose"
    EXTEND = "extend"
    REDUCE = "reduce"
    MAINTAIN = "maintain"
    END = "end"


class Basis(StrEnum):
    STATUS = "status"
    ANALYSIS = "threat_analysis"
    BOTH = "status_and_analysis"
    REPORT = "report"


class Outcome(StrEnum):
    """What became of a version that was written."""

    PENDING = "pending"
    URGENT = "urgent"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Approval:
    """Who may decide (the Minister), under which reference and date; `by`: the account that recorded it."""

    authority: str
    reference: str
    on: date
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """`final`: it ends by itself at `valid_to`, which was decided with it. `level`: of the file, then.

    Its reason stands in the journal alone, at `seq`; so do terms that hold names and numbers of people, at
    `terms_seq`, and `terms` is None then. `closed_by` refused or withdrew it, with a reason at `closed_seq`.
    """

    number: int
    decision: Decision
    terms: Terms | None
    valid_from: datetime
    valid_to: datetime | None
    review_on: date | None
    final: bool
    by: str
    at: datetime
    level: int | None
    seq: int
    terms_seq: int
    outcome: Outcome = Outcome.PENDING
    approval: Approval | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None
    closed_seq: int | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """`file` is what it hangs on, as in `site:BE-01`.

    `versions` are those that were approved or provided urgently, the newest last; `pending` waits for
    approval; `turned_down` were refused or withdrawn. All share one row of numbers, so none is ever another.
    `in_force` is the number of the one that counts now. `valid_from`, `valid_to` and `review_on` are that
    one's, or the coming one's. `expiring`: 1 soon, 2 very soon.
    `patrols_until`: up to when its rounds are planned.
    """

    id: str
    file: str
    kind: MeasureKind
    service: str
    basis: Basis
    basis_ref: str
    state: MeasureState
    proposed_by: str
    proposed_at: datetime
    valid_from: datetime
    valid_to: datetime | None = None
    review_on: date | None = None
    versions: tuple[Version, ...] = ()
    pending: Version | None = None
    turned_down: tuple[Version, ...] = ()
    in_force: int | None = None
    urgent_at: datetime | None = None
    unconfirmed: bool = False
    expiring: int = 0
    patrols_until: datetime | None = None
    ended_at: datetime | None = None

    @property
    def over(self) -> bool:
        return self.state.over

    @property
    def effective(self) -> bool:
        return self.state.effective

    @property
    def acts(self) -> bool:
        """Whether the watch does what it says: also when it has lapsed, until somebody decides."""
        return self.in_force is not None and not self.over

    @property
    def current(self) -> Version | None:
        """The version that counts now."""
        return next((v for v in self.versions if v.number == self.in_force), None)

    @property
    def coming(self) -> Version | None:
        """The newest decision, if its time has not come yet; older ones that never began do not count."""
        last = self.versions[-1] if self.versions else None
        return last if last and last.number != self.in_force else None

    @property
    def posts(self) -> frozenset[str]:
        """The codes of the post that it has, and of the one that it is to have by what was decided."""
        decided = () if self.over else (self.current, self.coming)
        return frozenset(v.terms.code for v in decided if v and isinstance(v.terms, FixedPost))

    @property
    def undecided(self) -> bool:
        """It runs out and nobody has said what comes then."""
        current, coming = self.current, self.coming
        if current is None or current.valid_to is None or current.final:
            return False
        return not (coming and coming.valid_from <= current.valid_to)

    @property
    def awaited(self) -> Version | None:
        """What waits for another person's decision: a proposal, or what was provided urgently."""
        return self.pending or self.provisional

    @property
    def provisional(self) -> Version | None:
        """In force and confirmed by nobody yet."""
        urgent = (v for v in self.versions if v.outcome is Outcome.URGENT)
        return None if self.over else next(urgent, None)

    @property
    def latest(self) -> Version:
        """What it says now or last said, for lists: every measure has been written once."""
        known = self.current or self.coming or self.pending
        return known or (*self.versions, *self.turned_down)[-1]

    @property
    def history(self) -> tuple[Version, ...]:
        """All that was ever written, in the order of the numbers."""
        waiting = (self.pending,) if self.pending else ()
        return tuple(sorted((*self.versions, *self.turned_down, *waiting), key=lambda v: v.number))

    @property
    def next_number(self) -> int:
        return len(self.history) + 1

    @property
    def terms(self) -> Terms | None:
        return self.latest.terms


def next_day(at: datetime) -> datetime:
    """The next midnight by the clocks of Brussels."""
    day = at.astimezone(BRUSSELS).date() + timedelta(days=1)
    return datetime.combine(day, time.min, BRUSSELS).astimezone(UTC)


def dated(measure: Measure) -> Measure:
    """With the dates of what counts now."""
    of = measure.latest
    return replace(measure, valid_from=of.valid_from, valid_to=of.valid_to, review_on=of.review_on)


def expectations(measure: Measure, book: Book) -> list[Expectation]:
    if measure.over:
        return []
    expected = []
    if measure.coming:
        expected.append(Expectation("begin", measure.coming.valid_from))
    if measure.urgent_at and measure.state is MeasureState.URGENT and not measure.unconfirmed:
        expected.append(Expectation("unconfirmed", measure.urgent_at + book.time(UNCONFIRMED_AFTER)))
    if measure.acts and measure.kind is MeasureKind.PATROLS and measure.current:
        expected.append(Expectation("plan_rounds", _planned_by(measure, measure.current)))
    return expected + _ending(measure, book)


def _planned_by(measure: Measure, current: Version) -> datetime:
    """A day's rounds are planned in the afternoon before; not those of all measures in one moment."""
    if measure.patrols_until is None:
        return current.valid_from
    spread = timedelta(minutes=crc32(measure.id.encode()) % 120)
    return measure.patrols_until - PLANNED_BEFORE + spread


def _ending(measure: Measure, book: Book) -> list[Expectation]:
    """One that ends by itself does; one for which nobody has decided is warned of, then lapses."""
    current = measure.current
    if current is None or current.valid_to is None or measure.state is MeasureState.LAPSED:
        return []
    if current.final and not (measure.coming and measure.coming.valid_from <= current.valid_to):
        return [Expectation("end", current.valid_to)]
    if not measure.undecided:
        return []
    steps = (("expiring_soon", SOON), ("expiring_very_soon", VERY_SOON))
    warned = [Expectation(kind, current.valid_to - book.time(by)) for kind, by in steps[measure.expiring :]]
    return [*warned, Expectation("lapse", current.valid_to)]
