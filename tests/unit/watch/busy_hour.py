"""An hour with an alert of each priority, and what officers are told about them."""

import pytest

from controlroom.errors import Refused
from controlroom.watch.alerts import Act, Alert
from controlroom.watch.incidents import IncidentKind
from tests.unit.watch.room import Room, incident_word, plan_check


def of_priority(room: Room, priority: int) -> Alert:
    """The alert of this priority of a busy hour, at ten past one."""
    room.at(0, plan_check(1, 10, 30))
    room.at(30, incident_word(IncidentKind.BREACH, 1, 30), incident_word(IncidentKind.FIRE, 2, 30))
    room.at(70)
    return next(alert for alert in room.alerts if alert.priority == priority)


def now(room: Room, alert: Alert) -> Alert:
    return next(each for each in room.ever(alert.rule) if each.id == alert.id)


def refused(room: Room, act: Act, why: str) -> None:
    written = len(room.history)
    with pytest.raises(Refused, match=why):
        room.do(act, actor="anna")
    assert len(room.history) == written
