"""A visit from the embassy's note to its end, and what is refused on the way."""

from datetime import UTC, datetime
from typing import Any

import pytest

from controlroom.errors import Refused, Stale, Unknown
from controlroom.watch.commands import Command
from controlroom.watch.legs import Leg, LegState
from controlroom.watch.measures import CloseProtection, ProposeMeasure
from controlroom.watch.refs import Noun
from controlroom.watch.visits import (
    AcknowledgeChange,
    ActivateVisit,
    AmendVisit,
    AnalyseVisit,
    AnnounceVisit,
    ApproveVisit,
    CancelVisit,
    CloseVisit,
    PlanProgramme,
    PostponeVisit,
    ResumeVisit,
    Visit,
    VisitState,
)
from tests.unit.watch.a_measure import approval, draft, proposed, provided, refusal
from tests.unit.watch.room import (
    THERE_AND_BACK,
    Room,
    an_announced_visit,
    facts,
    folded,
    leg_word,
    noon,
    way,
)

V = "V-2"


def planned() -> Room:
    return Room.of(*an_announced_visit())


def approved() -> Room:
    room = planned()
    room.do(ApproveVisit(V, "chief"))
    return room


def the_visit(room: Room) -> Visit:
    return room.world.known(Noun.VISIT, V, Visit)


def leg(room: Room, number: int) -> Leg:
    return room.world.known(Noun.LEG, f"{V}/{number}", Leg)


def state(room: Room) -> VisitState:
    return the_visit(room).state


def asked(room: Room) -> list[str]:
    """What holds now; what is over may still wait to be seen."""
    return [alert.rule for alert in room.alerts if alert.active]


def refused(room: Room, command: Command) -> Refused:
    with pytest.raises(Refused) as caught:
        room.do(command)
    return caught.value


def later(by: float = 15, **more: Any) -> PlanProgramme:
    """The way there is moved; the way back stays."""
    legs = (way(1, "BRU", "EU-JL", 30 + by, 60 + by), way(2, "EU-JL", "BRU", 180, 210))
    return PlanProgramme(V, legs, "anna", **more)


def test_a_visit_goes_from_announcement_to_its_end() -> None:
    room = Room.of(AnnounceVisit(V, facts(), "anna"))
    seen = [state(room)]
    for command in (
        AnalyseVisit(V, "anna"),
        PlanProgramme(V, THERE_AND_BACK, "anna"),
        ApproveVisit(V, "chief"),
        ActivateVisit(V, "anna"),
    ):
        room.do(command)
        seen.append(state(room))
    assert [s.value for s in seen] == ["announced", "under_analysis", "planned", "approved", "active"]
    room.at(60, leg_word(60, visit=V, status=LegState.ARRIVED))
    room.at(210, leg_word(210, visit=V, number=2, status=LegState.ARRIVED))
    room.do(CloseVisit(V, "anna"))
    assert state(room) is VisitState.CLOSED
    assert folded(room.history).things == room.world.things


@pytest.mark.parametrize(
    "command",
    [
        PlanProgramme(V, THERE_AND_BACK, "anna"),
        ApproveVisit(V, "chief"),
        ActivateVisit(V, "anna"),
        ResumeVisit(V, "anna"),
        CloseVisit(V, "anna"),
    ],
)
def test_nothing_skips_a_step_and_the_refusal_says_where_the_visit_is(command: Command) -> None:
    room = Room.of(AnnounceVisit(V, facts(), "anna"))
    assert "announced" in refused(room, command).detail


def test_a_visit_is_announced_once_and_again_changes_nothing() -> None:
    room = Room.of(AnnounceVisit(V, facts(), "anna"))
    assert room.do(AnnounceVisit(V, facts(), "anna")) is None
    assert V in refused(room, AnnounceVisit(V, facts(code_name="OTHER"), "anna")).detail


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"code_name": " "}, "code_name"),
        ({"ends_at": noon()}, "ends_at"),
        ({"threat_level": 5}, "threat_level"),
    ],
)
def test_an_announcement_that_makes_no_sense_is_refused_by_field(more: dict[str, Any], field: str) -> None:
    assert refused(Room.of(), AnnounceVisit(V, facts(**more), "anna")).field == field


def test_who_planned_a_programme_does_not_approve_it() -> None:
    room = planned()
    refused(room, ApproveVisit(V, "anna"))
    assert state(room) is VisitState.PLANNED


def test_a_leg_without_a_unit_keeps_a_visit_from_approval_and_is_named() -> None:
    legs = (way(0, "BRU", "EU-JL", 30, 60, units=()), way(0, "EU-JL", "BRU", 180, 210))
    room = Room.of(*an_announced_visit()[:2], PlanProgramme(V, legs, "anna"))
    assert refused(room, ApproveVisit(V, "chief")).detail.endswith("a unit for leg 1.")


@pytest.mark.parametrize(
    ("legs", "says"),
    [
        ((), "at least one leg"),
        ((way(0, "BRU", "EU-JL", 60, 30),), "before it leaves"),
        ((way(0, "BRU", "BRU", 30, 60),), "ends where it begins"),
        ((way(0, "BRU", "NOWHERE", 30, 60),), "no place NOWHERE"),
        ((way(0, "BRU", "EU-JL", 30, 60, units=("GHOST",)),), "no unit GHOST"),
        ((way(0, "BRU", "EU-JL", -30, 60),), "not within the days"),
        ((way(0, "BRU", "EU-JL", 30, 60, convoy=0),), "1 to 50 vehicles"),
        ((way(0, "BRU", "EU-JL", 30, 60), way(0, "EU-JL", "BRU", 50, 90)), "before the leg before it"),
    ],
)
def test_an_impossible_programme_is_refused_in_words(legs: tuple[Any, ...], says: str) -> None:
    room = Room.of(*an_announced_visit()[:2])
    assert says in refused(room, PlanProgramme(V, legs, "anna")).detail


def test_before_the_approval_a_programme_is_simply_another() -> None:
    room = planned()
    room.do(later())
    assert (the_visit(room).programme, the_visit(room).versions) == (1, ())
    assert leg(room, 1).planned_start == noon(45)


def test_a_change_after_the_approval_waits_for_the_officer_and_the_units_of_its_legs() -> None:
    room = approved()
    room.do(later())
    (version,) = the_visit(room).versions
    assert (version.number, version.waits_for, the_visit(room).unanswered) == (2, (None, "ESCORT-1"), True)
    room.do(AcknowledgeChange(V, 2, "officer"))
    room.do(AcknowledgeChange(V, 2, "otto", "ESCORT-1"))
    assert not the_visit(room).unanswered
    known = [(one.unit, one.by) for one in the_visit(room).versions[0].known_to]
    assert known == [(None, "officer"), ("ESCORT-1", "otto")]


def test_who_knows_the_newest_version_knows_the_older_ones_and_says_so_once() -> None:
    room = approved()
    room.do(later(15))
    room.do(later(20))
    room.do(AcknowledgeChange(V, 3, "officer"))
    assert [one.waits_for for one in the_visit(room).versions] == [("ESCORT-1",), ("ESCORT-1",)]
    assert room.do(AcknowledgeChange(V, 3, "another")) is None


def test_nobody_acknowledges_what_is_not_theirs() -> None:
    room = approved()
    room.do(later())
    assert "PATROL-1" in refused(room, AcknowledgeChange(V, 2, "otto", "PATROL-1")).detail
    refused(room, AcknowledgeChange(V, 7, "officer"))


def test_the_same_programme_again_is_no_version() -> None:
    room = approved()
    assert room.do(PlanProgramme(V, tuple(leg(room, n).planned for n in (1, 2)), "anna")) is None


def test_who_saw_an_older_programme_does_not_overwrite_a_newer_one() -> None:
    room = approved()
    seen = the_visit(room).revision
    room.do(later(15, seen=seen))
    with pytest.raises(Stale):
        room.do(later(20, seen=seen))


def test_a_leg_on_the_road_stays_and_a_finished_one_is_out_of_the_question() -> None:
    room = approved()
    room.at(30, leg_word(30, visit=V, status=LegState.EN_ROUTE))
    assert "Leg 1" in refused(room, later()).detail
    room.at(60, leg_word(60, visit=V, status=LegState.ARRIVED))
    room.do(PlanProgramme(V, (way(2, "EU-JL", "BRU", 190, 220),), "anna"))
    assert (leg(room, 1).state, leg(room, 2).planned_start) == (LegState.ARRIVED, noon(190))


def test_a_dropped_leg_is_awaited_no_more_and_its_number_is_not_given_again() -> None:
    room = approved()
    room.do(PlanProgramme(V, (way(2, "EU-JL", "BRU", 180, 210), way(0, "BRU", "EU-JL", 90, 120)), "anna"))
    assert (leg(room, 1).state, leg(room, 3).planned_start) == (LegState.DROPPED, noon(90))
    assert the_visit(room).open_legs == (2, 3)
    room.at(60)
    assert room.shown == []


def test_a_late_leg_that_is_given_another_time_is_not_late_any_more() -> None:
    room = approved()
    room.at(41)
    assert room.shown == [("leg.departure_overdue", 3)]
    room.do(later(30))
    assert (room.shown, leg(room, 1).overdue) == ([], 0)


def test_a_postponed_visit_asks_for_nobody_and_comes_back_at_the_same_hours_of_another_day() -> None:
    room = approved()
    room.do(PostponeVisit(V, "anna", "Illness"))
    room.at(600)
    assert (room.shown, state(room)) == ([], VisitState.POSTPONED)
    room.do(ResumeVisit(V, "anna", noon(24 * 60)))
    assert state(room) is VisitState.PLANNED
    assert leg(room, 2).planned_start == noon(24 * 60 + 180)
    assert the_visit(room).ends_at == noon(24 * 60 + 300)
    assert the_visit(room).unanswered
    room.at(24 * 60 + 41)
    assert room.shown == [("leg.departure_overdue", 3)]


def test_noon_stays_noon_where_the_clocks_change_meanwhile() -> None:
    room = approved()
    room.do(PostponeVisit(V, "anna", "Illness"))
    in_summer = datetime(2027, 6, 1, 11, 0, tzinfo=UTC)
    room.do(ResumeVisit(V, "anna", in_summer))
    assert leg(room, 1).planned_start == datetime(2027, 6, 1, 11, 30, tzinfo=UTC)


def test_a_visit_taken_up_again_is_approved_again() -> None:
    room = approved()
    room.do(PostponeVisit(V, "anna", "Illness"))
    room.do(ResumeVisit(V, "anna"))
    refused(room, ActivateVisit(V, "anna"))
    room.do(PlanProgramme(V, tuple(leg(room, n).planned for n in (1, 2)), "anna"))
    room.do(ApproveVisit(V, "chief"))
    assert (state(room), the_visit(room).versions) == (VisitState.APPROVED, ())


def test_a_cancelled_visit_is_over_and_nothing_is_expected_of_its_legs() -> None:
    room = approved()
    refused(room, CancelVisit(V, "anna", " "))
    room.do(CancelVisit(V, "anna", "The summit is off"))
    room.at(600, leg_word(600, visit=V, status=LegState.EN_ROUTE))
    assert (state(room), room.shown, the_visit(room).open_legs) == (VisitState.CANCELLED, [], ())
    refused(room, PostponeVisit(V, "anna", "Too late"))


def test_a_convoy_on_the_road_is_not_called_off() -> None:
    room = approved()
    room.at(30, leg_word(30, visit=V, status=LegState.EN_ROUTE))
    assert "Leg 1" in refused(room, CancelVisit(V, "anna", "Off")).detail


def test_a_visit_with_open_legs_is_not_closed_and_they_are_named() -> None:
    room = approved()
    room.do(ActivateVisit(V, "anna"))
    assert "Leg 1, 2" in refused(room, CloseVisit(V, "anna")).detail


def test_other_days_that_leave_a_leg_outside_are_refused_with_the_leg() -> None:
    room = approved()
    assert "Leg 2" in refused(room, AmendVisit(V, facts(ends_at=noon(200)), "anna")).detail
    room.do(AmendVisit(V, facts(delegation="Y"), "anna"))
    assert the_visit(room).delegation == "Y"


def test_what_moves_is_never_refused_and_asks_for_a_decision_until_there_is_one() -> None:
    room = planned()
    room.at(30, leg_word(30, visit=V, status=LegState.EN_ROUTE))
    assert (state(room), room.shown) == (VisitState.ACTIVE, [("visit.unapproved", 2)])
    room.do(ApproveVisit(V, "chief"))
    assert (state(room), the_visit(room).approved_by, asked(room)) == (VisitState.ACTIVE, "chief", [])


def protection(key: str = "M-1") -> ProposeMeasure:
    return proposed(draft(CloseProtection(("ESCORT-1",)), file=f"visit:{V}"), key=key)


def test_a_visit_does_not_become_active_while_a_measure_waits_and_the_refusal_names_it() -> None:
    room = approved()
    room.do(protection())
    assert "close protection (M-1)" in refused(room, ActivateVisit(V, "anna")).detail
    room.do(approval())
    room.do(ActivateVisit(V, "anna"))
    assert (state(room), asked(room)) == (VisitState.ACTIVE, [])


def test_what_was_provided_urgently_is_enough() -> None:
    room = approved()
    room.do(provided(draft(CloseProtection(("ESCORT-1",)), file=f"visit:{V}")))
    room.do(ActivateVisit(V, "anna"))
    assert state(room) is VisitState.ACTIVE


def test_a_convoy_that_leaves_before_its_measures_are_decided_is_an_alert_that_counts_them() -> None:
    room = approved()
    room.do(protection())
    room.do(proposed(draft(file=f"visit:{V}"), key="M-2"))
    room.at(30, leg_word(30, visit=V, status=LegState.EN_ROUTE))
    assert [(one.rule, one.priority, one.count) for one in room.alerts] == [("visit.unapproved", 2, 2)]
    room.do(approval())
    assert [one.count for one in room.alerts if one.active] == [1]
    room.do(refusal(key="M-2"))
    assert asked(room) == []


def test_a_visit_that_nobody_knows_is_not_acted_upon() -> None:
    with pytest.raises(Unknown):
        Room.of().do(AnalyseVisit("V-9", "anna"))
