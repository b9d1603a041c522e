"""What happens to a meeting. Each names the file, so that a restricted file keeps what is said of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from controlroom.watch.meetings.meeting import Invitee, Service
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE


@dataclass(frozen=True, slots=True)
class _OfMeeting:
    meeting: str
    file: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.MEETING, self.meeting),)


@dataclass(frozen=True, slots=True)
class MeetingCalled(_OfMeeting):
    """`analysed`: with a threat analysis that is shared from the beginning, also if that was erased since."""

    kind: ClassVar = "meeting.called"
    at: datetime
    place: str
    invited: tuple[Invitee, ...]
    by: str
    called_at: datetime
    analysed: bool = False
    analysis: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class MeetingMoved(_OfMeeting):
    kind: ClassVar = "meeting.moved"
    at: datetime
    place: str
    by: str


@dataclass(frozen=True, slots=True)
class PartnerInvited(_OfMeeting):
    kind: ClassVar = "meeting.invited"
    name: str
    service: Service
    by: str


@dataclass(frozen=True, slots=True)
class AnalysisShared(_OfMeeting):
    kind: ClassVar = "meeting.analysis_shared"
    by: str
    at: datetime
    text: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class OpinionGiven(_OfMeeting):
    """`service`: for which the person was invited then."""

    kind: ClassVar = "meeting.opinion_given"
    by: str
    service: Service
    at: datetime
    text: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class MeetingHeld(_OfMeeting):
    kind: ClassVar = "meeting.held"
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MeetingDecided(_OfMeeting):
    kind: ClassVar = "meeting.decided"
    by: str
    at: datetime
    text: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class MeetingClosed(_OfMeeting):
    """With its minutes."""

    kind: ClassVar = "meeting.closed"
    by: str
    at: datetime
    text: str | None = field(default=None, metadata=PRIVATE)


MeetingEvent = (
    MeetingCalled
    | MeetingMoved
    | PartnerInvited
    | AnalysisShared
    | OpinionGiven
    | MeetingHeld
    | MeetingDecided
    | MeetingClosed
)
