"""What people type into the forms of visits, and what it means."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from controlroom.ui.programme_form import Meant, read, rows_of, typed_rows, with_spare
from controlroom.ui.visit_form import Faults, Typed, call_signs, typed_of
from controlroom.ui.visit_form import read as read_facts
from controlroom.watch.legs import LegState, PlannedLeg
from controlroom.watch.visits import Request
from controlroom.watch.visits.apply import announced


def typed(**more: Any) -> Typed:
    said = {
        "code_name": "HERON",
        "rank": "A",
        "delegation": "Estonia",
        "starts_on": "2026-12-10",
        "starts_at": "9:00",
        "ends_on": "2026-12-11",
        "ends_at": "18.30",
    }
    return Typed(**said | more)


def leg(number: int, **more: Any) -> PlannedLeg:
    start, end = datetime(2026, 12, 10, 9, 0, tzinfo=UTC), datetime(2026, 12, 10, 9, 30, tzinfo=UTC)
    return PlannedLeg(number, "BRU", "AMIGO", start, end, ("ESC-1", "LO-1"), 4, **more)


def test_times_are_local_and_a_code_is_made_of_the_name_and_the_day() -> None:
    meant = read_facts(typed(code_name="Blue Heron"))
    assert not isinstance(meant, Faults)
    code, facts = meant
    assert (code, facts.starts_at) == ("BLUE-HERON-261210", datetime(2026, 12, 10, 8, 0, tzinfo=UTC))
    assert facts.intake and facts.intake.weapons is Request.UNKNOWN  # noqa: PT018


def test_all_that_is_wrong_is_said_at_once() -> None:
    faults = read_facts(typed(code_name="", rank="Z", starts_at="nine", agents="many", note_on="soon"))
    assert isinstance(faults, Faults)
    assert set(faults) == {"code_name", "rank", "starts_at", "agents", "note_on"}


def test_a_visit_that_is_amended_without_a_change_stays_as_it_is() -> None:
    meant = read_facts(
        typed(agents="3", note_on="2026-12-01", note_at="14:15", team="vip-1, vip-2", places="A\nB")
    )
    assert not isinstance(meant, Faults)
    visit = announced(*meant)
    assert read_facts(typed_of(visit)) == meant


@pytest.mark.parametrize("text", ["esc-1 lo-1", "ESC-1,LO-1", " ESC-1;  lo-1 esc-1"])
def test_call_signs_are_read_as_people_write_them(text: str) -> None:
    assert call_signs(text) == ("ESC-1", "LO-1")


def as_form(rows: list[Any]) -> dict[str, str]:
    names = ("number", "origin", "destination", "day", "begins", "ends", "units", "convoy")
    return {f"leg-{n}-{name}": getattr(row, name) for n, row in enumerate(rows) for name in names}


def test_a_programme_that_comes_back_as_it_was_shown_means_the_same_legs() -> None:
    legs = [leg(1).of("V-1"), leg(2).of("V-1")]
    meant = read(typed_rows(as_form(with_spare(rows_of(legs))), legs))
    assert isinstance(meant, Meant)
    assert meant.legs == (leg(1), leg(2))


def test_a_row_that_is_taken_out_is_not_there_and_a_new_one_has_no_number_yet() -> None:
    legs = [leg(1).of("V-1")]
    form = as_form(rows_of(legs)) | {"leg-0-drop": "1", "leg-1-origin": "bru", "leg-1-destination": "midi"}
    form |= {"leg-1-day": "2026-12-10", "leg-1-begins": "23:50", "leg-1-ends": "00:20", "leg-1-convoy": "2"}
    meant = read(typed_rows(form, legs))
    assert isinstance(meant, Meant)
    (fresh,) = meant.legs
    assert (fresh.number, fresh.origin, fresh.planned_end.day) == (0, "BRU", 10)
    assert fresh.planned_end == datetime(2026, 12, 10, 23, 20, tzinfo=UTC)


def test_what_is_wrong_is_said_of_its_row() -> None:
    legs = [leg(1).of("V-1")]
    form = as_form(rows_of(legs)) | {"leg-1-origin": "BRU", "leg-2-origin": "A", "leg-2-destination": "B"}
    faults = read(typed_rows(form, legs))
    assert not isinstance(faults, Meant)
    assert set(faults) == {"leg-1", "leg-2"}


def test_what_has_begun_cannot_be_typed_over() -> None:
    driven = replace(leg(1).of("V-1"), state=LegState.EN_ROUTE)
    form = as_form(rows_of([driven])) | {"leg-0-destination": "ELSEWHERE"}
    (row,) = typed_rows(form, [driven])
    assert (row.fixed, row.destination) == (True, "AMIGO")
