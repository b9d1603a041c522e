"""What is said of a roster: hours without anybody, two shifts at once, somebody who is planned twice."""

from dataclasses import replace

from controlroom.watch.roster import Fault, remarks
from controlroom.watch.shifts import Shift, ShiftState, shift_id
from tests.unit.watch.room import noon


def turn(begins: float, ends: float, officer: str = "anna", leader: str | None = None) -> Shift:
    return Shift(shift_id(noon(begins)), noon(begins), noon(ends), officer, None, leader)


def said(*shifts: Shift) -> list[tuple[Fault, float, float, str | None]]:
    def minutes(at: object) -> float:
        return (at - noon()).total_seconds() / 60  # type: ignore[operator,no-any-return]

    return [(one.fault, minutes(one.begins), minutes(one.ends), one.name) for one in remarks(shifts)]


def test_a_roster_around_the_clock_has_no_remark() -> None:
    assert said(turn(0, 480), turn(960, 1440, "carl"), turn(480, 960, "bert")) == []


def test_an_hour_without_anybody_is_a_gap() -> None:
    assert said(turn(0, 480), turn(540, 960)) == [(Fault.GAP, 480, 540, None)]


def test_a_long_shift_covers_the_gap_between_two_short_ones() -> None:
    assert Fault.GAP not in {fault for fault, *_ in said(turn(0, 960), turn(60, 120), turn(500, 700))}


def test_two_at_once_overlap_and_whoever_is_in_both_is_named() -> None:
    found = said(turn(0, 480, "anna", "leo"), turn(450, 960, "bert", "leo"))
    assert found == [(Fault.OVERLAP, 450, 480, None), (Fault.TWICE, 450, 480, "leo")]


def test_a_dropped_shift_does_not_count() -> None:
    dropped = replace(turn(450, 960), state=ShiftState.DROPPED)
    assert said(turn(0, 480), dropped) == []
