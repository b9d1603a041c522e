"""The difference between two versions of a programme, which people act upon."""

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from controlroom.watch.legs import PlannedLeg
from controlroom.watch.visits.programme import Aspect, Change, Difference, difference, units_of
from tests.unit.watch.room import noon, way

UNITS = st.lists(st.sampled_from(["ESC-1", "ESC-2", "LO-1"]), max_size=2, unique=True).map(tuple)
PLACES = st.sampled_from(["BRU", "EU-JL", "AMIGO"])
LEGS = st.builds(
    lambda number, origin, destination, start, units, convoy: PlannedLeg(
        number, origin, destination, noon(start), noon(start + 20), units, convoy
    ),
    *(st.integers(1, 6), PLACES, PLACES, st.integers(0, 300), UNITS, st.integers(1, 7)),
)
PROGRAMMES = st.lists(LEGS, max_size=6, unique_by=lambda leg: leg.number)


def patched(before: Iterable[PlannedLeg], changes: Iterable[Difference]) -> list[PlannedLeg]:
    legs = {leg.number: leg for leg in before}
    for one in changes:
        if one.before:
            assert legs.pop(one.leg) == one.before
        if one.after:
            legs[one.leg] = one.after
    return sorted(legs.values(), key=lambda leg: leg.number)


@given(PROGRAMMES, PROGRAMMES)
def test_who_knows_the_old_programme_and_the_difference_knows_the_new_one(
    before: list[PlannedLeg], after: list[PlannedLeg]
) -> None:
    assert patched(before, difference(before, after)) == sorted(after, key=lambda leg: leg.number)


@given(PROGRAMMES, st.randoms())
def test_the_same_legs_in_another_order_are_no_difference(legs: list[PlannedLeg], chance: object) -> None:
    shuffled = list(legs)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert difference(legs, shuffled) == ()


@given(PROGRAMMES, PROGRAMMES)
def test_everybody_who_had_or_has_a_changed_leg_has_to_know(
    before: list[PlannedLeg], after: list[PlannedLeg]
) -> None:
    changed = {leg.number for leg in before} ^ {leg.number for leg in after}
    changed |= {a.number for a in before for b in after if a.number == b.number and a != b}
    concerned = {unit for leg in (*before, *after) if leg.number in changed for unit in leg.units}
    assert set(units_of(difference(before, after))) == concerned


def test_it_says_in_what_a_leg_moved() -> None:
    leg = way(1, "BRU", "EU-JL", 30, 60)
    later = replace(leg, planned_start=noon(40))
    assert [(d.change, d.aspects) for d in difference([leg], [later])] == [(Change.MOVED, (Aspect.TIME,))]
    elsewhere = replace(leg, destination="AMIGO", units=("ESC-9",), convoy=4)
    (moved,) = difference([leg], [elsewhere])
    assert moved.aspects == (Aspect.PLACE, Aspect.UNITS, Aspect.CONVOY)
    assert moved.units == ("ESCORT-1", "ESC-9")


def test_it_names_what_was_added_and_what_was_dropped() -> None:
    there, back = way(1, "BRU", "EU-JL", 30, 60), way(2, "EU-JL", "BRU", 180, 210)
    assert [(d.leg, d.change) for d in difference([there], [back])] == [
        (1, Change.DROPPED),
        (2, Change.ADDED),
    ]
