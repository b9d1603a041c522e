"""What a page offers the watch does not refuse, and what it does not offer it would."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.auth.roles import Right, Role
from controlroom.errors import Refused
from controlroom.ui.offers import NEEDS, SHELF_MINUTES, offers
from controlroom.watch.alerts import (
    Acknowledge,
    Act,
    Alert,
    Assign,
    Close,
    Condition,
    Disposition,
    Escalate,
    Handling,
    Investigate,
    Note,
    Reset,
    Resolve,
    Shelve,
    Suppression,
    UndoAcknowledgement,
    Unshelve,
    decide,
)
from controlroom.watch.alerts.decide import SHELVED_AT_MOST
from controlroom.watch.duty import Duty
from controlroom.watch.reports import Status
from controlroom.watch.rule import Rule
from controlroom.watch.rules import ALL, BY_NAME
from tests.unit.watch.room import NOON

ALERTS: st.SearchStrategy[Alert] = st.builds(
    lambda rule, **more: replace(
        Alert(7, rule.name, "unit:VP-1", 3, None, NOON, Status.ACTUAL, rule.latched, NOON), **more
    ),
    st.sampled_from(ALL),
    priority=st.integers(1, 4),
    condition=st.sampled_from(Condition),
    suppression=st.sampled_from(Suppression),
    handling=st.sampled_from([h for h in Handling if h is not Handling.CLOSED]),
    acked_by=st.sampled_from([None, "anna", "bert"]),
    attention=st.booleans(),
    ended_at=st.sampled_from([None, None, NOON]),
)


def acts(alert: Alert) -> dict[str, Act]:
    seen: dict[str, Any] = {"alert": alert.id, "by": "bert", "seen": alert.version}
    by: dict[str, Any] = {"alert": alert.id, "by": "bert"}
    return {
        "acknowledge": Acknowledge(**seen),
        "undo": UndoAcknowledgement(**by),
        "assign": Assign(**seen, to="anna"),
        "investigate": Investigate(**by),
        "note": Note(**by, text="seen"),
        "escalate": Escalate(**by, means=("desk_sound",)),
        "shelve": Shelve(**seen, until=NOON + timedelta(minutes=SHELF_MINUTES[-1]), reason="works"),
        "unshelve": Unshelve(**by),
        "resolve": Resolve(**by, text="done"),
        "close": Close(**seen, disposition=Disposition.TRUE, text="done"),
        "reset": Reset(**by),
    }


def refused(alert: Alert) -> set[str]:
    rule = BY_NAME[alert.rule]
    return {name for name, act in acts(alert).items() if not _taken(alert, act, rule)}


def _taken(alert: Alert, act: Act, rule: Rule) -> bool:
    try:
        decide(alert, act, rule, Duty(), NOON)
    except Refused:
        return False
    return True


@given(ALERTS)
def test_nothing_is_offered_that_the_watch_refuses(alert: Alert) -> None:
    if alert.acked_by:
        alert = replace(alert, acked_at=NOON, touched_at=NOON)
    assert offers(alert, BY_NAME[alert.rule], Role.DUTY_OFFICER, "bert", NOON) & refused(alert) == set()


@given(ALERTS)
def test_what_can_be_done_for_an_alert_is_offered(alert: Alert) -> None:
    offered = offers(alert, BY_NAME[alert.rule], Role.DUTY_OFFICER, "bert", NOON)
    assert {"close", "resolve", "note", "assign"} - refused(alert) <= offered


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_offered_what_it_has_the_right_to(role: Role) -> None:
    alert = Alert(7, "incident.serious", "incident:3", 3, None, NOON, Status.ACTUAL, False, NOON)
    offered = offers(alert, BY_NAME[alert.rule], role, "bert", NOON)
    assert all(role.may(NEEDS[act]) for act in offered)
    assert ("step" in offered) == role.may(Right.NOTE)


def test_the_longest_shelf_is_what_the_watch_allows() -> None:
    assert timedelta(minutes=SHELF_MINUTES[-1]) == SHELVED_AT_MOST
