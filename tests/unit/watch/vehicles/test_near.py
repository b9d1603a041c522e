"""What may be the same plate, misread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.watch.incidents import Vehicle
from controlroom.watch.vehicles.near import Near, may_be, nearness, without_one

PLATES = st.text("ABIO018", min_size=3, max_size=8)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("1ABO123", "1AB0123", Near.LOOKS_ALIKE),
        ("1ABC123", "IABC123", Near.LOOKS_ALIKE),
        ("1ABC823", "1ABCB23", Near.LOOKS_ALIKE),
        ("1ABC123", "1ABD123", Near.ONE_OFF),
        ("1ABC123", "ABC123", Near.ONE_OFF),
        ("1ABC123", "1ABC1234", Near.ONE_OFF),
        ("1ABC123", "1ABC123", None),
        ("1ABC123", "1ACB123", None),
        ("1ABC123", "1ABX124", None),
        ("1ABC123", "1ABC12?", None),
    ],
)
def test_two_plates_that_one_may_take_for_each_other(one: str, other: str, near: Near | None) -> None:
    assert nearness(one, other) == nearness(other, one) == near


@given(PLATES, PLATES)
def test_near_plates_have_a_look_in_common_by_which_they_are_found(one: str, other: str) -> None:
    assert nearness(one, other) is None or without_one(one) & without_one(other)


GOLF = Vehicle("1ABC123", "BE", "VW Golf", "grey")


@pytest.mark.parametrize("plate", ["1A?C123", "1ABC*", "ABC1", "*123"])
def test_a_part_of_a_plate_with_make_and_colour_may_be_the_vehicle(plate: str) -> None:
    assert may_be(Vehicle(plate, None, "vw  golf", "Grey"), GOLF) is ("1" in plate)


@pytest.mark.parametrize(
    "part",
    [
        Vehicle("1A?C123", None, "VW Golf", "red"),
        Vehicle("1A?C123", None, None, "grey"),
        Vehicle("1A?C123", None, "VW Golf", None),
        Vehicle("1A?D123", None, "VW Golf", "grey"),
        Vehicle("1*", None, "VW Golf", "grey"),
        Vehicle("1ABC123", None, "VW Golf", "grey"),
    ],
)
def test_anything_less_is_another_vehicle(part: Vehicle) -> None:
    assert not may_be(part, GOLF)
