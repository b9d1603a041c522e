"""What people do with threat levels. `by` is an account's name."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from controlroom.watch.measures.terms import MeasureKind
from controlroom.watch.threat.level import Source


class Answer(StrEnum):
    PROPOSED = "proposed"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of a measure that is usual and is not there. `reason`: why it is not needed."""

    kind: MeasureKind
    answer: Answer
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SetThreatLevel:
    """From `valid_from`, or now, until `valid_to`, or until another is set. `by` None: as the room is set up;
    whoever sets one says why.
    """

    scope: str
    level: int
    by: str | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    source: Source | None = None
    reason: str = ""
    plausibility: int | None = None
    severity: int | None = None


@dataclass(frozen=True, slots=True)
class DropComingLevel:
    """One that was set for later, by when it was to begin."""

    scope: str
    since: datetime
    by: str


@dataclass(frozen=True, slots=True)
class DecideGaps:
    """`level` as whoever decides saw it."""

    scope: str
    level: int
    by: str
    decided: tuple[Decided, ...]


ThreatCommand = SetThreatLevel | DropComingLevel | DecideGaps
