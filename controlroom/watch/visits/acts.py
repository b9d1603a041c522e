"""What people do with a visit. `by` is an account's name; `seen`: the revision that they had before them."""

from dataclasses import dataclass
from datetime import datetime

from controlroom.watch.legs import PlannedLeg
from controlroom.watch.visits.visit import Facts, Rank, VisitKind


@dataclass(frozen=True, slots=True)
class PlanVisit:
    """A visit that was approved elsewhere, with its programme."""

    code: str
    code_name: str
    rank: Rank
    kind: VisitKind
    delegation: str
    starts_at: datetime
    ends_at: datetime
    threat_level: int
    event: str | None
    legs: tuple[PlannedLeg, ...]


@dataclass(frozen=True, slots=True)
class AnnounceVisit:
    code: str
    facts: Facts
    by: str


@dataclass(frozen=True, slots=True)
class AmendVisit:
    code: str
    facts: Facts
    by: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class AnalyseVisit:
    code: str
    by: str


@dataclass(frozen=True, slots=True)
class PlanProgramme:
    """The legs that are to be driven; a new one has the number 0. What is finished stays as it is."""

    code: str
    legs: tuple[PlannedLeg, ...]
    by: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ApproveVisit:
    code: str
    by: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ActivateVisit:
    code: str
    by: str


@dataclass(frozen=True, slots=True)
class PostponeVisit:
    code: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class CancelVisit:
    code: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class ResumeVisit:
    """On other days if they are given; the programme moves along, at the same local times."""

    code: str
    by: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CloseVisit:
    code: str
    by: str


@dataclass(frozen=True, slots=True)
class AcknowledgeChange:
    """`unit` was told by whoever gives this; without one it is the officer on duty who knows."""

    code: str
    version: int
    by: str
    unit: str | None = None


VisitAct = (
    AnnounceVisit
    | AmendVisit
    | AnalyseVisit
    | PlanProgramme
    | ApproveVisit
    | ActivateVisit
    | PostponeVisit
    | CancelVisit
    | ResumeVisit
    | CloseVisit
    | AcknowledgeChange
)
VisitCommand = PlanVisit | VisitAct
