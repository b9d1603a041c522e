"""What happens to a measure. Each names the file too, so that a restricted file keeps what is said of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from controlroom.watch.measures.measure import Basis, Decision, Outcome, Version
from controlroom.watch.measures.terms import PERSONAL, MeasureKind, Terms
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE


@dataclass(frozen=True, slots=True)
class _OfMeasure:
    measure: str
    file: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.MEASURE, self.measure),)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written(_OfMeasure):
    """A version. Terms that hold names or numbers of people are `personal`, others stand in the clear.

    `as_before`: it has the terms of the version that counted when it was written.
    """

    version: int
    decision: Decision
    valid_from: datetime
    valid_to: datetime | None
    review_on: date | None
    final: bool
    by: str
    at: datetime
    level: int | None
    as_before: bool = False
    terms: Terms | None = None
    personal: Terms | None = field(default=None, metadata=PRIVATE)
    reason: str | None = field(default=None, metadata=PRIVATE)

    def as_version(self, seq: int, outcome: Outcome, terms_seq: int | None = None) -> Version:
        """`terms_seq`: of another version, whose terms are its own."""
        return Version(
            self.version,
            self.decision,
            self.terms,
            self.valid_from,
            self.valid_to,
            self.review_on,
            self.final,
            self.by,
            self.at,
            self.level,
            seq,
            terms_seq or seq,
            outcome,
        )


def apart(terms: Terms) -> tuple[Terms | None, Terms | None]:
    """The same as (in the clear, personal)."""
    return (None, terms) if isinstance(terms, PERSONAL) else (terms, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _New(_Written):
    what: MeasureKind
    service: str
    basis: Basis
    basis_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureProposed(_New):
    kind: ClassVar = "measure.proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureProvided(_New):
    """Urgently, before anybody approved it."""

    kind: ClassVar = "measure.provided"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureChangeProposed(_Written):
    kind: ClassVar = "measure.change_proposed"


@dataclass(frozen=True, slots=True)
class MeasureApproved(_OfMeasure):
    kind: ClassVar = "measure.approved"
    version: int
    authority: str
    reference: str
    on: date
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRefused(_OfMeasure):
    kind: ClassVar = "measure.refused"
    version: int
    by: str
    at: datetime
    reason: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureWithdrawn(_OfMeasure):
    kind: ClassVar = "measure.withdrawn"
    version: int
    by: str
    at: datetime
    reason: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class MeasureTookEffect(_OfMeasure):
    kind: ClassVar = "measure.took_effect"
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class MeasureEnded(_OfMeasure):
    """`by` is None where its time had come, as it was decided."""

    kind: ClassVar = "measure.ended"
    at: datetime
    by: str | None = None
    reason: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class MeasureRanLow(_OfMeasure):
    """It runs out and nobody has decided: 1 soon, 2 very soon."""

    kind: ClassVar = "measure.ran_low"
    step: int


@dataclass(frozen=True, slots=True)
class MeasureLapsed(_OfMeasure):
    kind: ClassVar = "measure.lapsed"


@dataclass(frozen=True, slots=True)
class MeasureRoundsPlanned(_OfMeasure):
    """The rounds of a patrol measure are planned up to then."""

    kind: ClassVar = "measure.rounds_planned"
    until: datetime


@dataclass(frozen=True, slots=True)
class MeasureStayedUnconfirmed(_OfMeasure):
    kind: ClassVar = "measure.stayed_unconfirmed"


MeasureEvent = (
    MeasureProposed
    | MeasureProvided
    | MeasureChangeProposed
    | MeasureApproved
    | MeasureRefused
    | MeasureWithdrawn
    | MeasureTookEffect
    | MeasureEnded
    | MeasureRanLow
    | MeasureLapsed
    | MeasureStayedUnconfirmed
    | MeasureRoundsPlanned
)
