"""What an act with an alert leads to, or why it is refused."""

from datetime import datetime, timedelta
from typing import Final, assert_never

from controlroom.errors import AlreadyDone, Refused, Stale
from controlroom.watch.alerts.acts import (
    Acknowledge,
    Act,
    AnswerStep,
    Assign,
    Close,
    Escalate,
    Investigate,
    Note,
    Reset,
    Resolve,
    Shelve,
    UndoAcknowledgement,
    Unshelve,
)
from controlroom.watch.alerts.alert import Alert, Condition, Handling, Suppression
from controlroom.watch.alerts.events import (
    AlertAcknowledged,
    AlertAcknowledgementUndone,
    AlertAssigned,
    AlertCleared,
    AlertClosed,
    AlertEnded,
    AlertEscalated,
    AlertEvent,
    AlertInvestigated,
    AlertNeglected,
    AlertNoted,
    AlertReset,
    AlertResolved,
    AlertShelved,
    AlertStepAnswered,
    AlertUnshelved,
    ResetAsked,
)
from controlroom.watch.book import Book
from controlroom.watch.duty import Duty
from controlroom.watch.escalation import must_be_known
from controlroom.watch.rule import Ends, Rule
from controlroom.watch.words import mark

SAY_WHAT: Final = mark("say in a few words what was done")
SHELVED_AT_MOST: Final = timedelta(hours=8)
"""Requirement R24."""
SHELVED_FROM: Final = 3
"""The highest priority that may be shelved, or acknowledged with others at once."""
UNDONE_WITHIN: Final = timedelta(seconds=10)
"""A slip of the hand is noticed at once; whoever thinks about it longer assigns it, or calls."""
SECOND_WITHIN: Final = timedelta(minutes=10)
"""The second person confirms a reset while the first still remembers it."""


def decide(alert: Alert, act: Act, rule: Rule | None, duty: Duty, now: datetime) -> list[AlertEvent]:
    """`rule` is the alert's; None if this version of the program no longer has it."""
    if not alert.open:
        raise Refused(mark("this alert has ended"))
    match act:
        case Acknowledge():
            return _acknowledge(alert, act)
        case UndoAcknowledgement(by=by):
            return _undo(alert, by, now)
        case Assign(by=by, to=to, seen=seen):
            _must_be_current(alert, seen)
            same = alert.handling is Handling.ASSIGNED and alert.assigned_to == to
            return [] if same else [AlertAssigned(alert.id, by, to)]
        case Investigate(by=by):
            same = alert.handling is Handling.INVESTIGATING and alert.assigned_to == by
            return [] if same else [AlertInvestigated(alert.id, by)]
        case Note(by=by, text=text):
            return [AlertNoted(alert.id, by, _words(text))]
        case Escalate(by=by, means=means):
            if not means:
                raise Refused(mark("say who is to be called"), field="means")
            must_be_known(means, field="means")
            return [AlertEscalated(alert.id, 0, means, duty.called_by(means), by)]
        case Shelve():
            return _shelve(alert, act, now)
        case Unshelve(by=by):
            return [AlertUnshelved(alert.id, by)] if alert.suppression is Suppression.SHELVED else []
        case Resolve(by=by, text=text):
            if alert.handling not in (Handling.ASSIGNED, Handling.INVESTIGATING):
                raise Refused(mark("nobody is at work on it yet: assign it, or take it on, first"))
            return [AlertResolved(alert.id, by, _words(text))]
        case Close():
            return _close(alert, act, rule)
        case AnswerStep():
            return _answer(alert, act, rule)
        case Reset(by=by):
            return _reset(alert, by, now)
        case _:
            assert_never(act)


def _must_be_current(alert: Alert, seen: int) -> None:
    if seen != alert.version:
        raise Stale(mark("this alert changed after it was on your screen; look again"))


def _words(text: str, field: str = "text", asked: str = SAY_WHAT) -> str:
    said = text.strip()
    if not said:
        raise Refused(asked, field=field)
    return said


def _acknowledge(alert: Alert, act: Acknowledge) -> list[AlertEvent]:
    """One winner: whoever comes second is told who was first, unless it is the same person again.

    One that was neglected wants to be acknowledged again, by anybody.
    """
    if act.bulk and alert.priority < SHELVED_FROM:
        raise Refused(mark("a P%(priority)s is acknowledged one by one"), priority=alert.priority)
    if alert.acked_by == act.by and not alert.attention:
        return []
    if alert.acked_by and alert.acked_at and not alert.attention:
        raise AlreadyDone(mark("this alert is acknowledged"), by=alert.acked_by, at=alert.acked_at)
    _must_be_current(alert, act.seen)
    return [AlertAcknowledged(alert.id, act.by)]


def _undo(alert: Alert, by: str, now: datetime) -> list[AlertEvent]:
    if alert.acked_by is None or alert.acked_at is None:
        return []
    if alert.acked_by != by:
        raise Refused(mark("only who acknowledged it can take that back"))
    if alert.touched_at != alert.acked_at:
        raise Refused(mark("something was done with it since; that cannot be taken back"))
    if now - alert.acked_at > UNDONE_WITHIN:
        raise Refused(mark("too late: an acknowledgement is taken back within 10 seconds"))
    return [AlertAcknowledgementUndone(alert.id, by)]


def _shelve(alert: Alert, act: Shelve, now: datetime) -> list[AlertEvent]:
    if alert.priority < SHELVED_FROM or alert.latched:
        raise Refused(mark("a P%(priority)s cannot be shelved, only P3 and P4"), priority=alert.priority)
    if alert.suppression is Suppression.BY_DESIGN:
        raise Refused(mark("it is held back by its cause already"))
    if alert.suppression is Suppression.OUT_OF_SERVICE:
        raise Refused(mark("it is out of service already"))
    if not now < act.until <= now + SHELVED_AT_MOST:
        raise Refused(mark("shelving ends within 8 hours"), field="until")
    _must_be_current(alert, act.seen)
    if act.until == alert.shelved_until:
        return []
    return [AlertShelved(alert.id, act.by, act.until, _words(act.reason, "reason", mark("say why")))]


def _close(alert: Alert, act: Close, rule: Rule | None) -> list[AlertEvent]:
    """What clears by itself is closed when it has cleared; until then it is a fact, whatever anybody says."""
    if alert.condition is Condition.ACTIVE and alert.latched:
        raise Refused(mark("it is latched: two persons reset it first"))
    if alert.condition is Condition.ACTIVE and rule and rule.ends is Ends.BY_ITSELF:
        raise Refused(mark("it still holds and clears by itself; until then shelve it, or take it on"))
    _must_be_current(alert, act.seen)
    return [AlertClosed(alert.id, act.by, act.disposition, _words(act.text))]


def _answer(alert: Alert, act: AnswerStep, rule: Rule | None) -> list[AlertEvent]:
    step = next((step for step in rule.steps if step.id == act.step), None) if rule else None
    if step is None:
        raise Refused(mark("this alert has no step '%(step)s'"), field="step", step=act.step)
    if act.answer not in step.answers:
        raise Refused(mark("the answers are %(answers)s"), field="answer", answers=", ".join(step.answers))
    same = any((of.step, of.answer) == (act.step, act.answer) for of in alert.answers)
    return [] if same else [AlertStepAnswered(alert.id, act.by, act.step, act.answer)]


def _reset(alert: Alert, by: str, now: datetime) -> list[AlertEvent]:
    """Requirement R21: two persons. Whoever asked too long ago, asks again."""
    if not alert.latched:
        raise Refused(mark("it clears by itself: nothing has to be reset"))
    if alert.condition is Condition.CLEARED:
        return []
    first, asked_at = alert.reset_asked_by, alert.reset_asked_at
    if first is None or asked_at is None or now - asked_at > SECOND_WITHIN:
        return [ResetAsked(alert.id, by)]
    if first == by:
        raise Refused(mark("another person has to confirm the reset"))
    return [AlertReset(alert.id, by, first, alert.object)]


def pass_deadline(alert: Alert, kind: str, book: Book, duty: Duty) -> list[AlertEvent]:
    match kind:
        case "escalate":
            rung = book.ladder(alert.priority).rung(alert.escalation)
            if rung is None:
                return []
            return [AlertEscalated(alert.id, alert.escalation + 1, rung.means, duty.called_by(rung.means))]
        case "untouched":
            return [AlertNeglected(alert.id)]
        case "unshelve":
            return [AlertUnshelved(alert.id)]
        case "lull":
            return [AlertCleared(alert.id)]
        case "end":
            return [AlertEnded(alert.id)]
        case _:
            return []
