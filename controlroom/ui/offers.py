"""What can be done with an alert as it is: so that nothing is offered that would be refused."""

from datetime import datetime
from typing import Final

from controlroom.auth.roles import Right, Role
from controlroom.watch.alerts import Alert, Condition, Handling, Suppression
from controlroom.watch.alerts.decide import SHELVED_FROM, UNDONE_WITHIN
from controlroom.watch.rule import Ends, Rule

NEEDS: Final = {
    "acknowledge": Right.ACKNOWLEDGE,
    "undo": Right.ACKNOWLEDGE,
    "assign": Right.HANDLE,
    "investigate": Right.HANDLE,
    "note": Right.NOTE,
    "escalate": Right.HANDLE,
    "shelve": Right.SHELVE,
    "unshelve": Right.SHELVE,
    "resolve": Right.HANDLE,
    "close": Right.CLOSE,
    "step": Right.NOTE,
    "reset": Right.RESET,
}
"""The right that each act takes."""
SHELF_MINUTES: Final = (15, 30, 60, 120, 240, 480)
"""For how long an alert can be shelved, to choose from; requirement R24 allows 8 hours."""


def offers(alert: Alert, rule: Rule | None, role: Role, name: str, now: datetime) -> frozenset[str]:
    """The acts that this person, of this role, may try."""
    return frozenset(act for act in _possible(alert, rule, name, now) if role.may(NEEDS[act]))


def _possible(alert: Alert, rule: Rule | None, name: str, now: datetime) -> set[str]:
    if not alert.open:
        return set()
    shelved = alert.suppression is Suppression.SHELVED
    mine = alert.handling is Handling.INVESTIGATING and alert.assigned_to == name
    possible = {
        "assign": True,
        "note": True,
        "step": bool(rule and rule.steps),
        "undo": can_be_undone(alert, name, now),
        "acknowledge": alert.acked_by is None or alert.attention,
        "investigate": not mine,
        "escalate": alert.active,
        "shelve": can_be_shelved(alert) and not shelved,
        "unshelve": shelved,
        "resolve": alert.handling in (Handling.ASSIGNED, Handling.INVESTIGATING),
        "close": can_be_closed(alert, rule),
        "reset": alert.latched and alert.active,
    }
    return {act for act, can in possible.items() if can}


def can_be_undone(alert: Alert, name: str, now: datetime) -> bool:
    """For ten seconds, by whoever acknowledged it, if nothing was done with it since."""
    mine = alert.acked_by == name and alert.acked_at is not None and alert.touched_at == alert.acked_at
    return mine and alert.acked_at is not None and now - alert.acked_at <= UNDONE_WITHIN


def can_be_shelved(alert: Alert) -> bool:
    held = alert.suppression in (Suppression.BY_DESIGN, Suppression.OUT_OF_SERVICE)
    return alert.priority >= SHELVED_FROM and not alert.latched and not held


def can_be_closed(alert: Alert, rule: Rule | None) -> bool:
    """What holds and clears by itself is a fact until it has cleared."""
    if alert.condition is Condition.CLEARED:
        return True
    return not alert.latched and not (rule and rule.ends is Ends.BY_ITSELF)
