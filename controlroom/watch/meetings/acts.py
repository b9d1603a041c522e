"""What people do with a meeting. `by` is an account's name; who may, the pages say."""

from dataclasses import dataclass
from datetime import datetime

from controlroom.watch.meetings.meeting import Invitee, Service


@dataclass(frozen=True, slots=True)
class CallMeeting:
    """`id` is chosen by whoever makes the command (`ids.meeting_id`), so that sending it twice is one."""

    id: str
    file: str
    at: datetime
    place: str
    invited: tuple[Invitee, ...]
    by: str
    analysis: str = ""


@dataclass(frozen=True, slots=True)
class MoveMeeting:
    meeting: str
    at: datetime
    place: str
    by: str


@dataclass(frozen=True, slots=True)
class Invite:
    meeting: str
    name: str
    service: Service
    by: str


@dataclass(frozen=True, slots=True)
class ShareAnalysis:
    """For all who are invited; a new one takes the place of the one before."""

    meeting: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class GiveOpinion:
    meeting: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class HoldMeeting:
    """It takes place now."""

    meeting: str
    by: str


@dataclass(frozen=True, slots=True)
class RecordDecision:
    meeting: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class CloseMeeting:
    meeting: str
    minutes: str
    by: str


ChangeOfMeeting = (
    MoveMeeting | Invite | ShareAnalysis | GiveOpinion | HoldMeeting | RecordDecision | CloseMeeting
)
MeetingCommand = CallMeeting | ChangeOfMeeting
