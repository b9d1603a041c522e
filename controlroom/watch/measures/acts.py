"""What people do with a measure. `by` is an account's name; who may, the pages say."""

from dataclasses import dataclass
from datetime import date, datetime

from controlroom.watch.measures.measure import Basis, Decision
from controlroom.watch.measures.terms import Terms


@dataclass(frozen=True, slots=True)
class Draft:
    """What is asked for. `valid_to` or `review_on` is given. `final`: at `valid_to` it ends by itself."""

    file: str
    service: str
    basis: Basis
    terms: Terms
    valid_from: datetime
    valid_to: datetime | None
    review_on: date | None
    reason: str
    basis_ref: str = ""
    final: bool = False


@dataclass(frozen=True, slots=True)
class ProposeMeasure:
    """`id` is chosen by whoever makes the command (`ids.measure_id`), so that sending it twice is one."""

    id: str
    draft: Draft
    by: str


@dataclass(frozen=True, slots=True)
class ProvideUrgently:
    """In force at once, in the Minister's name; another person confirms it within a day."""

    id: str
    draft: Draft
    by: str


@dataclass(frozen=True, slots=True)
class ApproveMeasure:
    """What is pending, or confirms what was provided urgently. `version` is the one that was seen."""

    measure: str
    version: int
    authority: str
    reference: str
    on: date | None
    by: str


@dataclass(frozen=True, slots=True)
class RefuseMeasure:
    measure: str
    version: int
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawMeasure:
    """Takes back what waits for approval."""

    measure: str
    version: int
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProposeChange:
    """What is left out stays as it is now; `valid_from` is then at once, and an end has no `valid_to`."""

    measure: str
    decision: Decision
    by: str
    reason: str
    terms: Terms | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    review_on: date | None = None
    final: bool = False


@dataclass(frozen=True, slots=True)
class EndMeasure:
    """At once and without approval: only where its time or its file is over already."""

    measure: str
    by: str
    reason: str


ChangeOfMeasure = ApproveMeasure | RefuseMeasure | WithdrawMeasure | ProposeChange | EndMeasure
MeasureCommand = ProposeMeasure | ProvideUrgently | ChangeOfMeasure
