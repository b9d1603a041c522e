"""Tables of any spreadsheet are read; what cannot be read is said with its line."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.interchange.fault import Unreadable
from controlroom.interchange.table import guarded, read_table, unguarded

COLUMNS = ("code", "name", "address")
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=20)


def read(text: str | bytes) -> list[tuple[int, dict[str, str]]]:
    raw = text if isinstance(text, bytes) else text.encode()
    return [(row.line, dict(row.cells)) for row in read_table(raw, COLUMNS, ("code",)).rows]


def refused(text: str | bytes) -> tuple[int, str]:
    with pytest.raises(Unreadable) as caught:
        read(text)
    fault = caught.value.fault
    return fault.line, fault.text % fault.values


@pytest.mark.parametrize(
    "text",
    [
        "code,name\nA,Liège\n",
        "\ufeffcode;name\r\nA;Liège\r\n",
        "code\tname\nA\tLiège",
        "sep=;\r\ncode;name\r\nA;Liège\r\n",
        "Code ; Name\nA;Liège\n\n;\n",
    ],
)
def test_whatever_parts_the_cells_the_table_is_the_same(text: str) -> None:
    assert [cells for _, cells in read(text)] == [{"code": "A", "name": "Liège"}]


def test_a_row_is_named_by_the_line_on_which_it_begins() -> None:
    table = 'code,name,address\nA,"Two\nlines",x\nB,"quoted ""so""",y\n'
    assert [line for line, _ in read(table)] == [2, 4]
    assert read(table)[0][1]["name"] == "Two\nlines"
    assert read(table)[1][1]["name"] == 'quoted "so"'


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "nothing in this file"),
        ("name\nx", 1, "no column code"),
        ("code,code\nA,B", 1, "stands there twice"),
        ("code,colour\nA,B", 1, "knows a column colour"),
        ('code,name\nA,b\nC,"d\n', 3, "do not close"),
        (b"code,name\nA,b\nC,Li\xe8ge\n", 3, "not UTF-8"),
        ("code\nA".encode("utf-16"), 1, "UTF-16"),
        ("code\n" + "A\n" * 2001, 2002, "More than 2000 rows"),
        ("code,name\nA," + "x" * 600_000, 1, "larger than 512 KiB"),
    ],
)
def test_what_is_no_such_table_is_refused_with_line_and_reason(text: str, line: int, reason: str) -> None:
    assert reason in refused(text)[1]
    assert refused(text)[0] == line


def test_a_row_that_cannot_be_read_does_not_keep_the_others_out() -> None:
    table = read_table(b"code,name\nA,b\nC\nD,e,f\nG,h,\n", COLUMNS, ("code",))
    assert [row.cells["code"] for row in table.rows] == ["A", "G"]
    assert [(fault.line, fault.values["cells"]) for fault in table.faults] == [(3, 1), (4, 3)]


@given(CELL)
def test_a_guarded_text_comes_back_as_it_was(said: str) -> None:
    assert unguarded(guarded(said)) == said
    assert not guarded(said).lstrip(" ").startswith(("=", "+", "-", "@"))


@given(st.lists(st.tuples(CELL, CELL), max_size=5))
def test_what_a_spreadsheet_was_given_is_read_as_it_was(rows: list[tuple[str, str]]) -> None:
    written = StringIO()
    writer = csv.writer(written)
    writer.writerows([("code", "name"), *((guarded(a), guarded(b)) for a, b in rows)])
    read_back = [(cells["code"], cells["name"]) for _, cells in read(written.getvalue())]
    assert read_back == [pair for pair in rows if any(one.strip() for one in map(guarded, pair))]
