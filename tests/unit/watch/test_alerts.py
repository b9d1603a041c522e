"""The life of an alert: one for a rule and a thing, seen by one, gone when it may be gone."""

from datetime import timedelta

import pytest

from controlroom.errors import AlreadyDone, Stale, Unknown
from controlroom.watch.alerts import Acknowledge, Alert, AlertCleared, Condition
from controlroom.watch.events import Recorded
from controlroom.watch.incidents import Incident, IncidentKind
from controlroom.watch.patrols import PatrolKind
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import Status
from tests.unit.watch.room import (
    NOON,
    Room,
    alert_ref,
    incident_word,
    leg_word,
    noon,
    plan_check,
    post_word,
    site_word,
    the_post,
    the_visit,
)

LEFT, MANNED = PatrolKind.LEFT, PatrolKind.MANNED


@pytest.fixture
def room() -> Room:
    return Room.of(the_post())


def leave(room: Room, at: float) -> Alert:
    room.at(at, post_word("EU-07A", LEFT, at))
    return next(alert for alert in room.alerts if alert.rule == "post.left")


def take(room: Room, at: float) -> None:
    room.at(at, post_word("EU-07A", MANNED, at))


def test_an_alert_says_what_where_since_when_and_by_which_rule(room: Room) -> None:
    alert = leave(room, 20)
    assert (alert.rule, alert.object, alert.site) == ("post.left", "post:EU-07", "EU-JL")
    assert (alert.raised_at, alert.condition, alert.version, alert.count) == (noon(20), "active", 1, 1)


def test_who_acknowledged_and_when_is_kept_and_the_alert_stays_while_it_lasts(room: Room) -> None:
    alert = leave(room, 20)
    room.now = noon(21)
    assert room.acknowledge(alert, by="anna") is not None
    (after,) = room.alerts
    assert (after.acked_by, after.acked_at, after.condition) == ("anna", noon(21), Condition.ACTIVE)


def test_of_two_officers_one_wins_and_the_other_is_told_who_and_when(room: Room) -> None:
    alert = leave(room, 20)
    room.acknowledge(alert, by="anna")
    with pytest.raises(AlreadyDone) as refusal:
        room.acknowledge(alert, by="bert")
    assert (refusal.value.by, refusal.value.at) == ("anna", noon(20))


def test_the_same_officer_may_press_twice(room: Room) -> None:
    alert = leave(room, 20)
    room.acknowledge(alert)
    written = len(room.history)
    assert room.acknowledge(alert) is None
    assert len(room.history) == written


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_an_acknowledgement_of_a_picture_that_is_no_longer_true_is_refused(room: Room, seen: int) -> None:
    alert = leave(room, 20)
    take(room, 21)
    assert room.alerts[0].version == 2  # escalated meanwhile, which makes it no other alert
    with pytest.raises(Stale):
        room.do(Acknowledge(alert.id, "anna", seen))


@pytest.mark.parametrize("number", [1, 999_999])
def test_an_alert_that_does_not_exist_cannot_be_acknowledged(room: Room, number: int) -> None:
    with pytest.raises(Unknown):
        room.do(Acknowledge(number, "anna", 1))


def test_a_cleared_alert_of_p1_or_p2_stays_until_it_was_seen(room: Room) -> None:
    leave(room, 20)
    take(room, 21)
    room.at(55)
    (alert,) = room.alerts
    assert (alert.condition, alert.cleared_at) == (Condition.CLEARED, noon(21))
    room.acknowledge(alert)
    assert room.shown == [("post.left", 1)]
    room.close(alert)
    assert room.alerts == []


def test_a_cleared_alert_of_p3_or_p4_leaves_by_itself(room: Room) -> None:
    room.do(the_visit())
    room.at(0, plan_check(1, 0, 10))
    room.at(41)
    assert room.shown == [("patrol.missed", 4), ("leg.departure_overdue", 3)]
    room.at(42, leg_word(42, status=None, eta=noon(90)), site_word(PatrolKind.CHECK, 9))
    assert room.shown == []


def test_a_seen_p1_that_cleared_stays_until_a_person_said_what_it_was(room: Room) -> None:
    alert = leave(room, 20)
    room.acknowledge(alert)
    take(room, 21)
    room.at(300)
    assert ("post.left", 1) in room.shown
    room.close(alert)
    assert "post.left" not in dict(room.shown)


def test_a_seen_p2_leaves_as_soon_as_it_is_cleared(room: Room) -> None:
    room.at(251)
    alert = next(alert for alert in room.alerts if alert.rule == "post.relief_overdue")
    room.acknowledge(alert)
    room.at(252, post_word("EU-07B", PatrolKind.RELIEF, 252))
    assert "post.relief_overdue" not in dict(room.shown)


def test_an_alert_that_comes_back_before_it_was_seen_is_one_alert_with_a_count(room: Room) -> None:
    first = leave(room, 20)
    take(room, 21)
    again = leave(room, 22)
    assert (again.id, again.count, again.condition) == (first.id, 2, Condition.ACTIVE)
    assert again.raised_at == noon(20)
    assert len(room.ever("post.left")) == 1


def test_an_alert_that_comes_back_after_it_was_closed_is_a_new_one(room: Room) -> None:
    first = leave(room, 20)
    take(room, 21)
    room.close(first)
    again = leave(room, 22)
    assert (again.id > first.id, again.count, again.acked_by) == (True, 1, None)


def test_an_alert_that_rises_asks_for_attention_again() -> None:
    room = Room.of(the_visit())
    room.at(41)
    room.acknowledge(room.alerts[0])
    room.at(50)
    alert = next(alert for alert in room.alerts if alert.rule == "leg.departure_overdue")
    assert (alert.priority, alert.acked_by, alert.acked_at) == (2, None, None)


def test_an_alert_that_only_counts_on_stays_acknowledged(room: Room) -> None:
    room.at(125)
    alert = next(alert for alert in room.alerts if alert.rule == "post.check_call_missed")
    room.acknowledge(alert)
    room.at(185)
    after = next(alert for alert in room.alerts if alert.rule == "post.check_call_missed")
    assert (after.count, after.acked_by) == (3, "anna")


@pytest.mark.parametrize(
    ("priority", "shown"), [(1, [("incident.serious", 1)]), (2, [("incident.serious", 2)]), (3, []), (4, [])]
)
def test_what_a_unit_itself_calls_p1_or_p2_asks_for_an_officer(
    room: Room, priority: int, shown: list[tuple[str, int]]
) -> None:
    room.at(5, incident_word(IncidentKind.SUSPICIOUS_VEHICLE, priority, 5))
    assert room.shown == shown


def test_a_serious_incident_taken_in_hand_stays_in_sight_until_it_is_closed(room: Room) -> None:
    room.at(5, incident_word(IncidentKind.BREACH, 1, 5))
    (alert,) = room.alerts
    room.acknowledge(alert, by="anna")
    incident = room.world.get(Noun.INCIDENT, Ref.parse(alert.object).key, Incident)
    assert incident is not None
    assert (incident.taken_by, incident.taken_at) == ("anna", noon(5))
    room.at(300)
    assert ("incident.serious", 1) in room.shown
    room.close(alert)
    assert "incident.serious" not in dict(room.shown)
    closed = room.world.get(Noun.INCIDENT, Ref.parse(alert.object).key, Incident)
    assert closed is not None
    assert closed.settled


def test_an_event_of_an_alert_that_was_never_raised_is_a_defect_and_said(room: Room) -> None:
    with pytest.raises(LookupError):
        room.world.fold(Recorded(1, NOON, "watch", AlertCleared(12345)))


def test_the_time_of_an_incident_is_never_later_than_when_it_was_received(room: Room) -> None:
    room.at(5, incident_word(IncidentKind.OTHER, 4, 5 + 60 * 24))
    incident = room.world.get(Noun.INCIDENT, str(room.world.seq), Incident)
    assert incident is not None
    assert (incident.at, incident.received_at) == (noon(5), NOON + timedelta(minutes=5))


@pytest.mark.parametrize("status", list(Status))
def test_exercises_are_marked_in_the_incident_and_in_its_alert(room: Room, status: Status) -> None:
    room.at(5, incident_word(IncidentKind.FIRE, 1, 5, marked=status))
    (alert,) = room.alerts
    incident = room.world.get(Noun.INCIDENT, Ref.parse(alert.object).key, Incident)
    assert incident is not None
    assert (alert.status, incident.status) == (status, status)
    assert room.world.things[alert_ref(alert)] == alert
