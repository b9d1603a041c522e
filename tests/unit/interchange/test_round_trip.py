"""Out and in again changes nothing, as a table and as a calendar."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from controlroom.interchange import gathering_file, visit_file
from controlroom.interchange.calendar import read_calendar
from controlroom.interchange.cells import Cells
from controlroom.interchange.entry import Window
from controlroom.interchange.gathering_file import Otherwise, gatherings_calendar, row_of_gathering
from controlroom.interchange.gathering_preview import preview_gatherings
from controlroom.interchange.preview import Preview, Standing
from controlroom.interchange.table import read_table, write_table
from controlroom.interchange.visit_file import row_of_event, rows_of, visits_calendar
from controlroom.interchange.visit_preview import preview_visits
from controlroom.watch.gatherings import Gathering
from controlroom.watch.legs import Leg
from controlroom.watch.visits import Visit
from tests.unit.interchange.filed import NOW, gatherings, known, visits

ALWAYS = Window(datetime(2025, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC))
VISITS = st.lists(visits(), max_size=3, unique_by=lambda one: one[0].code)
GATHERINGS = st.lists(gatherings(), max_size=4, unique_by=lambda one: one.id)


def table(columns: Sequence[str], needed: Sequence[str], rows: Iterable[dict[str, str]]) -> list[Cells]:
    read = read_table(write_table(columns, rows), columns, needed)
    assert not read.faults
    return [Cells(row.line, row.cells) for row in read.rows]


def says_nothing_new(preview: Preview, expected: int) -> None:
    assert [(line.standing, line.fault, line.changes) for line in preview.lines] == [
        (Standing.UNCHANGED, None, ())
    ] * expected
    assert preview.commands == []


@given(VISITS)
def test_a_table_of_visits_out_and_in_again_changes_nothing(found: list[tuple[Visit, list[Leg]]]) -> None:
    rows = [row for visit, legs in found for row in rows_of(visit, legs)]
    cells = table(visit_file.COLUMNS, visit_file.NEEDED, rows)
    says_nothing_new(preview_visits(cells, (), known(*found), "anna", NOW), len(found))


@given(VISITS)
def test_a_calendar_of_visits_out_and_in_again_changes_nothing(found: list[tuple[Visit, list[Leg]]]) -> None:
    raw = visits_calendar([visit for visit, _ in found], {visit.code: legs for visit, legs in found})
    reading = read_calendar(raw, ALWAYS)
    faults = [fault for fault in reading.faults if found]
    preview = preview_visits(map(row_of_event, reading.entries), faults, known(*found), "anna", NOW)
    says_nothing_new(preview, len(found))


@given(GATHERINGS)
def test_a_table_of_gatherings_out_and_in_again_changes_nothing(found: list[Gathering]) -> None:
    cells = table(gathering_file.COLUMNS, gathering_file.NEEDED, map(gathering_file.row_of, found))
    by_id = {one.id: one for one in found}
    says_nothing_new(preview_gatherings(cells, (), by_id, "anna", NOW), len(found))


@given(GATHERINGS)
def test_a_calendar_of_gatherings_out_and_in_again_changes_nothing(found: list[Gathering]) -> None:
    reading = read_calendar(gatherings_calendar(found), ALWAYS)
    rows = [row_of_gathering(entry, Otherwise()) for entry in reading.entries]
    by_id = {one.id: one for one in found}
    says_nothing_new(preview_gatherings(rows, (), by_id, "anna", NOW), len(found))
