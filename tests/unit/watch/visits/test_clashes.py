"""Two visits in each other's way (requirement R5)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.watch.legs import PlannedLeg
from controlroom.watch.visits.clashes import Booked, Clash, ClashKind, clashes
from tests.unit.watch.room import noon, way


def booked(visit: str, *legs: PlannedLeg, event: str | None = None, until: float = 400) -> Booked:
    return Booked(visit, event, noon(until), [leg.of(visit) for leg in legs])


def own(number: int, origin: str, destination: str, start: float, end: float, visit: str) -> PlannedLeg:
    return way(number, origin, destination, start, end, units=(f"ESC-{visit}",))


def kinds(found: list[Clash]) -> list[tuple[ClashKind, str]]:
    return [(one.kind, one.what) for one in found]


MINE = booked("V-1", own(1, "BRU", "EU-JL", 30, 60, "1"), own(2, "EU-JL", "BRU", 180, 210, "1"))


def test_visits_that_never_meet_have_no_clash() -> None:
    other = booked("V-2", own(1, "MIDI", "AMIGO", 30, 60, "2"), own(2, "AMIGO", "MIDI", 180, 210, "2"))
    assert clashes(MINE, [other, MINE]) == []


def test_two_at_one_venue_at_one_time_clash_from_the_later_arrival_to_the_earlier_departure() -> None:
    other = booked("V-2", own(1, "MIDI", "EU-JL", 100, 120, "2"), own(2, "EU-JL", "MIDI", 240, 260, "2"))
    (clash,) = clashes(MINE, [other])
    assert (clash.kind, clash.what, clash.begins, clash.ends) == (
        ClashKind.VENUE,
        "EU-JL",
        noon(120),
        noon(180),
    )
    assert (clash.leg, clash.other_leg) == (1, 1)


def test_one_that_leaves_as_the_other_comes_is_no_clash() -> None:
    other = booked("V-2", own(1, "MIDI", "EU-JL", 150, 180, "2"))
    assert clashes(MINE, [other]) == []


def test_delegations_of_one_summit_meet_at_its_venue_on_purpose() -> None:
    summit = [
        booked(f"V-{n}", own(1, f"H-{n}", "EU-JL", 30, 60, str(n)), event="European Council") for n in (1, 2)
    ]
    assert clashes(summit[0], [summit[1]]) == []


def test_an_airport_is_for_many() -> None:
    other = booked("V-2", own(1, "AMIGO", "BRU", 195, 205, "2"))
    assert kinds(clashes(MINE, [other])) == [(ClashKind.VENUE, "BRU")]
    assert clashes(MINE, [other], shared={"BRU"}) == []


@pytest.mark.parametrize(
    ("minutes", "clash"), [(0, True), (15, True), (16, False), (-15, True), (-16, False)]
)
def test_two_convoys_on_one_route_within_a_quarter_of_an_hour_clash(minutes: int, clash: bool) -> None:
    other = booked(
        "V-2", own(1, "BRU", "EU-JL", 30 + minutes, 60 + minutes, "2"), event=None, until=60 + minutes
    )
    assert ((ClashKind.ROUTE, "BRU > EU-JL") in kinds(clashes(MINE, [other]))) == clash


def test_a_unit_cannot_escort_two_at_once() -> None:
    mine = booked("V-1", way(1, "BRU", "EU-JL", 30, 60, units=("ESC-1", "LO-1")))
    other = booked("V-2", way(1, "MIDI", "AMIGO", 50, 80, units=("ESC-2", "LO-1")))
    (clash,) = clashes(mine, [other])
    assert (clash.kind, clash.what, clash.begins, clash.ends) == (ClashKind.UNIT, "LO-1", noon(50), noon(60))


LEGS = st.lists(
    st.tuples(
        st.sampled_from(["BRU", "EU-JL", "AMIGO"]),
        st.sampled_from(["EGMONT", "NATO", "EU-JL"]),
        st.integers(0, 300),
        st.sampled_from(["ESC-1", "ESC-2"]),
    ),
    max_size=4,
)


def programme(visit: str, rows: list[Any]) -> Booked:
    legs = [way(n, a, b, s, s + 25, units=(unit,)) for n, (a, b, s, unit) in enumerate(rows, start=1)]
    return booked(visit, *legs)


@given(LEGS, LEGS)
def test_a_clash_is_one_for_both_sides(one: list[Any], two: list[Any]) -> None:
    a, b = programme("A", one), programme("B", two)
    seen = {(c.kind, c.what, c.begins, c.ends, c.leg, c.other_leg) for c in clashes(a, [b])}
    back = {(c.kind, c.what, c.begins, c.ends, c.other_leg, c.leg) for c in clashes(b, [a])}
    assert seen == back
