"""Where a visit is and what moves next, from nothing but its legs (requirement R3)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.watch.legs import Leg, LegState
from controlroom.watch.visits.phase import Phase, in_order, next_movement, phase
from tests.unit.watch.room import noon, way

P, R, E, A, D, S = (
    *(LegState.PLANNED, LegState.READY, LegState.EN_ROUTE),
    *(LegState.ARRIVED, LegState.DEPARTED, LegState.SKIPPED),
)
GONE = LegState.DROPPED
WAYS = (("BRU", "AMIGO", 30), ("AMIGO", "EU-JL", 90), ("EU-JL", "BRU", 180))


def legs(*states: LegState) -> list[Leg]:
    return [
        replace(way(n, origin, destination, start, start + 20).of("V-1"), state=state)
        for n, ((origin, destination, start), state) in enumerate(zip(WAYS, states, strict=True), start=1)
    ]


@pytest.mark.parametrize(
    ("states", "where"),
    [
        ((P, P, P), None),
        ((R, P, P), None),
        ((E, P, P), Phase.INBOUND),
        ((A, P, P), Phase.ARRIVED),
        ((A, E, P), Phase.EN_ROUTE),
        ((D, A, P), Phase.AT_VENUE),
        ((D, A, E), Phase.EN_ROUTE),
        ((D, D, A), Phase.DEPARTED),
        ((S, P, P), None),
        ((GONE, E, P), Phase.INBOUND),
        ((A, S, P), Phase.ARRIVED),
        ((A, A, GONE), Phase.DEPARTED),
    ],
)
def test_the_phase_follows_the_legs(states: tuple[LegState, ...], where: Phase | None) -> None:
    assert phase(legs(*states), {"AMIGO"}) == where


def test_what_is_next_is_an_arrival_while_a_convoy_drives_and_else_a_departure() -> None:
    driving = next_movement(legs(E, P, P))
    assert driving
    assert (driving.leg.number, driving.arrives, driving.at) == (1, True, noon(50))
    waiting = next_movement(legs(A, P, P))
    assert waiting
    assert (waiting.leg.number, waiting.arrives, waiting.at) == (2, False, noon(90))
    assert next_movement(legs(A, S, GONE)) is None


def test_a_new_time_counts_and_a_postponed_leg_moves_nowhere() -> None:
    first, second, third = legs(P, P, P)
    said = replace(first, depart_by=noon(45), eta=noon(65))
    movement = next_movement([said, second, third])
    assert movement
    assert movement.at == noon(45)
    assert next_movement([replace(leg, held=True) for leg in (first, second, third)]) is None


@given(st.tuples(*(st.sampled_from(list(LegState)) for _ in WAYS)), st.permutations(range(3)))
def test_the_order_in_which_legs_are_known_does_not_matter(
    states: tuple[LegState, ...], order: list[int]
) -> None:
    known = legs(*states)
    shuffled = [known[n] for n in order]
    assert (phase(shuffled), next_movement(shuffled), in_order(shuffled)) == (
        phase(known),
        next_movement(known),
        in_order(known),
    )


@given(st.tuples(*(st.sampled_from(list(LegState)) for _ in WAYS)))
def test_a_visit_whose_legs_are_all_done_has_no_next_movement(states: tuple[LegState, ...]) -> None:
    known = legs(*states)
    assert (next_movement(known) is None) == all(leg.state.finished for leg in known)
