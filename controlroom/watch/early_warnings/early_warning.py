"""A report of a company that something is suspicious, and what the centre and its partners made of it.

What people wrote (the facts, their opinion, the answer) stands in the journal alone; the report points at it
by number. An opinion or an assessment is never written over: another one follows it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from controlroom.watch.incidents import Vehicle
from controlroom.watch.meetings.meeting import Opinion, Said, Service
from controlroom.watch.reports import Status


class Behaviour(StrEnum):
    """What is reported, as in the functional standard ISE-SAR."""

    BREACH = "breach"
    MISREPRESENTATION = "misrepresentation"
    THEFT = "theft"
    SABOTAGE = "sabotage"
    CYBER_ATTACK = "cyber_attack"
    THREAT = "threat"
    AVIATION = "aviation"
    ELICITING = "eliciting"
    PROBING = "probing"
    RECRUITING = "recruiting"
    PHOTOGRAPHY = "photography"
    OBSERVATION = "observation"
    MATERIALS = "materials"
    EXPERTISE = "expertise"
    WEAPONS = "weapons"
    SECTOR_SPECIFIC = "sector_specific"


URGENT: Final = frozenset({Behaviour.WEAPONS, Behaviour.MATERIALS})
"""Weapons, and what explosives are made of: nobody waits a quarter of an hour for these (R33)."""
SERIOUS_LEVEL: Final = 3
UNFOUNDED_KEPT_FOR: Final = timedelta(days=365)
"""So long are the words of a report kept that was unfounded (requirement R50)."""


class WarningState(StrEnum):
    RECEIVED = "received"
    TRIAGED = "triaged"
    SHARED = "shared"
    UNDER_INVESTIGATION = "under_investigation"
    ASSESSED = "assessed"
    FEEDBACK_GIVEN = "feedback_given"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What it turned out to be."""

    UNFOUNDED = "unfounded"
    EXPLAINED = "explained"
    CONFIRMED = "confirmed"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class Account:
    """What was said: facts apart from opinion, the vehicle, how a person or an object looked.

    `photos` by the digests of what they show; they are kept beside the journal.
    """

    facts: str
    assessment: str | None = None
    vehicle: Vehicle | None = None
    person: str | None = None
    object: str | None = None
    photos: tuple[str, ...] = ()

    @property
    def of_somebody(self) -> bool:
        """It tells of a vehicle or a person, or may show one."""
        return bool(self.vehicle or self.person or self.photos)


@dataclass(frozen=True, slots=True)
class Shared:
    """With whom it was shared, and by whom; why they need to know stands in the journal at `number`."""

    name: str
    service: Service
    by: str
    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Apart:
    """Another report, of which somebody said that it describes somebody else; why, in the journal."""

    ref: str
    by: str
    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """Whether protective action is needed; `measure` is the one that was proposed for it."""

    action: bool
    by: str
    at: datetime
    number: int
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """`number`: where the words of the report stand. `by`: the account or the unit that sent it.

    `at` is the sender's time, never later than when it was received. `level`: of its site, then.
    `unread`: nobody took it up in time. `unanswered`: 1 no partner said anything for a day, 2 for three.
    `purged_at`: since when nothing is kept of what was said in it. `described`: the described person to
    whom people linked it; `unlike`: the reports of which they said that they are about somebody else.
    """

    ref: str
    company: str
    site: str
    behaviour: Behaviour
    at: datetime
    received_at: datetime
    by: str
    status: Status
    level: int
    number: int
    state: WarningState = WarningState.RECEIVED
    triaged_by: str | None = None
    triaged_at: datetime | None = None
    shared: tuple[Shared, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    investigated_by: str | None = None
    investigated_at: datetime | None = None
    assessments: tuple[Assessment, ...] = ()
    feedback: Said | None = None
    outcome: Outcome | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None
    unread: bool = False
    unanswered: int = 0
    purged_at: datetime | None = None
    described: str | None = None
    unlike: tuple[Apart, ...] = ()

    @property
    def closed(self) -> bool:
        return self.state is WarningState.CLOSED

    @property
    def urgent(self) -> bool:
        """Not a quarter of an hour is waited."""
        return self.behaviour in URGENT or self.level >= SERIOUS_LEVEL

    @property
    def kept_until(self) -> datetime | None:
        """Of one that was unfounded, while its words are kept."""
        if self.outcome is not Outcome.UNFOUNDED or self.closed_at is None or self.purged_at:
            return None
        return self.closed_at + UNFOUNDED_KEPT_FOR

    @property
    def assessment(self) -> Assessment | None:
        """The one that counts: the newest."""
        return self.assessments[-1] if self.assessments else None

    @property
    def said_last(self) -> int:
        """Where the last opinion, assessment or answer stands, or the report itself."""
        answers = (self.feedback,) if self.feedback else ()
        return max((one.number for one in (*self.opinions, *self.assessments, *answers)), default=self.number)

    @property
    def awaits_opinions(self) -> bool:
        """It was shared, and nobody has said anything or decided without."""
        asked = self.state in (WarningState.SHARED, WarningState.UNDER_INVESTIGATION)
        return asked and bool(self.shared) and not self.opinions

    def shared_with(self, name: str) -> Shared | None:
        return next((one for one in self.shared if one.name == name), None)

    def told_apart(self, ref: str) -> bool:
        return any(one.ref == ref for one in self.unlike)

    @property
    def standing(self) -> tuple[Opinion, ...]:
        """The opinion that counts of each, in the order in which they were given."""
        newest = {one.by: one for one in self.opinions}
        return tuple(sorted(newest.values(), key=lambda one: one.number))
