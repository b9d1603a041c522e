"""A protected visit: whose, of what rank, from when to when, and how far it is decided upon."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from controlroom.watch.refs import Expectation
from controlroom.watch.visits.intake import Intake
from controlroom.watch.visits.programme import Version
from controlroom.watch.words import mark

ABANDONED_AFTER: Final = timedelta(hours=12)
"""A leg of which nobody has said anything this long after the visit's end is not on the road any more."""


class Rank(StrEnum):
    """A head of state or government, B minister or head of an institution, C other."""

    A = "A"
    B = "B"
    C = "C"


class VisitKind(StrEnum):
    STATE = "state"
    OFFICIAL = "official"
    WORKING = "working"
    PRIVATE = "private"
    SUMMIT = "summit"


class VisitState(StrEnum):
    ANNOUNCED = "announced"
    UNDER_ANALYSIS = "under_analysis"
    PLANNED = "planned"
    APPROVED = "approved"
    ACTIVE = "active"
    CLOSED = "closed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        return self in (VisitState.CLOSED, VisitState.CANCELLED)

    @property
    def on(self) -> bool:
        """It takes place, or is going to: a postponed one has no day yet."""
        return not self.over and self is not VisitState.POSTPONED

    @property
    def decided(self) -> bool:
        """What changes now has been told to people who act by it."""
        return self in (VisitState.APPROVED, VisitState.ACTIVE)


CALLED: Final = {
    VisitState.ANNOUNCED: mark("announced"),
    VisitState.UNDER_ANALYSIS: mark("under analysis"),
    VisitState.PLANNED: mark("planned, not approved"),
    VisitState.APPROVED: mark("approved"),
    VisitState.ACTIVE: mark("active"),
    VisitState.CLOSED: mark("closed"),
    VisitState.POSTPONED: mark("postponed"),
    VisitState.CANCELLED: mark("cancelled"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What an embassy says of a visit, and what is added to it; `team`: who protects it without a measure.

    `person`: the key of the protected person's file. `places`: where it goes, before there is a programme.
    """

    code_name: str
    rank: Rank
    kind: VisitKind
    delegation: str
    starts_at: datetime
    ends_at: datetime
    threat_level: int
    event: str | None = None
    person: str | None = None
    places: tuple[str, ...] = ()
    intake: Intake | None = None
    team: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """`code_name` is what stands on a wall; `open_legs` are the numbers of the legs still to be finished.

    `legs`: the highest number that a leg of it ever had. `intake` is None for one that came without.
    `released`: units have been told of its programme. `unapproved`: it moved before it was approved.
    `revision` grows with each change that people make, so that nobody overwrites what they have not seen.
    """

    code: str
    code_name: str
    rank: Rank
    kind: VisitKind
    delegation: str
    starts_at: datetime
    ends_at: datetime
    threat_level: int
    event: str | None
    legs: int
    open_legs: tuple[int, ...]
    state: VisitState = VisitState.APPROVED
    person: str | None = None
    places: tuple[str, ...] = ()
    intake: Intake | None = None
    team: tuple[str, ...] = ()
    programme: int = 1
    versions: tuple[Version, ...] = ()
    released: bool = True
    unapproved: bool = False
    planned_by: str | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    revision: int = 0

    @property
    def unanswered(self) -> bool:
        """Somebody has not said yet that they know of a changed programme."""
        return self.state.on and any(version.waits_for for version in self.versions)


def expectations(visit: Visit) -> list[Expectation]:
    """A visit closes at its end; while a leg is open it stays on the wall, but not for ever."""
    if not visit.state.on:
        return []
    if visit.open_legs:
        return [Expectation("abandoned", visit.ends_at + ABANDONED_AFTER)]
    return [Expectation("end", visit.ends_at)]
