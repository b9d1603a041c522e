"""Reads a table that any spreadsheet wrote (CSV): rows by the names of their columns, each with its line.

Commas, semicolons (as Excel writes them in Belgium) and tabs part the cells; a byte order mark and a first
line `sep=;` are no part of it. What our export put before a text that would begin a formula is taken away.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Final

from controlroom.interchange.fault import Fault, Unreadable
from controlroom.watch.words import mark

MOST_BYTES: Final = 512 * 1024
MOST_ROWS: Final = 2_000
LONGEST_CELL: Final = 4_000
PARTS_CELLS: Final = (";", "\t", ",")
BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
EMPTY: Final = mark("There is nothing in this file.")
TOO_LARGE: Final = mark("The file is larger than %(most)s KiB.")
TOO_MANY: Final = mark("More than %(most)s rows in one file.")
UTF_16: Final = mark("The file is written in UTF-16; save it as CSV UTF-8.")
NOT_UTF_8: Final = mark("This line is not UTF-8; save the file as CSV UTF-8.")
BAD_QUOTES: Final = mark("The quotation marks of this row do not close.")
TOO_LONG: Final = mark("A cell of this row has more than %(most)s characters.")
NO_COLUMN: Final = mark("There is no column %(name)s.")
COLUMN_TWICE: Final = mark("The column %(name)s stands there twice.")
UNKNOWN_COLUMN: Final = mark("Nobody knows a column %(name)s.")
OTHER_WIDTH: Final = mark("This row has %(cells)s cells, the head has %(columns)s.")


@dataclass(frozen=True, slots=True)
class Row:
    """`line`: where it begins, as an editor counts."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` in the order of the file; a row that cannot be read is a fault, and the others stay."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...] = ()


def read_table(raw: bytes, known: Sequence[str], needed: Sequence[str]) -> Table:
    """`known`: the columns that there are; `needed`: those without which nothing can be read.

    Raises Unreadable, if it is not this table at all.
    """
    lines = list(_lines(_decoded(raw)))
    if not lines:
        raise Unreadable(1, EMPTY)
    number, head = lines[0]
    columns = tuple(name.strip().lower() for name in head)
    _check(number, columns, known, needed)
    if len(lines) - 1 > MOST_ROWS:
        raise Unreadable(lines[MOST_ROWS + 1][0], TOO_MANY, most=MOST_ROWS)
    rows: list[Row] = []
    faults: list[Fault] = []
    for line, cells in lines[1:]:
        fault = _wrong(line, cells, columns)
        if fault:
            faults.append(fault)
        else:
            rows.append(Row(line, dict(zip(columns, map(unguarded, cells), strict=False))))
    return Table(columns, tuple(rows), tuple(faults))


def _decoded(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise Unreadable(1, TOO_LARGE, most=MOST_BYTES // 1024)
    if raw.startswith(UTF_16_MARKS):
        raise Unreadable(1, UTF_16)
    bare = raw.removeprefix(BYTE_ORDER_MARK)
    try:
        return bare.decode().replace("\x00", "")
    except UnicodeDecodeError as wrong:
        raise Unreadable(bare.count(b"\n", 0, wrong.start) + 1, NOT_UTF_8) from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins; what is empty says nothing. Raises Unreadable."""
    first, _, rest = text.partition("\n")
    parts, before = _separator(first), 0
    if first.strip().lower().startswith("sep="):
        text, before = rest, 1
    reader = csv.reader(StringIO(text, newline=""), delimiter=parts, strict=True)
    while True:
        begins = before + reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            raise Unreadable(begins, BAD_QUOTES) from None
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield begins, cells


def _separator(first: str) -> str:
    said = first.strip()
    if said.lower().startswith("sep=") and said[4:5] in PARTS_CELLS:
        return said[4:5]
    return max(PARTS_CELLS, key=first.count)


def _check(line: int, columns: Sequence[str], known: Sequence[str], needed: Sequence[str]) -> None:
    for name in columns:
        if name not in known:
            raise Unreadable(line, UNKNOWN_COLUMN, name=name or "—")
        if columns.count(name) > 1:
            raise Unreadable(line, COLUMN_TWICE, name=name)
    for name in needed:
        if name not in columns:
            raise Unreadable(line, NO_COLUMN, name=name)


def _wrong(line: int, cells: Sequence[str], columns: Sequence[str]) -> Fault | None:
    """Empty cells at the end may be left out, as some programs do, or be too many."""
    if len(cells) < len(columns) or any(cells[len(columns) :]):
        return Fault(line, OTHER_WIDTH, {"cells": len(cells), "columns": len(columns)})
    if any(len(cell) > LONGEST_CELL for cell in cells):
        return Fault(line, TOO_LONG, {"most": LONGEST_CELL})
    return None


def table_text(head: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """As every spreadsheet reads it: with a byte order mark, texts that would begin a formula guarded."""
    said = StringIO()
    writer = csv.writer(said)
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return "\ufeff" + said.getvalue()


def cell(value: object) -> str:
    """A number is no formula."""
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else str(value)


def guarded(said: str) -> str:
    """A text that would begin a formula is preceded by an apostrophe, and so is one that has one already."""
    return f"'{said}" if said.lstrip(" '").startswith(BEGINS_A_FORMULA) else said


def unguarded(cell: str) -> str:
    """The text that was guarded."""
    return cell[1:] if cell.startswith("'") and guarded(cell) != cell else cell


def write_table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """What is read again to the letter."""
    return table_text(columns, ([row.get(name, "") for name in columns] for row in rows)).encode()
