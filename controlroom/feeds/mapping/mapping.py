"""A mapping file at work: rows in, reports out, and a line for whatever could not become one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from controlroom.feeds.derived_ids import DerivedIds
from controlroom.feeds.items import Item, SourceRefused
from controlroom.feeds.lines import Unreadable
from controlroom.feeds.mapping.fields import CellRefused, field_value
from controlroom.feeds.mapping.rows import Row, read_rows
from controlroom.feeds.mapping.schema import Column, MappingFile
from controlroom.feeds.report_fields import FeedName
from controlroom.feeds.toml_file import nearest, read_table


def read_mapping(path: Path) -> "Mapping":
    """The checked mapping, or FileRefused naming each key that is wrong."""
    return Mapping(read_table(path, MappingFile))


@dataclass(frozen=True)
class Mapping:
    file: MappingFile

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def feed(self) -> FeedName:
        return self.file.feed

    def items(self, stream: BinaryIO) -> Iterator[Item | Unreadable]:
        """Reports in the order of the file; SourceRefused if its header lacks a column."""
        ids = DerivedIds(self.name)
        columns: tuple[str, ...] | None = None if self.file.csv.header else self.file.csv.columns
        for row in read_rows(stream, self.file.csv):
            if isinstance(row, Unreadable):
                yield row
            elif columns is None:
                columns = self._header(row)
            else:
                yield self._item(row, columns, ids)

    def _header(self, row: Row) -> tuple[str, ...]:
        found = tuple(cell.strip() for cell in row.cells)
        for name in sorted(self.file.named_columns() | set(self.file.csv.columns)):
            if name not in found:
                wanted = f"{name!r}{nearest(name, found)}"
                raise SourceRefused(f"line {row.line}: the header has no column {wanted}")
        return found

    def _item(self, row: Row, columns: tuple[str, ...], ids: DerivedIds) -> Item | Unreadable:
        derived = ids.of(row.cells)  # counted for a bad row too: its repair changes no other row's id
        try:
            return Item(row.line, self._report(row, columns, derived, ids), row.text)
        except CellRefused as error:
            return Unreadable(row.line, str(error), row.text, error.column)

    def _report(self, row: Row, columns: tuple[str, ...], derived: str, ids: DerivedIds) -> dict[str, Any]:
        if columns and len(row.cells) != len(columns):
            raise CellRefused(None, f"{len(row.cells)} columns where {len(columns)} should be")
        cells = _Cells(enumerate(row.cells, 1))
        cells.update(zip(columns, row.cells, strict=False))
        self._split(cells)
        report: dict[str, Any] = {"id": self._named(cells, ids) or derived}
        for key, rule in self.file.fields.items():
            value = field_value(rule, cells, self.file)
            if value is not None:
                _put(report, key.split("."), value)
        return report

    def _named(self, cells: "_Cells", ids: DerivedIds) -> str | None:
        if not self.file.identity:
            return None
        return ids.named([cells[column].strip() for column in self.file.identity])

    def _split(self, cells: "_Cells") -> None:
        for split in self.file.split:
            found = re.search(split.pattern, cells[split.column].strip())
            if found:
                cells.update({name: text or "" for name, text in found.groupdict().items()})
            elif split.optional:
                cells.update(dict.fromkeys(re.compile(split.pattern).groupindex, ""))
            else:
                reason = f"{cells[split.column]!r} does not look like {split.pattern!r}"
                raise CellRefused(split.column, reason)


class _Cells(dict[Column, str]):
    """The cells of a row by place and by name."""

    def __missing__(self, column: Column) -> str:
        raise CellRefused(column, "no such column in this row")


def _put(report: dict[str, Any], path: list[str], value: object) -> None:
    for part in path[:-1]:
        report = report.setdefault(part, {})
    report[path[-1]] = value
