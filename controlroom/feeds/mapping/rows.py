"""CSV to rows of cells. A cell is text, whatever a spreadsheet would make of it: =SUM(A1) stays =SUM(A1)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from controlroom.feeds.lines import Line, Unreadable, read_lines
from controlroom.feeds.mapping.schema import CsvShape


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    text: str
    cells: tuple[str, ...]


def read_rows(stream: BinaryIO, shape: CsvShape) -> Iterator[Row | Unreadable]:
    """Every row with the line on which it begins, the header among them."""
    lines = read_lines(stream, shape.encoding)
    return _spanning_rows(lines, shape) if shape.quoted_newlines else _single_rows(lines, shape)


def _single_rows(lines: Iterator[Line | Unreadable], shape: CsvShape) -> Iterator[Row | Unreadable]:
    """A line is a row, so that a quote that nobody closed swallows one line and not the rest of the file."""
    for line in lines:
        if isinstance(line, Unreadable):
            yield line
            continue
        try:
            cells = next(_reader(iter([line.text]), shape))
        except csv.Error as error:
            yield Unreadable(line.number, f"not CSV: {error}", line.text)
        else:
            yield Row(line.number, line.text, tuple(cells))


class _Numbered:
    """Hands lines to the csv reader and remembers what it took; lines that cannot be read are set apart."""

    def __init__(self, lines: Iterator[Line | Unreadable]) -> None:
        self._lines = lines
        self.taken: list[Line] = []
        self.unreadable: list[Unreadable] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            if isinstance(line, Unreadable):
                self.unreadable.append(line)
            else:
                self.taken.append(line)
                yield line.text + "\n"

    def text(self) -> str:
        return "\n".join(line.text for line in self.taken)


def _spanning_rows(lines: Iterator[Line | Unreadable], shape: CsvShape) -> Iterator[Row | Unreadable]:
    source = _Numbered(lines)
    reader = _reader(iter(source), shape)
    while True:
        source.taken.clear()
        row: Row | Unreadable | None = None
        try:
            cells = next(reader, None)
        except csv.Error as error:
            row = Unreadable(source.taken[0].number, f"not CSV: {error}", source.text()[:1000])
        else:
            row = None if cells is None else Row(source.taken[0].number, source.text(), tuple(cells))
        yield from source.unreadable
        source.unreadable.clear()
        if row is None:
            return
        yield row


def _reader(lines: Iterator[str], shape: CsvShape) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=shape.delimiter, quotechar=shape.quote, strict=True)
