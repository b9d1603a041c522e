"""A file of visits says line by line what it would change, and is decided by the rules of the watch."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from controlroom.interchange.cells import Cells, time_text
from controlroom.interchange.preview import Change, Preview, Standing
from controlroom.interchange.visit_file import rows_of
from controlroom.interchange.visit_preview import Known, preview_visits
from controlroom.watch.legs import Leg, LegState
from controlroom.watch.visits import (
    AmendVisit,
    AnalyseVisit,
    AnnounceVisit,
    PlanProgramme,
    Visit,
    VisitState,
)
from tests.unit.interchange.filed import NOW, a_leg, a_visit, known


def cells(rows: Sequence[dict[str, str]]) -> list[Cells]:
    return [Cells(line, row) for line, row in enumerate(rows, start=2)]


def told(rows: Sequence[dict[str, str]], there: Known | None = None) -> Preview:
    return preview_visits(cells(rows), (), there or known(), "anna", NOW)


def why(preview: Preview) -> list[tuple[int, str]]:
    faults = ((line.line, line.fault) for line in preview.lines)
    return [(number, fault.text % fault.values) for number, fault in faults if fault]


def out(visit: Visit, *legs: Leg) -> list[dict[str, str]]:
    return rows_of(visit, legs)


def test_a_new_visit_is_announced_and_planned_and_waits_for_somebody_elses_approval() -> None:
    legs = a_leg(1), a_leg(2, origin="EU-JL", destination="BRU")
    (line,) = told(out(a_visit(*legs), *legs)).lines
    assert (line.line, line.what, line.standing) == (2, "V-1", Standing.NEW)
    assert [type(command) for command in line.commands] == [AnnounceVisit, AnalyseVisit, PlanProgramme]
    assert Change("code_name", "", "FALCON") in line.changes
    ways = [change.after for change in line.changes if change.field == "leg"]
    assert ways[0] == "1. BRU → EU-JL, 2026-11-30 14:00-14:30, ESC-1 LO-1 (5)"


def test_a_change_says_from_what_to_what_and_names_what_was_seen() -> None:
    leg = a_leg(1)
    visit = a_visit(leg, revision=4)
    (row,) = out(visit, leg)
    row |= {"delegation": "Member State 9", "convoy": "3"}
    (line,) = told([row], known((visit, [leg]))).lines
    assert line.standing is Standing.CHANGED
    assert line.changes == (
        Change("delegation", "Member State 1", "Member State 9"),
        Change(
            "leg",
            "1. BRU → EU-JL, 2026-11-30 14:00-14:30, ESC-1 LO-1 (5)",
            "1. BRU → EU-JL, 2026-11-30 14:00-14:30, ESC-1 LO-1 (3)",
        ),
    )
    amend, plan = line.commands
    assert isinstance(amend, AmendVisit)
    assert isinstance(plan, PlanProgramme)
    assert amend.seen == 4


def test_a_leg_that_is_not_in_the_file_any_more_is_taken_out_and_a_new_one_comes_in() -> None:
    legs = a_leg(1), a_leg(2, origin="EU-JL", destination="BRU")
    visit = a_visit(*legs)
    first, _ = out(visit, *legs)
    fresh = first | {
        "leg": "",
        "origin": "EU-JL",
        "destination": "AMIGO",
        "leg_starts_at": time_text(NOW + timedelta(hours=3)),
        "leg_ends_at": time_text(NOW + timedelta(hours=4)),
    }
    (line,) = told([first, fresh], known((visit, legs))).lines
    before_and_after = [(bool(change.before), bool(change.after)) for change in line.changes]
    assert before_and_after == [(False, True), (True, False)]


def test_a_file_without_legs_says_nothing_of_legs() -> None:
    leg = a_leg(1)
    visit = a_visit(leg)
    row = {name: value for name, value in out(visit, leg)[0].items() if name in ("visit", "delegation")}
    (line,) = told([row | {"delegation": "X"}], known((visit, [leg]))).lines
    assert [type(command) for command in line.commands] == [AmendVisit]


def test_a_visit_that_moves_to_another_day_moves_with_its_legs() -> None:
    leg, day = a_leg(1), timedelta(days=7)
    visit = a_visit(leg)
    later = replace(visit, starts_at=visit.starts_at + day, ends_at=visit.ends_at + day)
    moved = replace(leg, planned_start=leg.planned_start + day, planned_end=leg.planned_end + day)
    (line,) = told(out(later, moved), known((visit, [leg]))).lines
    assert line.standing is Standing.CHANGED
    assert [type(command) for command in line.commands] == [AmendVisit, PlanProgramme, AmendVisit]


def test_a_leg_that_is_finished_stays_as_it_was_and_that_is_said() -> None:
    leg = a_leg(1, state=LegState.ARRIVED)
    visit = a_visit(leg, state=VisitState.ACTIVE)
    (row,) = out(visit, leg)
    (line,) = told([row | {"convoy": "1"}], known((visit, [leg]))).lines
    assert line.standing is Standing.UNCHANGED
    assert [note.text % note.values for note in line.notes] == ["Leg 1 is finished and stays as it was."]


def test_a_threat_level_that_differs_stays_and_that_is_said() -> None:
    leg = a_leg(1)
    visit = a_visit(leg)
    (row,) = out(visit, leg)
    (line,) = told([row | {"threat_level": "4", "delegation": "X"}], known((visit, [leg]))).lines
    assert [change.field for change in line.changes] == ["delegation"]
    assert [note.text % note.values for note in line.notes] == [
        "Its threat level stays 3: a level is set on its own page, with a reason."
    ]
    (line,) = told([row | {"threat_level": "4"}], known((visit, [leg]))).lines
    assert (line.standing, line.changes) == (Standing.UNCHANGED, ())


def test_what_nobody_may_read_is_not_compared() -> None:
    leg = a_leg(1)
    visit = a_visit(leg)
    preview = told(out(visit, leg), known(hidden={"V-1"}))
    assert why(preview) == [(2, "The file of V-1 is restricted, and you do not read it.")]
    assert preview.commands == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"visit": "V 1"}, "'V 1' is no code of a visit: letters, digits and hyphens, at most 40."),
        ({"rank": "D"}, "The column rank says 'D'; there are: A, B, C."),
        ({"threat_level": "5"}, "The column threat_level needs a whole number from 1 to 4, not '5'."),
        ({"code_name": " "}, "The column code_name is empty."),
        ({"starts_at": "soon"}, "The column starts_at needs a time as 2026-11-30 14:00, not 'soon'."),
        (
            {"leg_starts_at": "29/03/2026 02:30"},
            "The clocks go forward over 29/03/2026 02:30: there is no such time.",
        ),
        (
            {"leg_starts_at": "2026-10-25 02:30"},
            "2026-10-25 02:30 comes twice that night; write 2026-10-25T02:30:00+02:00 or +01:00.",
        ),
        ({"origin": "NOWHERE"}, "There is no place NOWHERE."),
        ({"units": "ESC-99"}, "There is no unit ESC-99."),
        ({"convoy": "0"}, "A convoy has 1 to 50 vehicles."),
        ({"ends_at": time_text(NOW - timedelta(days=1))}, "A visit ends after it began."),
    ],
)
def test_what_is_wrong_is_refused_with_its_line_and_the_rest_is_taken(
    wrong: dict[str, str], said: str
) -> None:
    leg = a_leg(1)
    good, bad = out(a_visit(leg, code="V-2"), leg), out(a_visit(leg), leg)
    preview = told([good[0], bad[0] | wrong])
    assert why(preview) == [(3, said)]
    assert preview.counts == {Standing.NEW: 1, Standing.REFUSED: 1}


def test_rows_of_one_visit_do_not_contradict_each_other() -> None:
    legs = a_leg(1), a_leg(2, origin="EU-JL", destination="BRU")
    first, second = out(a_visit(*legs), *legs)
    assert why(told([first, second | {"rank": "B"}])) == [
        (3, "The column rank says something else than line 2, of the same visit.")
    ]
    empty = dict.fromkeys(("code_name", "rank", "kind", "starts_at"), "")
    assert told([first, second | empty]).counts == {Standing.NEW: 1}


def test_times_are_read_as_people_write_them() -> None:
    leg = a_leg(1)
    visit = a_visit(leg)
    (row,) = out(visit, leg)
    for text in ("2026-11-30 14:00", "30/11/2026 14:00", "30.11.2026 14h00", "2026-11-30T13:00:00Z"):
        assert told([row | {"leg_starts_at": text}], known((visit, [leg]))).counts == {Standing.UNCHANGED: 1}


def test_two_previews_of_the_same_are_known_by_their_digest() -> None:
    leg = a_leg(1)
    row = out(a_visit(leg), leg)
    assert told(row).digest == told(row).digest
    assert told(row).digest != told([row[0] | {"convoy": "4"}]).digest
