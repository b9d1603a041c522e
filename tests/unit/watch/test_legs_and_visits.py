"""Legs of a visit: late against plan or ETA, cleared by movement or a new ETA, never moved back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.watch.legs import Leg, LegState, ReportLeg
from controlroom.watch.reports import Status
from controlroom.watch.visits import VisitState
from tests.unit.watch.room import Room, leg_word, noon, report, the_visit

READY, EN_ROUTE, DIVERTED = LegState.READY, LegState.EN_ROUTE, LegState.DIVERTED
ARRIVED, DEPARTED, SKIPPED = LegState.ARRIVED, LegState.DEPARTED, LegState.SKIPPED


@pytest.fixture
def room() -> Room:
    return Room.of(the_visit())


def visit_state(room: Room) -> str:
    return room.visit.state.value


def leg_alerts(room: Room) -> list[tuple[str, int]]:
    return [shown for shown in room.shown if shown[0].startswith("leg.")]


@pytest.mark.parametrize(
    ("minute", "shown"),
    [
        (39, []),
        (40, [("leg.departure_overdue", 3)]),
        (49, [("leg.departure_overdue", 3)]),
        (50, [("leg.departure_overdue", 2)]),
        (100, [("leg.departure_overdue", 2)]),
    ],
)
def test_a_leg_that_does_not_leave_is_p3_after_ten_minutes_and_p2_after_twenty(
    room: Room, minute: int, shown: list[tuple[str, int]]
) -> None:
    room.at(minute)
    assert leg_alerts(room) == shown


@pytest.mark.parametrize(
    ("minute", "shown"),
    [(80, []), (81, [("leg.arrival_overdue", 3)]), (91, [("leg.arrival_overdue", 2)])],
)
def test_a_convoy_that_does_not_arrive_is_late_against_the_time_it_needs(
    room: Room, minute: int, shown: list[tuple[str, int]]
) -> None:
    room.at(41, leg_word(41, status=EN_ROUTE))
    room.at(minute)
    assert leg_alerts(room) == shown


def test_movement_clears_the_late_departure_and_an_officer_need_not_look_at_p3(room: Room) -> None:
    room.at(41)
    assert leg_alerts(room) == [("leg.departure_overdue", 3)]
    room.at(42, leg_word(42, status=EN_ROUTE))
    assert (leg_alerts(room), room.leg().overdue) == ([], 0)


@pytest.mark.parametrize("status", [ARRIVED, SKIPPED])
def test_an_arrival_clears_and_nothing_is_expected_any_more(room: Room, status: LegState) -> None:
    room.at(41, leg_word(41, status=status))
    room.at(170)
    assert leg_alerts(room) == []


def test_a_new_eta_clears_the_late_departure_and_gives_a_new_one_to_hold_to(room: Room) -> None:
    room.at(45, leg_word(45, eta=noon(100)))
    assert (leg_alerts(room), room.leg().depart_by) == ([], noon(70))
    room.at(79)
    assert leg_alerts(room) == []
    room.at(80)
    assert leg_alerts(room) == [("leg.departure_overdue", 3)]


def test_a_new_eta_clears_the_late_arrival_too(room: Room) -> None:
    room.at(30, leg_word(30, status=EN_ROUTE))
    room.at(75, leg_word(75, eta=noon(90)))
    assert leg_alerts(room) == []
    room.at(100)
    assert leg_alerts(room) == [("leg.arrival_overdue", 3)]


def test_an_older_eta_that_comes_later_is_history(room: Room) -> None:
    room.at(50, leg_word(50, eta=noon(100)), leg_word(45, eta=noon(70)))
    assert room.leg().eta == noon(100)


def test_a_formed_convoy_is_still_late_until_it_moves(room: Room) -> None:
    room.at(41, leg_word(41, status=READY))
    assert leg_alerts(room) == [("leg.departure_overdue", 3)]


def test_an_en_route_that_comes_after_the_arrival_only_adds_when_it_left(room: Room) -> None:
    room.at(60, leg_word(60, status=ARRIVED), leg_word(30, status=EN_ROUTE))
    assert (room.leg().state, room.leg().departed_at) == (ARRIVED, noon(30))


def test_a_convoy_that_leaves_its_place_again_has_departed(room: Room) -> None:
    room.at(60, leg_word(60, status=ARRIVED), leg_word(61, status=DEPARTED))
    assert (room.leg().state, room.leg().arrived_at) == (DEPARTED, noon(60))


reports = st.lists(
    st.tuples(
        st.sampled_from([None, *LegState]), st.integers(0, 60), st.one_of(st.none(), st.integers(0, 200))
    ),
    max_size=12,
)


@given(reports)
def test_late_and_repeated_reports_never_move_a_leg_back(
    said: list[tuple[LegState | None, int, int | None]],
) -> None:
    room = Room.of(the_visit())
    room.at(60)
    before = room.leg()
    for status, at, eta in said:
        word = leg_word(at, status=status, eta=noon(eta) if eta is not None else None)
        room.at(60, word, word)
        after = room.leg()
        assert is_no_step_back(before, after)
        before = after


def is_no_step_back(before: Leg, after: Leg) -> bool:
    later_eta_word = before.eta_said_at is None or (
        after.eta_said_at is not None and after.eta_said_at >= before.eta_said_at
    )
    kept = (before.departed_at or after.departed_at) == after.departed_at
    return after.state.progress >= before.state.progress and later_eta_word and kept


@given(st.permutations([(READY, 20), (EN_ROUTE, 30), (ARRIVED, 60), (DEPARTED, 65)]))
def test_the_reports_of_a_leg_say_the_same_in_any_order(said: list[tuple[LegState, int]]) -> None:
    room = Room.of(the_visit())
    room.at(70)
    for status, at in said:
        room.do(leg_word(at, status=status))
    assert room.leg().state is DEPARTED
    assert room.leg().departed_at == noon(30)


@pytest.mark.parametrize("status", [Status.EXERCISE, Status.TEST])
@pytest.mark.parametrize("state", [READY, EN_ROUTE, DIVERTED, ARRIVED, SKIPPED])
def test_exercises_and_tests_move_no_leg_and_no_visit(room: Room, state: LegState, status: Status) -> None:
    leg, visit = room.leg(), room.visit
    room.at(20, ReportLeg(report("ESCORT-1", 20, status), "V-1", 1, state))
    assert (room.leg(), room.visit) == (leg, visit)


def test_a_visit_becomes_active_with_its_first_movement_and_closes_at_its_end_once_all_legs_are_done(
    room: Room,
) -> None:
    assert visit_state(room) == "approved"
    room.at(30, leg_word(30, status=EN_ROUTE))
    assert visit_state(room) == "active"
    room.at(60, leg_word(60, status=ARRIVED))
    room.at(180, leg_word(180, number=2, status=SKIPPED))
    assert room.visit.open_legs == ()
    room.at(299)
    assert visit_state(room) == "active"
    room.at(300)
    assert visit_state(room) == "closed"


def test_a_convoy_on_the_road_keeps_its_visit_on_the_wall_beyond_its_end(room: Room) -> None:
    room.at(180, leg_word(60, status=ARRIVED), leg_word(180, number=2, status=EN_ROUTE))
    room.at(400)
    assert visit_state(room) == "active"
    room.at(401, leg_word(401, number=2, status=ARRIVED))
    room.at(402)
    assert visit_state(room) == "closed"


def test_a_visit_of_which_nobody_says_more_leaves_the_wall_half_a_day_after_its_end(room: Room) -> None:
    room.at(31, leg_word(31, status=LegState.EN_ROUTE))
    room.at(300 + 12 * 60 - 1)
    assert visit_state(room) == VisitState.ACTIVE
    room.at(300 + 12 * 60)
    assert visit_state(room) == VisitState.CLOSED
    assert {room.leg(1).state, room.leg(2).state} == {LegState.SKIPPED}


def test_a_leg_that_set_out_is_not_skipped_by_an_older_word(room: Room) -> None:
    room.at(31, leg_word(31, status=LegState.EN_ROUTE))
    room.at(35, leg_word(20, status=LegState.SKIPPED))
    assert room.leg(1).state is LegState.EN_ROUTE
