"""What a silent unit could not report is held under its silence: cause before consequence (R46)."""

import pytest

from controlroom.errors import Refused
from controlroom.watch.alerts import Alert, Shelve, Suppression
from controlroom.watch.commands import Command
from controlroom.watch.flood import Flood
from controlroom.watch.legs import LegState, PlannedLeg
from controlroom.watch.patrols import PatrolKind, PlanPatrolCheck
from controlroom.watch.refs import FLOOD, Noun, Ref
from controlroom.watch.service import TakeOutOfService
from controlroom.watch.units import HearUnit, MissPulse, WithdrawUnit
from controlroom.watch.visits import PlanVisit, Rank, VisitKind
from tests.unit.watch.room import Room, leg_word, noon, plan_check, post_word, site_word, the_post, the_visit

CALL, RELIEF, CHECK = PatrolKind.CHECK_CALL, PatrolKind.RELIEF, PatrolKind.CHECK
SECOND = 1 / 60


def silence(room: Room, unit: str, from_minute: float) -> None:
    room.at(from_minute + 1.5, MissPulse(unit, noon(from_minute)))


def of(room: Room, rule: str) -> Alert:
    return room.ever(rule)[-1]


def held(room: Room, rule: str) -> bool:
    alert = of(room, rule)
    return alert.suppression is Suppression.BY_DESIGN and not alert.shown


def convoy_of_two() -> PlanVisit:
    leg = PlannedLeg(1, "BRU", "EU-JL", noon(30), noon(60), ("ESCORT-1", "EU-07B"), 3)
    return PlanVisit("V-1", "FALCON", Rank.A, VisitKind.OFFICIAL, "X", noon(), noon(300), 3, None, (leg,))


# Held


def test_a_check_that_a_silent_patrol_was_to_make_waits_under_its_silence() -> None:
    room = Room.of(plan_check(1, 0, 10))
    silence(room, "PATROL-1", 20)
    room.at(25)
    missed = of(room, "patrol.missed")
    assert (missed.suppression, missed.cause, missed.shown) == (
        "suppressed_by_design",
        "unit:PATROL-1",
        False,
    )
    assert [rule for rule, _ in room.shown] == ["feed.silent"]


def test_what_is_held_is_called_by_nobody_and_counts_towards_no_flood() -> None:
    room = Room.of(the_post())
    silence(room, "EU-07A", 58)
    room.at(200)
    missed = of(room, "post.check_call_missed")
    assert (missed.priority, missed.escalation, missed.called) == (2, 0, ())
    flood = room.world.get(*FLOOD, Flood)
    assert flood is not None
    assert len(flood.raised) == 1


def test_a_call_and_a_relief_that_a_silent_post_could_not_report_wait() -> None:
    room = Room.of(the_post())
    for minute in (60, 120, 180, 230):
        room.at(minute, post_word("EU-07A", CALL, minute))
    silence(room, "EU-07A", 245)
    room.at(300)
    assert held(room, "post.relief_overdue")
    assert held(room, "post.check_call_missed")


def test_a_convoy_of_which_nobody_can_be_heard_waits() -> None:
    room = Room.of(convoy_of_two())
    silence(room, "ESCORT-1", 33)
    silence(room, "EU-07B", 34)
    room.at(41)
    assert held(room, "leg.departure_overdue")


def test_a_convoy_of_which_one_car_can_be_heard_is_late_and_said_to_be() -> None:
    room = Room.of(convoy_of_two())
    silence(room, "ESCORT-1", 33)
    room.at(41)
    assert ("leg.departure_overdue", 3) in room.shown


def test_a_check_that_somebody_else_could_have_made_is_missed_as_ever() -> None:
    room = Room.of(plan_check(1, 0, 10), PlanPatrolCheck("ANY", "EU-JL", noon(0), noon(10)))
    silence(room, "PATROL-1", 20)
    room.at(25)
    assert [(a.rule, a.count) for a in room.alerts if a.rule == "patrol.missed"] == [("patrol.missed", 1)]
    assert len(room.site().missed) == 2


def test_checks_of_another_site_are_held_although_this_site_has_a_free_one() -> None:
    room = Room.of(
        plan_check(1, 0, 10),
        plan_check(2, 0, 10, "EMB-1"),
        PlanPatrolCheck("ANY", "EU-JL", noon(0), noon(10)),
    )
    silence(room, "PATROL-1", 20)
    room.at(25)
    assert {a.object: a.shown for a in room.ever("patrol.missed")} == {
        "site:EU-JL": True,
        "site:EMB-1": False,
    }


def test_what_was_missed_before_the_silence_was_noticed_has_no_excuse() -> None:
    room = Room.of(plan_check(1, 0, 10))
    room.at(25)
    silence(room, "PATROL-1", 24.5)
    assert ("patrol.missed", 4) in room.shown


def test_what_people_have_seen_is_not_explained_away_afterwards() -> None:
    room = Room.of(the_post())
    room.at(66)
    silence(room, "EU-07A", 70)
    room.at(125)
    missed = of(room, "post.check_call_missed")
    assert (missed.shown, missed.priority, missed.cause) == (True, 2, None)


def test_what_is_held_cannot_be_shelved_as_well() -> None:
    room = Room.of(plan_check(1, 0, 10))
    silence(room, "PATROL-1", 20)
    room.at(25)
    missed = of(room, "patrol.missed")
    with pytest.raises(Refused, match="held back by its cause"):
        room.do(Shelve(missed.id, "anna", missed.version, noon(60), "works"))


# Released


def released_at(room: Room, rule: str, minute: float) -> None:
    room.at(minute - SECOND)
    assert held(room, rule)
    room.at(minute)
    alert = of(room, rule)
    assert (alert.shown, alert.cause, alert.suppression) == (True, None, "none")
    assert (alert.wants_since, alert.escalation) == (noon(minute), 0)


def test_two_minutes_after_the_unit_is_heard_what_still_holds_is_released() -> None:
    room = Room.of(plan_check(1, 0, 10))
    silence(room, "PATROL-1", 20)
    room.at(30, HearUnit("PATROL-1"))
    released_at(room, "patrol.missed", 32)


@pytest.mark.parametrize("heard", ["ESCORT-1", "EU-07B"])
def test_a_convoy_is_released_as_soon_as_one_of_its_cars_had_its_time_to_report(heard: str) -> None:
    room = Room.of(convoy_of_two())
    silence(room, "ESCORT-1", 33)
    silence(room, "EU-07B", 34)
    room.at(45, HearUnit(heard))
    released_at(room, "leg.departure_overdue", 47)


def test_checks_are_released_one_by_one_as_their_patrols_are_heard() -> None:
    room = Room.of(plan_check(1, 0, 10), PlanPatrolCheck("OTHER", "EU-JL", noon(0), noon(10), "ESCORT-1"))
    silence(room, "PATROL-1", 20)
    silence(room, "ESCORT-1", 21)
    room.at(30, HearUnit("ESCORT-1"))
    released_at(room, "patrol.missed", 32)
    assert (of(room, "patrol.missed").count, of(room, "patrol.missed").priority) == (1, 4)
    room.at(33, HearUnit("PATROL-1"))
    room.at(35)
    assert (of(room, "patrol.missed").count, of(room, "patrol.missed").priority) == (2, 3)


def test_a_unit_that_falls_silent_again_at_once_holds_on_to_what_it_explains() -> None:
    room = Room.of(plan_check(1, 0, 10))
    silence(room, "PATROL-1", 20)
    room.at(30, HearUnit("PATROL-1"))
    room.at(31.9, MissPulse("PATROL-1", noon(30)))
    room.at(60)
    assert held(room, "patrol.missed")


def test_what_was_released_is_not_held_again_by_the_next_silence() -> None:
    room = Room.of(plan_check(1, 0, 10), PlanPatrolCheck("ANY", "EU-JL", noon(30), noon(40)))
    silence(room, "PATROL-1", 20)
    room.at(30, HearUnit("PATROL-1"))
    room.at(56)
    before = of(room, "patrol.missed")
    assert (before.priority, before.count, before.shown) == (3, 2, True)
    silence(room, "PATROL-1", 60)
    room.at(62, site_word(PatrolKind.STARTED, 62))
    assert of(room, "patrol.missed") == before


OUT: dict[str, Command] = {
    "withdrawn": WithdrawUnit("PATROL-1"),
    "out of service": TakeOutOfService(Ref(Noun.UNIT, "PATROL-1"), noon(300), "a tyre", "anna"),
}


@pytest.mark.parametrize("out", OUT.values(), ids=OUT)
def test_a_silent_unit_that_goes_out_of_service_is_waited_for_no_longer(out: Command) -> None:
    room = Room.of(plan_check(1, 0, 10))
    silence(room, "PATROL-1", 20)
    room.at(30)
    assert held(room, "patrol.missed")
    room.do(out)
    assert of(room, "patrol.missed").shown
    assert of(room, "feed.silent").active is False


# Cleared


def test_a_late_check_while_it_is_held_clears_it_quietly() -> None:
    room = Room.of(plan_check(1, 0, 10, site="EMB-1"))
    silence(room, "PATROL-1", 20)
    room.at(30, site_word(CHECK, 9, site="EMB-1"), HearUnit("PATROL-1"))
    ends_unseen(room, "patrol.missed", priority=2)


def test_a_late_relief_while_it_is_held_clears_it_quietly() -> None:
    room = Room.of(the_post())
    for minute in (60, 120, 180, 240):
        room.at(minute, post_word("EU-07A", CALL, minute))
    silence(room, "EU-07A", 245)
    room.at(255, post_word("EU-07B", RELIEF, 248))
    ends_unseen(room, "post.relief_overdue", priority=2)


def test_a_late_departure_while_it_is_held_clears_it_quietly() -> None:
    room = Room.of(the_visit())
    silence(room, "ESCORT-1", 33)
    room.at(51, leg_word(32, status=LegState.EN_ROUTE), HearUnit("ESCORT-1"))
    ends_unseen(room, "leg.departure_overdue", priority=2)


def ends_unseen(room: Room, rule: str, priority: int) -> None:
    """Nobody ever had it on a screen, and a minute later it is history."""
    began = room.now
    alert = of(room, rule)
    assert (alert.priority, alert.active, alert.shown) == (priority, False, False)
    room.at((began - noon()).total_seconds() / 60 + 1)
    (ended,) = room.ever(rule)
    assert (ended.open, ended.acked_by) == (False, None)
