"""What follows from an act on an early warning, or why it is refused."""

from datetime import datetime
from typing import Final, assert_never

from controlroom.errors import Conflict, Forbidden, Refused, Stale
from controlroom.watch.early_warnings.acts import (
    AdviseOnWarning,
    AssessWarning,
    ChangeOfWarning,
    CloseWarning,
    GiveFeedback,
    InvestigateWarning,
    ReportWarning,
    ShareWarning,
    TriageWarning,
)
from controlroom.watch.early_warnings.early_warning import EarlyWarning, WarningState
from controlroom.watch.early_warnings.events import (
    WarningAssessed,
    WarningClosed,
    WarningEvent,
    WarningFeedbackGiven,
    WarningInvestigated,
    WarningOpinionGiven,
    WarningReported,
    WarningShared,
    WarningTriaged,
)
from controlroom.watch.words import mark

SHARED_AT_MOST: Final = 50
TAKEN: Final = mark("There is another report with this id.")
NO_FACTS: Final = mark("Say what was seen: the facts.")
CLOSED: Final = mark("This report is closed: what was said of it stays as it is.")
NOT_TAKEN_UP: Final = mark("Nobody has taken this report up yet.")
NOBODY: Final = mark("Share it with at least one partner.")
TOO_MANY: Final = mark("It is shared with at most 50 people.")
WHY: Final = mark("Say why they need to know.")
NOT_SHARED: Final = mark("Only those with whom it was shared give an opinion.")
SAY_IT: Final = mark("Write what you mean.")
ASSESSED: Final = mark("This report is assessed already.")
NO_MEASURE: Final = mark("Where protective action is needed, propose the measure.")
NOT_ASSESSED: Final = mark("Assess the report first.")
NO_FEEDBACK: Final = mark("Tell the company first: a report is closed with an answer.")

SAID_MEANWHILE: Final = mark("Something was said of this report meanwhile. Read it, then decide.")


def report(
    warning: EarlyWarning | None, command: ReportWarning, level: int, now: datetime
) -> list[WarningReported]:
    """`level`: of its site."""
    if warning:
        if (warning.company, warning.by) == (command.company, command.report.unit):
            return []
        raise Conflict(TAKEN, field="id")
    if not command.account.facts.strip():
        raise Refused(NO_FACTS, field="facts")
    at = min(command.report.at, now)
    told = command.report, command.company, command.behaviour, at, level, command.account
    return [WarningReported(command.ref, command.site, *told)]


def decide(warning: EarlyWarning, command: ChangeOfWarning, now: datetime) -> list[WarningEvent]:
    if warning.closed:
        return _again(warning, command)
    if warning.state is WarningState.RECEIVED and not isinstance(command, TriageWarning):
        raise Refused(NOT_TAKEN_UP, field="warning")
    return _change(warning, command, now)


def _again(warning: EarlyWarning, command: ChangeOfWarning) -> list[WarningEvent]:
    """Whoever closes it a second time finds it closed; nothing else is done with it."""
    done = (warning.outcome, warning.closed_by)
    if isinstance(command, CloseWarning) and done == (command.outcome, command.by):
        return []
    raise Refused(CLOSED, field="warning")


def _change(warning: EarlyWarning, command: ChangeOfWarning, now: datetime) -> list[WarningEvent]:
    of = warning.ref, warning.site
    match command:
        case TriageWarning(by=by):
            new = warning.state is WarningState.RECEIVED
            return [WarningTriaged(*of, by, now)] if new else []
        case ShareWarning():
            return _share(warning, command, now)
        case AdviseOnWarning(text=text, by=by):
            seat = warning.shared_with(by)
            if seat is None:
                raise Forbidden(NOT_SHARED)
            return [WarningOpinionGiven(*of, by, seat.service, now, _said(text))]
        case InvestigateWarning(by=by):
            return _investigate(warning, by, now)
        case AssessWarning():
            return _assess(warning, command, now)
        case GiveFeedback(text=text, by=by, seen=seen):
            if warning.assessment is None:
                raise Refused(NOT_ASSESSED, field="warning")
            _must_have_seen(warning, seen)
            return [WarningFeedbackGiven(*of, by, now, _said(text))]
        case CloseWarning(outcome=outcome, by=by, seen=seen):
            if warning.state is not WarningState.FEEDBACK_GIVEN:
                raise Refused(NO_FEEDBACK, field="feedback")
            _must_have_seen(warning, seen)
            return [WarningClosed(*of, outcome, by, now)]
        case _:
            assert_never(command)


def _share(warning: EarlyWarning, command: ShareWarning, now: datetime) -> list[WarningEvent]:
    if not command.partners:
        raise Refused(NOBODY, field="partners")
    if not command.need.strip():
        raise Refused(WHY, field="need")
    fresh = {one.name: one for one in command.partners if not warning.shared_with(one.name)}
    if len(warning.shared) + len(fresh) > SHARED_AT_MOST:
        raise Refused(TOO_MANY, field="partners")
    told = command.by, now, command.need.strip()
    return [WarningShared(warning.ref, warning.site, tuple(fresh.values()), *told)] if fresh else []


def _investigate(warning: EarlyWarning, by: str, now: datetime) -> list[WarningEvent]:
    if warning.assessment:
        raise Refused(ASSESSED, field="warning")
    begun = warning.state is WarningState.UNDER_INVESTIGATION
    return [] if begun else [WarningInvestigated(warning.ref, warning.site, by, now)]


def _assess(warning: EarlyWarning, command: AssessWarning, now: datetime) -> list[WarningEvent]:
    if command.action and command.draft is None:
        raise Refused(NO_MEASURE, field="measure")
    text, measure = _said(command.text), command.measure if command.action else None
    before = warning.assessment
    if before and measure and before.measure == measure:
        return []
    _must_have_seen(warning, command.seen)
    return [WarningAssessed(warning.ref, warning.site, command.action, command.by, now, measure, text)]


def _must_have_seen(warning: EarlyWarning, seen: int | None) -> None:
    """Nobody decides against what somebody else said while they wrote."""
    if seen not in (None, warning.said_last):
        raise Stale(SAID_MEANWHILE)


def _said(text: str) -> str:
    if not text.strip():
        raise Refused(SAY_IT, field="text")
    return text.strip()
