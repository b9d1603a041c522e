"""How a meeting takes what happened to it; `seq` is where the words of the event stand."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

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
from controlroom.watch.meetings.meeting import Invitee, Meeting, MeetingState, Opinion, Said


def apply(meeting: Meeting | None, event: MeetingEvent, seq: int, _: datetime) -> Meeting:
    if isinstance(event, MeetingCalled):
        return _called(event, seq)
    if meeting is None:
        raise LookupError(f"{event.kind} of a meeting that was never called")
    match event:
        case MeetingMoved(at=at, place=place):
            return replace(meeting, at=at, place=place)
        case PartnerInvited(name=name, service=service):
            return replace(meeting, invited=(*meeting.invited, Invitee(name, service)))
        case AnalysisShared(by=by, at=at):
            return replace(meeting, analysis=Said(by, at, seq))
        case OpinionGiven(by=by, service=service, at=at):
            return replace(meeting, opinions=(*meeting.opinions, Opinion(by, service, at, seq)))
        case MeetingHeld(at=at):
            return replace(meeting, state=MeetingState.HELD, held_at=at)
        case MeetingDecided(by=by, at=at):
            return replace(meeting, decision=Said(by, at, seq))
        case MeetingClosed(by=by, at=at):
            return replace(meeting, state=MeetingState.CLOSED, minutes=Said(by, at, seq))
        case _:
            assert_never(event)


def _called(event: MeetingCalled, seq: int) -> Meeting:
    return Meeting(
        event.meeting,
        event.file,
        event.at,
        event.place,
        event.by,
        event.called_at,
        event.invited,
        analysis=Said(event.by, event.called_at, seq) if event.analysed else None,
    )
