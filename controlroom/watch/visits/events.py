"""What happened to a visit."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from controlroom.watch.legs import LegReported
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE
from controlroom.watch.threat import LevelChange
from controlroom.watch.visits.programme import Difference
from controlroom.watch.visits.visit import Facts, Visit


@dataclass(frozen=True, slots=True)
class OfAVisit:
    """What an event says of the visit with this code."""

    visit: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.VISIT, self.visit),)


@dataclass(frozen=True, slots=True)
class VisitPlanned:
    """It was approved elsewhere."""

    kind: ClassVar = "visit.planned"
    visit: Visit

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.VISIT, self.visit.code),)


@dataclass(frozen=True, slots=True)
class VisitAnnounced(OfAVisit):
    kind: ClassVar = "visit.announced"
    facts: Facts
    by: str


@dataclass(frozen=True, slots=True)
class VisitAmended(OfAVisit):
    """`facts` as they are from now on."""

    kind: ClassVar = "visit.amended"
    facts: Facts
    by: str


@dataclass(frozen=True, slots=True)
class VisitAnalysed(OfAVisit):
    """Its analysis has begun."""

    kind: ClassVar = "visit.analysed"
    by: str


@dataclass(frozen=True, slots=True)
class ProgrammePlanned(OfAVisit):
    """`legs`: the highest number of a leg. `version` is a new one where units knew of the one before."""

    kind: ClassVar = "visit.programme_planned"
    version: int
    differences: tuple[Difference, ...]
    legs: int
    open_legs: tuple[int, ...]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitApproved(OfAVisit):
    kind: ClassVar = "visit.approved"
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitActivated(OfAVisit):
    kind: ClassVar = "visit.activated"
    by: str


@dataclass(frozen=True, slots=True)
class VisitPostponed(OfAVisit):
    kind: ClassVar = "visit.postponed"
    by: str
    reason: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class VisitCancelled(OfAVisit):
    kind: ClassVar = "visit.cancelled"
    by: str
    reason: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class VisitResumed(OfAVisit):
    """It is analysed again, and approved again before it takes place."""

    kind: ClassVar = "visit.resumed"
    starts_at: datetime
    ends_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class VisitClosed(OfAVisit):
    """`by` nobody: its time was over."""

    kind: ClassVar = "visit.closed"
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeAcknowledged(OfAVisit):
    """`unit` knows of this version, told by whoever; without one the officer on duty does."""

    kind: ClassVar = "visit.change_acknowledged"
    version: int
    by: str
    at: datetime
    unit: str | None = None


VisitEvent = (
    VisitPlanned
    | VisitAnnounced
    | VisitAmended
    | VisitAnalysed
    | ProgrammePlanned
    | VisitApproved
    | VisitActivated
    | VisitPostponed
    | VisitCancelled
    | VisitResumed
    | VisitClosed
    | ChangeAcknowledged
    | LegReported
    | LevelChange
)
