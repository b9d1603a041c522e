"""A meeting of the partners over one file: invited, held, closed with minutes.

What is said in it (the analysis, the opinions, the decision, the minutes) stands in the journal alone; the
meeting points at it by number. An opinion is never written over: another one of the same person follows it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MeetingState(StrEnum):
    INVITED = "invited"
    HELD = "held"
    CLOSED = "closed"


class Service(StrEnum):
    """For whom somebody sits at the table."""

    STATE_SECURITY = "state_security"
    CUTA = "cuta"
    FEDERAL_POLICE = "federal_police"
    PROSECUTOR = "prosecutor"
    FEB = "feb"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Invitee:
    """`name` is an account's."""

    name: str
    service: Service


@dataclass(frozen=True, slots=True)
class Said:
    """Words that somebody wrote: `number` is where they stand in the journal."""

    by: str
    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Opinion:
    """`service`: for whom it was given."""

    by: str
    service: Service
    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """`file` is what it is about, as in `site:BE-01`. `opinions`: all that were given, the newest last."""

    id: str
    file: str
    at: datetime
    place: str
    called_by: str
    called_at: datetime
    invited: tuple[Invitee, ...]
    state: MeetingState = MeetingState.INVITED
    analysis: Said | None = None
    opinions: tuple[Opinion, ...] = ()
    decision: Said | None = None
    minutes: Said | None = None
    held_at: datetime | None = None

    @property
    def closed(self) -> bool:
        return self.state is MeetingState.CLOSED

    def seat(self, name: str) -> Invitee | None:
        return next((one for one in self.invited if one.name == name), None)

    def opinion_of(self, name: str) -> Opinion | None:
        """The one that counts: the newest."""
        return next((one for one in reversed(self.opinions) if one.by == name), None)

    @property
    def standing(self) -> tuple[Opinion, ...]:
        """The opinion that counts of each, in the order in which they were given."""
        newest = {one.by: one for one in self.opinions}
        return tuple(sorted(newest.values(), key=lambda one: one.number))
