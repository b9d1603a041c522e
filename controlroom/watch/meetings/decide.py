"""What follows from an act on a meeting, or why it is refused."""

from datetime import datetime
from typing import Final, assert_never

from controlroom.errors import Forbidden, Refused
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
from controlroom.watch.meetings.meeting import Meeting, MeetingState
from controlroom.watch.words import mark

INVITED_AT_MOST: Final = 50
TAKEN: Final = mark("Another meeting has this number already.")
NOBODY: Final = mark("Invite at least one person.")
TOO_MANY: Final = mark("At most 50 people are invited.")
TWICE: Final = mark("%(name)s is invited already.")
NO_PLACE: Final = mark("Say where it takes place.")
CLOSED: Final = mark("This meeting is closed: what was said in it stays as it is.")
HELD: Final = mark("This meeting has taken place.")
NOT_HELD: Final = mark("This meeting has not taken place yet.")
NOT_INVITED: Final = mark("Only whoever is invited gives an opinion.")
SAY_IT: Final = mark("Write what you mean.")
NO_MINUTES: Final = mark("A meeting is closed with its minutes.")
UNDECIDED: Final = mark("Record first what was decided.")


def decide(meeting: Meeting | None, command: MeetingCommand, now: datetime) -> list[MeetingEvent]:
    if isinstance(command, CallMeeting):
        return _call(meeting, command, now)
    if meeting is None:
        raise LookupError("whoever calls this knows the meeting")
    if meeting.closed:
        return _again(meeting, command)
    return _change(meeting, command, now)


def _call(meeting: Meeting | None, command: CallMeeting, now: datetime) -> list[MeetingEvent]:
    if meeting:
        if (meeting.file, meeting.called_by) == (command.file, command.by):
            return []
        raise Refused(TAKEN, field="id")
    if not command.place.strip():
        raise Refused(NO_PLACE, field="place")
    if not command.invited:
        raise Refused(NOBODY, field="invited")
    if len(command.invited) > INVITED_AT_MOST:
        raise Refused(TOO_MANY, field="invited")
    names = [one.name for one in command.invited]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Refused(TWICE, field="invited", name=twice)
    called = MeetingCalled(
        command.id,
        command.file,
        command.at,
        command.place.strip(),
        command.invited,
        command.by,
        now,
        bool(command.analysis.strip()),
        command.analysis.strip() or None,
    )
    return [called]


def _again(meeting: Meeting, command: ChangeOfMeeting) -> list[MeetingEvent]:
    """Whoever closes it a second time finds it closed; nothing else is done with it."""
    if isinstance(command, CloseMeeting) and meeting.minutes and meeting.minutes.by == command.by:
        return []
    raise Refused(CLOSED, field="meeting")


def _change(meeting: Meeting, command: ChangeOfMeeting, now: datetime) -> list[MeetingEvent]:
    key, file = meeting.id, meeting.file
    match command:
        case MoveMeeting(at=at, place=place, by=by):
            return _move(meeting, at, place.strip(), by)
        case Invite():
            return _invite(meeting, command)
        case ShareAnalysis(text=text, by=by):
            return [AnalysisShared(key, file, by, now, _said(text))]
        case GiveOpinion(text=text, by=by):
            seat = meeting.seat(by)
            if seat is None:
                raise Forbidden(NOT_INVITED)
            return [OpinionGiven(key, file, by, seat.service, now, _said(text))]
        case HoldMeeting(by=by):
            held = meeting.state is MeetingState.HELD
            return [] if held else [MeetingHeld(key, file, by, now)]
        case RecordDecision(text=text, by=by):
            _must_have_been_held(meeting)
            return [MeetingDecided(key, file, by, now, _said(text))]
        case CloseMeeting(minutes=minutes, by=by):
            _must_have_been_held(meeting)
            if meeting.decision is None:
                raise Refused(UNDECIDED, field="decision")
            if not minutes.strip():
                raise Refused(NO_MINUTES, field="minutes")
            return [MeetingClosed(key, file, by, now, minutes.strip())]
        case _:
            assert_never(command)


def _move(meeting: Meeting, at: datetime, place: str, by: str) -> list[MeetingEvent]:
    if meeting.state is not MeetingState.INVITED:
        raise Refused(HELD, field="at")
    if not place:
        raise Refused(NO_PLACE, field="place")
    same = (at, place) == (meeting.at, meeting.place)
    return [] if same else [MeetingMoved(meeting.id, meeting.file, at, place, by)]


def _invite(meeting: Meeting, command: Invite) -> list[MeetingEvent]:
    seat = meeting.seat(command.name)
    if seat and seat.service is command.service:
        return []
    if seat:
        raise Refused(TWICE, field="name", name=command.name)
    if len(meeting.invited) >= INVITED_AT_MOST:
        raise Refused(TOO_MANY, field="name")
    return [PartnerInvited(meeting.id, meeting.file, command.name, command.service, command.by)]


def _must_have_been_held(meeting: Meeting) -> None:
    if meeting.state is MeetingState.INVITED:
        raise Refused(NOT_HELD, field="meeting")


def _said(text: str) -> str:
    if not text.strip():
        raise Refused(SAY_IT, field="text")
    return text.strip()
