"""What a receiver is told, and of what."""

import json
from dataclasses import replace
from typing import Any

import pytest

from controlroom.store.codec import encode_event
from controlroom.watch.alerts import (
    Alert,
    AlertChanged,
    AlertEscalated,
    AlertEvent,
    AlertNoted,
    AlertRaised,
    AlertShelved,
    Suppression,
)
from controlroom.watch.escalation import WEBHOOK
from controlroom.watch.events import EVENTS
from controlroom.watch.reports import Status
from controlroom.webhooks.message import Happened, message
from controlroom.webhooks.receivers import KINDS, Receiver
from tests.unit.watch.room import noon

ALERT = Alert(40, "post.relief_overdue", "post:EU-07", 2, "EU-JL", noon(), Status.ACTUAL, False, noon())
PAGER = Receiver("pager", "https://pager.example/", 2, (), 30, noon(), None, None, None)


def happened(event: AlertEvent, seq: int = 41) -> Happened:
    return Happened(seq, noon(5), event.kind, json.loads(encode_event(event).body))


def said(event: AlertEvent, alert: Alert = ALERT, seq: int = 41) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(message(happened(event, seq), alert, "https://room.example/"))
    return told


def raised(priority: int = 2) -> AlertRaised:
    return AlertRaised("post.relief_overdue", "post:EU-07", priority, "EU-JL", Status.ACTUAL, False, 1)


def test_a_message_says_which_alert_it_is_how_it_stands_and_where_to_look() -> None:
    assert said(raised(), seq=40) == {
        "type": "alert.raised",
        "timestamp": "2026-11-24T12:05:00Z",
        "data": {
            "seq": 40,
            "alert": 40,
            "rule": "post.relief_overdue",
            "object": "post:EU-07",
            "site": "EU-JL",
            "priority": 2,
            "status": "actual",
            "count": 1,
            "version": 1,
            "condition": "active",
            "suppression": "none",
            "cause": None,
            "handling": "new",
            "disposition": None,
            "raised_at": "2026-11-24T12:00:00Z",
            "acked_at": None,
            "cleared_at": None,
            "ended_at": None,
            "link": "https://room.example/alerts/40",
        },
    }


def test_a_call_says_its_step_its_means_and_who_is_called() -> None:
    call = AlertEscalated(40, 2, ("duty_officer", "webhook:pager"), ("anna",))
    told = said(call)["data"]["escalation"]
    assert told == {"step": 2, "means": ["duty_officer", "webhook:pager"], "to": ["anna"]}


def test_words_and_names_of_officers_stay_in_the_room() -> None:
    known = replace(ALERT, acked_by="anna", assigned_to="bert", shelved_by="carl", shelf_reason="the mayor")
    for event in (
        AlertNoted(40, "dora", "phoned the mayor"),
        AlertShelved(40, "dora", noon(90), "phoned the mayor"),
    ):
        told = message(happened(event), known, "https://room.example")
        assert [word for word in ("anna", "bert", "carl", "dora", "mayor") if word in told] == []


def test_an_event_that_a_newer_process_wrote_is_told_all_the_same() -> None:
    fresh = Happened(50, noon(5), "alert.moved", {"alert": 40, "whither": "x"})
    told = json.loads(message(fresh, ALERT, "https://room.example"))
    assert (told["type"], told["data"]["alert"]) == ("alert.moved", 40)
    assert "whither" not in told["data"]


@pytest.mark.parametrize(("priority", "told"), [(1, True), (2, True), (3, False), (4, False)])
def test_a_receiver_is_told_of_its_priority_and_higher(priority: int, told: bool) -> None:
    alert = replace(ALERT, priority=priority)
    assert PAGER.wants(happened(raised(priority)), alert, told=False) is told


def test_who_was_told_of_an_alert_is_told_how_it_goes_on() -> None:
    fell = happened(AlertChanged(40, 4, 1, Status.ACTUAL))
    low = replace(ALERT, priority=4)
    assert PAGER.wants(fell, low, told=True)
    assert not PAGER.wants(fell, low, told=False)


def test_an_alert_that_fell_before_it_was_told_is_still_told() -> None:
    assert PAGER.wants(happened(raised(2)), replace(ALERT, priority=4), told=False)


def test_a_suppressed_alert_calls_nobody_but_who_knows_of_it() -> None:
    hidden = replace(ALERT, suppression=Suppression.BY_DESIGN, cause="unit:EU-07A")
    assert not PAGER.wants(happened(raised()), hidden, told=False)
    assert PAGER.wants(happened(AlertChanged(40, 2, 2, Status.ACTUAL)), hidden, told=True)


def test_only_the_kinds_that_were_chosen_are_told() -> None:
    chosen = replace(PAGER, kinds=("alert.raised",))
    assert chosen.wants(happened(raised()), ALERT, told=False)
    assert not chosen.wants(happened(AlertChanged(40, 1, 2, Status.ACTUAL)), ALERT, told=True)


def test_a_call_reaches_the_receiver_that_it_names_whatever_that_has_chosen() -> None:
    low = replace(ALERT, priority=4)
    chosen = replace(PAGER, priority=1, kinds=("alert.cleared",))
    called = AlertEscalated(40, 1, ("webhook:pager",), ())
    other = AlertEscalated(40, 1, ("webhook:other", "duty_officer"), ())
    assert chosen.wants(happened(called), low, told=False)
    assert not chosen.wants(happened(other), low, told=False)


def test_a_new_receiver_is_not_told_of_the_past() -> None:
    late = replace(PAGER, after_seq=41)
    assert not late.wants(happened(raised(), seq=41), ALERT, told=False)
    assert late.wants(happened(raised(), seq=42), ALERT, told=False)


def test_the_kinds_are_those_of_alerts() -> None:
    assert {"alert.raised", "alert.escalated", "alert.ended"} <= {*KINDS} <= {*EVENTS}
    assert all(kind.startswith("alert.") for kind in KINDS)
    assert WEBHOOK.fullmatch(f"webhook:{PAGER.name}")


def test_neither_address_nor_secret_is_in_what_a_log_would_show() -> None:
    assert "pager.example" not in repr(PAGER)
