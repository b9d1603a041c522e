"""One field of a report, from the columns of a row."""

import math
from collections.abc import Mapping as Columns

from controlroom.feeds.mapping.local_time import read_time
from controlroom.feeds.mapping.schema import PLACEHOLDER, Column, FieldRule, MappingFile, Scalar

TRUE = {"true", "yes", "1", "y"}
FALSE = {"false", "no", "0", "n"}


class CellRefused(ValueError):
    """A cell that the mapping cannot use; `column` names it."""

    def __init__(self, column: Column | None, reason: str) -> None:
        super().__init__(reason)
        self.column = None if column is None else str(column)


def field_value(rule: FieldRule, row: Columns[Column, str], file: MappingFile) -> Scalar | None:
    """The value, None where it is optional and not there, or CellRefused."""
    if rule.value is not None:
        return rule.value
    text = _text(rule, row)
    column = rule.column if rule.column is not None else next(rule.columns(), None)
    try:
        return _converted(rule, text, file)
    except ValueError as error:
        raise CellRefused(column, str(error)) from error


def _text(rule: FieldRule, row: Columns[Column, str]) -> str:
    if rule.column is not None:
        return row[rule.column].strip()
    if rule.join:
        return rule.separator.join(filter(None, (row[column].strip() for column in rule.join)))
    return PLACEHOLDER.sub(lambda found: row[_column(found[1])].strip(), rule.template or "").strip()


def _column(name: str) -> Column:
    return int(name) if name.isdigit() else name


def _converted(rule: FieldRule, text: str, file: MappingFile) -> Scalar | None:
    if not text and rule.otherwise is None:
        if rule.optional:
            return None
        raise ValueError("empty")
    if rule.table:
        value = rule.table.get(text, rule.otherwise)
        if value is None:
            raise ValueError(f"{text!r} is not in the table")
        return value
    match rule.type:
        case "integer":
            return _integer(text)
        case "number":
            return _number(text, file.csv.decimal)
        case "boolean":
            return _boolean(text)
        case "time":
            return read_time(text, rule.format, file.time.zone, file.time.gap)
        case "text" | None:
            return text


def _integer(text: str) -> int:
    if len(text) > 18 or not text.removeprefix("-").isascii() or not text.removeprefix("-").isdigit():
        raise ValueError(f"not a whole number: {text[:40]!r}")
    return int(text)


def _number(text: str, decimal: str) -> float:
    plain = text if decimal == "." else text.replace(".", "").replace(",", ".")
    try:
        value = float(plain)
    except ValueError as error:
        raise ValueError(f"not a number: {text[:40]!r}") from error
    if not math.isfinite(value) or "_" in plain:
        raise ValueError(f"not a number: {text[:40]!r}")
    return value


def _boolean(text: str) -> bool:
    if text.lower() in TRUE:
        return True
    if text.lower() in FALSE:
        return False
    raise ValueError(f"neither yes nor no: {text[:40]!r}")
