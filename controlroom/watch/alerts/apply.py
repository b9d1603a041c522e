"""How an alert takes what happened to it."""

from dataclasses import replace
from datetime import datetime
from typing import Any, assert_never

from controlroom.watch.alerts.alert import Alert, Answer, Condition, Handling, Suppression
from controlroom.watch.alerts.events import (
    AlertAcknowledged,
    AlertAcknowledgementUndone,
    AlertAssigned,
    AlertChanged,
    AlertChattered,
    AlertCleared,
    AlertClosed,
    AlertEnded,
    AlertEscalated,
    AlertEvent,
    AlertInvestigated,
    AlertLulled,
    AlertNeglected,
    AlertNoted,
    AlertRaised,
    AlertReset,
    AlertResolved,
    AlertShelved,
    AlertStepAnswered,
    AlertUnshelved,
    ResetAsked,
)

ASIDE = (AlertEscalated, AlertNoted, AlertStepAnswered, AlertChattered, AlertLulled, ResetAsked)
"""What does not change what the alert is: an officer who had not seen it yet may still act."""
RETURNS_KEPT = 20
"""As many as the threshold of chattering can ask for."""


def apply(alert: Alert | None, event: AlertEvent, seq: int, at: datetime) -> Alert:
    if isinstance(event, AlertRaised):
        return _asked(_raised(event, seq, at), at)
    if alert is None:
        raise LookupError(f"{event.kind} of an alert that was never raised")
    after = _asked(_after(alert, event, at), at)
    return after if isinstance(event, ASIDE) else replace(after, version=alert.version + 1)


def _asked(alert: Alert, at: datetime) -> Alert:
    return replace(alert, asked_at=at) if alert.counts and alert.asked_at is None else alert


def _raised(event: AlertRaised, seq: int, at: datetime) -> Alert:
    return Alert(
        id=seq,
        rule=event.rule,
        object=event.object,
        priority=event.priority,
        site=event.site,
        raised_at=at,
        status=event.status,
        latched=event.latched,
        wants_since=at,
        count=event.count,
        suppression=event.suppression,
        cause=event.cause,
        returns=(at,),
        files=event.files,
    )


def _after(alert: Alert, event: AlertEvent, at: datetime) -> Alert:
    match event:
        case AlertRaised():
            raise LookupError("an alert is raised once")
        case AlertChanged():
            return _changed(alert, event, at)
        case AlertCleared():
            return replace(
                alert, condition=Condition.CLEARED, cleared_at=at, lull_since=None, chattering=False
            )
        case AlertChattered():
            return replace(alert, chattering=True)
        case AlertLulled():
            return replace(alert, lull_since=at)
        case AlertEnded():
            return replace(alert, ended_at=at, **NOT_SUPPRESSED)
        case AlertNeglected():
            return replace(_to_be_called_anew(alert, at), attention=True)
        case AlertUnshelved(by=by):
            back = replace(_to_be_called_anew(alert, at), **NOT_SUPPRESSED)
            return back if by is None else _touched(back, at)
        case AlertEscalated(step=step, means=means, by=by):
            called = tuple(dict.fromkeys((*alert.called, *means)))
            after = replace(alert, called=called)
            return replace(after, escalation=step, escalated_at=at) if by is None else _touched(after, at)
        case _:
            return _touched(_acted(alert, event, at), at)


NOT_SUPPRESSED: dict[str, Any] = {
    "suppression": Suppression.NONE,
    "cause": None,
    "shelved_by": None,
    "shelved_until": None,
    "shelf_reason": None,
}


def _touched(alert: Alert, at: datetime) -> Alert:
    """A person did something about it."""
    return replace(alert, touched_at=at, attention=False)


def _acted(
    alert: Alert,
    event: AlertAcknowledged
    | AlertAcknowledgementUndone
    | AlertAssigned
    | AlertInvestigated
    | AlertNoted
    | AlertShelved
    | AlertResolved
    | AlertClosed
    | AlertStepAnswered
    | ResetAsked
    | AlertReset,
    at: datetime,
) -> Alert:
    match event:
        case AlertAcknowledged(by=by):
            return _acknowledged(alert, by, at)
        case AlertAcknowledgementUndone():
            first = None if alert.first_acked_at == alert.acked_at else alert.first_acked_at
            return replace(alert, acked_by=None, acked_at=None, first_acked_at=first, undone_at=at)
        case AlertAssigned(to=to):
            return replace(alert, handling=Handling.ASSIGNED, assigned_to=to)
        case AlertInvestigated(by=by):
            return replace(alert, handling=Handling.INVESTIGATING, assigned_to=by)
        case AlertNoted():
            return alert
        case AlertShelved(by=by, until=until, reason=reason):
            shelved = replace(alert, suppression=Suppression.SHELVED, shelved_by=by)
            return replace(shelved, shelved_until=until, shelf_reason=reason)
        case AlertResolved():
            return replace(alert, handling=Handling.RESOLVED)
        case AlertClosed(by=by, disposition=disposition):
            seen = alert if alert.acked_by else _acknowledged(alert, by, at)
            closed = replace(seen, handling=Handling.CLOSED, disposition=disposition, ended_at=at)
            return replace(closed, **NOT_SUPPRESSED)
        case AlertStepAnswered(by=by, step=step, answer=answer):
            others = tuple(of for of in alert.answers if of.step != step)
            return replace(alert, answers=(*others, Answer(step, answer, by, at)))
        case ResetAsked(by=by):
            return replace(alert, reset_asked_by=by, reset_asked_at=at)
        case AlertReset():
            cleared = replace(alert, condition=Condition.CLEARED, cleared_at=at)
            return replace(cleared, reset_asked_by=None, reset_asked_at=None)
        case _:
            assert_never(event)


def _acknowledged(alert: Alert, by: str, at: datetime) -> Alert:
    return replace(alert, acked_by=by, acked_at=at, first_acked_at=alert.first_acked_at or at)


def _changed(alert: Alert, event: AlertChanged, at: datetime) -> Alert:
    cleared = alert.condition is Condition.CLEARED
    called_again = alert.latched and event.count > alert.count
    rose = event.priority < alert.priority
    released = alert.suppression in _BY_THE_WATCH and event.suppression is Suppression.NONE
    after = replace(
        alert,
        priority=event.priority,
        count=event.count,
        status=event.status,
        condition=Condition.ACTIVE,
        cleared_at=None,
        lull_since=None,
        files=event.files,
        returns=(*alert.returns, at)[-RETURNS_KEPT:] if cleared or alert.lull_since else alert.returns,
    )
    out = event.suppression is Suppression.OUT_OF_SERVICE
    if alert.suppression is not Suppression.SHELVED or rose or out:
        after = replace(after, **NOT_SUPPRESSED)
        after = replace(after, suppression=event.suppression, cause=event.cause)
    if rose or called_again or cleared or released:
        return _wants_again(after, at, alert.acked_by if released and not (rose or cleared) else None)
    return after


_BY_THE_WATCH = (Suppression.BY_DESIGN, Suppression.OUT_OF_SERVICE)


def _wants_again(alert: Alert, at: datetime, acked_by: str | None) -> Alert:
    """What was said of it before was said of less: it is in work again, and a reset is asked for anew."""
    acked_at = alert.acked_at if acked_by else None
    resolved = alert.handling is Handling.RESOLVED
    return replace(
        _to_be_called_anew(alert, at),
        acked_by=acked_by,
        acked_at=acked_at,
        attention=False,
        handling=Handling.ASSIGNED if resolved else alert.handling,
        reset_asked_by=None,
        reset_asked_at=None,
    )


def _to_be_called_anew(alert: Alert, at: datetime) -> Alert:
    """The ladder is climbed from its foot."""
    return replace(alert, wants_since=at, escalation=0, escalated_at=None, called=(), undone_at=None)
