"""Meetings of the partners over one file: who is invited, what each of them says, what was decided."""

from controlroom.watch.meetings.acts import (
    CallMeeting,
    ChangeOfMeeting,
    CloseMeeting,
    GiveOpinion,
    HoldMeeting,
    Invite,
    MeetingCommand,
    MoveMeeting,
    RecordDecision,
    ShareAnalysis,
)
from controlroom.watch.meetings.apply import apply
from controlroom.watch.meetings.decide import decide
from controlroom.watch.meetings.events import (
    AnalysisShared,
    MeetingCalled,
    MeetingClosed,
    MeetingDecided,
    MeetingEvent,
    MeetingHeld,
    MeetingMoved,
    OpinionGiven,
    PartnerInvited,
)
from controlroom.watch.meetings.meeting import Invitee, Meeting, MeetingState, Opinion, Said, Service

__all__ = [
    "AnalysisShared",
    "CallMeeting",
    "ChangeOfMeeting",
    "CloseMeeting",
    "GiveOpinion",
    "HoldMeeting",
    "Invite",
    "Invitee",
    "Meeting",
    "MeetingCalled",
    "MeetingClosed",
    "MeetingCommand",
    "MeetingDecided",
    "MeetingEvent",
    "MeetingHeld",
    "MeetingMoved",
    "MeetingState",
    "MoveMeeting",
    "Opinion",
    "OpinionGiven",
    "PartnerInvited",
    "RecordDecision",
    "Said",
    "Service",
    "ShareAnalysis",
    "apply",
    "decide",
]
