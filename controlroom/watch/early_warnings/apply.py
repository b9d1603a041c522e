"""How an early warning takes what happened to it; `seq` is where the words of the event stand."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from controlroom.watch.early_warnings.early_warning import (
    Apart,
    Assessment,
    EarlyWarning,
    Shared,
    WarningState,
)
from controlroom.watch.early_warnings.events import (
    WarningAssessed,
    WarningClosed,
    WarningEvent,
    WarningFeedbackGiven,
    WarningInvestigated,
    WarningLinked,
    WarningOfferedAgain,
    WarningOpinionGiven,
    WarningPurged,
    WarningReported,
    WarningShared,
    WarningStayedUnanswered,
    WarningStayedUnread,
    WarningToldApart,
    WarningTriaged,
    WarningUnlinked,
)
from controlroom.watch.meetings.meeting import Opinion, Said


def apply(warning: EarlyWarning | None, event: WarningEvent, seq: int, received_at: datetime) -> EarlyWarning:
    if isinstance(event, WarningReported):
        return _reported(event, seq, received_at)
    if warning is None:
        raise LookupError(f"{event.kind} of an early warning that was never reported")
    match event:
        case WarningTriaged(by=by, at=at):
            return replace(warning, state=WarningState.TRIAGED, triaged_by=by, triaged_at=at, unread=False)
        case WarningShared():
            return _shared(warning, event, seq)
        case WarningOpinionGiven(by=by, service=service, at=at):
            opinions = (*warning.opinions, Opinion(by, service, at, seq))
            return replace(warning, opinions=opinions, unanswered=0)
        case WarningInvestigated(by=by, at=at):
            state = WarningState.UNDER_INVESTIGATION
            return replace(warning, state=state, investigated_by=by, investigated_at=at)
        case WarningAssessed(action=action, by=by, at=at, measure=measure):
            assessed = (*warning.assessments, Assessment(action, by, at, seq, measure))
            return replace(warning, state=WarningState.ASSESSED, assessments=assessed, unanswered=0)
        case WarningFeedbackGiven(by=by, at=at):
            return replace(warning, state=WarningState.FEEDBACK_GIVEN, feedback=Said(by, at, seq))
        case WarningClosed(outcome=outcome, by=by, at=at):
            state = WarningState.CLOSED
            return replace(warning, state=state, outcome=outcome, closed_by=by, closed_at=at)
        case WarningStayedUnread():
            return replace(warning, unread=True)
        case WarningStayedUnanswered(times=times):
            return replace(warning, unanswered=times)
        case WarningPurged():
            return replace(warning, purged_at=received_at)
        case WarningLinked(described=described):
            return replace(warning, described=described)
        case WarningUnlinked():
            return replace(warning, described=None)
        case WarningToldApart():
            apart = Apart(_than(warning, event), event.by, received_at, seq)
            return replace(warning, unlike=(*warning.unlike, apart))
        case WarningOfferedAgain():
            than = _than(warning, event)
            return replace(warning, unlike=tuple(one for one in warning.unlike if one.ref != than))
        case _:
            assert_never(event)


def _than(warning: EarlyWarning, event: WarningToldApart | WarningOfferedAgain) -> str:
    """The other one, for each of the two."""
    return event.other if warning.ref == event.warning else event.warning


def _reported(event: WarningReported, seq: int, received_at: datetime) -> EarlyWarning:
    return EarlyWarning(
        event.warning,
        event.company,
        event.site,
        event.behaviour,
        event.at,
        received_at,
        event.report.unit,
        event.report.status,
        event.level,
        seq,
    )


def _shared(warning: EarlyWarning, event: WarningShared, seq: int) -> EarlyWarning:
    """What is investigated or assessed already stays so, whoever else is told."""
    told = (Shared(one.name, one.service, event.by, event.at, seq) for one in event.partners)
    first = warning.state is WarningState.TRIAGED
    state = WarningState.SHARED if first else warning.state
    return replace(warning, state=state, shared=(*warning.shared, *told))
