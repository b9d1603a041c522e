"""Who stands on the page of a visit as its close protection, and by which measure."""

from datetime import timedelta

from controlroom.ui.visit_team import Guard, team_of
from controlroom.watch.measures import CloseProtection, Decision
from controlroom.watch.visits import AmendVisit
from tests.unit.watch.a_measure import a_room, approval, change, day, draft, proposed, the_measure
from tests.unit.watch.room import Room, facts, the_visit

FALCON = "visit:V-1"


def protected(*entered: str) -> Room:
    """By ESCORT-1 until midnight, when somebody has to decide."""
    room = a_room(the_visit())
    room.do(AmendVisit("V-1", facts(code_name="FALCON", team=entered), "anna", None))
    room.do(proposed(draft(CloseProtection(("ESCORT-1",)), file=FALCON, lasts=0.1)))
    return room


def team(room: Room) -> list[tuple[str, str | None]]:
    return [(one.call_sign, one.measure) for one in team_of(room.visit, [the_measure(room)])]


def test_who_was_entered_and_who_is_there_by_a_measure_stand_side_by_side() -> None:
    room = protected("PATROL-1")
    assert team(room) == [("PATROL-1", None)]
    room.do(approval())
    assert team(room) == [("PATROL-1", None), ("ESCORT-1", "M-1")]
    room.do(AmendVisit("V-1", facts(code_name="FALCON", team=()), "anna", None))
    assert team(room) == [("ESCORT-1", "M-1")]


def test_whoever_was_entered_and_is_named_by_a_measure_stands_there_once() -> None:
    room = protected("ESCORT-1")
    room.do(approval())
    assert team_of(room.visit, [the_measure(room)]) == (Guard("ESCORT-1", "M-1"),)


def test_a_team_whose_measure_lapsed_is_still_there_and_one_whose_measure_ended_is_not() -> None:
    room = protected()
    room.do(approval())
    room.pass_time(day(0.1) + timedelta(minutes=1))
    assert team(room) == [("ESCORT-1", "M-1")]
    room.do(change(Decision.END, None))
    room.do(approval(2))
    assert team(room) == []


def test_the_page_of_a_visit_that_is_over_still_says_who_was_there_to_its_end() -> None:
    room = a_room(the_visit())
    room.do(proposed(draft(CloseProtection(("ESCORT-1",)), file=FALCON, lasts=1, final=True)))
    room.do(approval())
    room.pass_time(day(2))
    assert room.visit.state.over
    assert the_measure(room).over
    assert team(room) == [("ESCORT-1", "M-1")]
