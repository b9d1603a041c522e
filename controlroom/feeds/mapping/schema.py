"""What may stand in a mapping file, and what is wrong with one."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from controlroom.feeds.report_fields import FIELDS, FeedName
from controlroom.feeds.toml_file import Table, nearest

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")

Encoding = Literal["utf-8-sig", "utf-8", "cp1252", "iso-8859-1", "iso-8859-15"]
OneCharacter = Annotated[str, StringConstraints(min_length=1, max_length=1)]
Scalar = bool | int | float | str
Column = int | str
"""A name, or a place counted from 1 as a spreadsheet does."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise ValueError(f"no such time zone: {name!r}") from error
    return name


def _sound_pattern(text: str) -> str:
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    if not pattern.groupindex:
        raise ValueError("needs a named group, (?P<name>...), for each column that it makes")
    return text


class CsvShape(Table):
    header: bool = True
    columns: tuple[str, ...] = ()
    delimiter: OneCharacter = ","
    quote: OneCharacter = '"'
    encoding: Encoding = "utf-8-sig"
    decimal: Literal[".", ","] = "."
    quoted_newlines: bool = False


class Times(Table):
    """How a time without zone is read: of two in an overlap the first; in a gap it never was."""

    zone: Annotated[str, AfterValidator(_known_zone)] | None = None
    gap: Literal["refuse", "shift"] = "refuse"


class Split(Table):
    """Named groups of `pattern` become columns of their own."""

    column: Column
    pattern: Annotated[str, AfterValidator(_sound_pattern)]
    optional: bool = False


class FieldRule(Table):
    """Where a field of the report comes from (one of the first four), and what becomes of it."""

    column: Column | None = None
    value: Scalar | None = None
    template: str | None = None
    join: tuple[Column, ...] = ()
    separator: str = " "
    table: dict[str, Scalar] = Field(default_factory=dict)
    otherwise: Scalar | None = None
    type: Literal["text", "integer", "number", "boolean", "time"] | None = None
    format: str = "iso"
    optional: bool = False

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        given = [self.column, self.value, self.template, self.join or None]
        if sum(origin is not None for origin in given) != 1:
            raise ValueError("needs exactly one of column, value, template, join")
        if "format" in self.model_fields_set and self.type != "time":
            raise ValueError("format belongs to type = 'time'")
        if self.otherwise is not None and not self.table:
            raise ValueError("otherwise belongs to a table")
        return self

    def needs_zone(self) -> bool:
        return self.type == "time" and self.format not in {"iso", "epoch"} and "%z" not in self.format

    def columns(self) -> Iterator[Column]:
        if self.column is not None:
            yield self.column
        yield from self.join
        for name in PLACEHOLDER.findall(self.template or ""):
            yield int(name) if name.isdigit() else name


class MappingFile(Table):
    name: Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
    feed: FeedName
    csv: CsvShape = CsvShape()
    time: Times = Times()
    identity: tuple[Column, ...] = ()
    split: tuple[Split, ...] = ()
    fields: dict[str, FieldRule]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        problems = [*self._field_problems(), *self._column_problems()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _field_problems(self) -> Iterator[str]:
        known = FIELDS[self.feed]
        for key, rule in self.fields.items():
            if key not in known:
                yield f"fields.{key}: no such field in a report of {self.feed}{nearest(key, known)}"
            if rule.needs_zone() and not self.time.zone:
                yield f"fields.{key}.format: gives no zone, so time.zone must"
        if "at" not in self.fields:
            yield "fields.at: missing; every report says when it happened"

    def _column_problems(self) -> Iterator[str]:
        """Names can be checked here only if the file says them; else the header of each CSV file decides."""
        if not self.csv.columns:
            if not self.csv.header:
                yield from (f"{key}: {name!r} has no name without csv.columns" for key, name in self._names())
            return
        known = set(self.csv.columns) | self.made_columns()
        for key, name in self._names():
            if name not in known:
                yield f"{key}: no column {name!r}{nearest(name, known)}"

    def _names(self) -> Iterator[tuple[str, str]]:
        made = self.made_columns() if not self.csv.columns else set[str]()
        for key, column in self._references():
            if isinstance(column, str) and column not in made:
                yield key, column

    def _references(self) -> Iterator[tuple[str, Column]]:
        for place, split in enumerate(self.split):
            yield f"split.{place}.column", split.column
        for column in self.identity:
            yield "identity", column
        for key, rule in self.fields.items():
            for column in rule.columns():
                yield f"fields.{key}", column

    def made_columns(self) -> set[str]:
        return {name for split in self.split for name in re.compile(split.pattern).groupindex}

    def named_columns(self) -> set[str]:
        """The names that a CSV file must have."""
        return {name for _, name in self._references() if isinstance(name, str)} - self.made_columns()
