"""What a source holds, one item after the other, whatever its format; pure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import Any, BinaryIO, Literal, Protocol

from controlroom.errors import ControlRoomError
from controlroom.feeds.derived_ids import DerivedIds
from controlroom.feeds.lines import Unreadable, read_lines
from controlroom.feeds.report_fields import Collected
from controlroom.feeds.strict_json import parse_json
from controlroom.interchange.cap import NotCap
from controlroom.interchange.cap.feed import entries

Format = Literal["json", "ndjson", "csv", "cap"]
LONGEST_JSON = 64_000_000
ENDINGS: dict[str, Format] = {
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".csv": "csv",
    ".txt": "csv",
}


class SourceRefused(ControlRoomError):
    """A file or an answer of which nothing can be used."""

    slug = "source-refused"
    title = "Nothing in it can be used"


@dataclass(frozen=True, slots=True)
class Item:
    """A report and where it stood; whether it is true or even well formed is for the feed to say."""

    line: int
    report: dict[str, Any]
    raw: str = ""


class RowMapping(Protocol):
    @property
    def name(self) -> str: ...

    def items(self, stream: BinaryIO) -> Iterator[Item | Unreadable]: ...


def format_of(name: PurePath) -> Format | None:
    """By the end of the name: .json, .ndjson or .jsonl, .csv or .txt."""
    return ENDINGS.get(name.suffix.lower())


def read_items(
    stream: BinaryIO, form: Format, feed: Collected, mapping: RowMapping | None = None
) -> Iterator[Item | Unreadable]:
    """Every report of the source in its order; one without an id gets the one that its content derives."""
    match form:
        case "csv":
            if mapping is None:
                raise SourceRefused("a CSV file needs a mapping file")
            return mapping.items(stream)
        case "ndjson":
            return _ndjson_items(stream, DerivedIds(feed))
        case "cap":
            return _warnings(stream)
        case "json":
            return _json_items(stream, DerivedIds(feed))


def batches(items: Iterator[Item | Unreadable], size: int) -> Iterator[list[Item | Unreadable]]:
    while batch := list(islice(items, size)):
        yield batch


def _ndjson_items(stream: BinaryIO, ids: DerivedIds) -> Iterator[Item | Unreadable]:
    for line in read_lines(stream):
        if isinstance(line, Unreadable):
            yield line
            continue
        if not line.text.strip():
            continue
        try:
            value = parse_json(line.text)
        except ValueError as error:
            yield Unreadable(line.number, str(error), line.text)
        else:
            yield _item(line.number, value, line.text, ids)


def _json_items(stream: BinaryIO, ids: DerivedIds) -> Iterator[Item | Unreadable]:
    raw = stream.read(LONGEST_JSON + 1)
    if len(raw) > LONGEST_JSON:
        raise SourceRefused(f"a JSON document of more than {LONGEST_JSON} bytes; use NDJSON")
    try:
        value = parse_json(raw.decode("utf-8-sig"))
    except ValueError as error:  # UnicodeDecodeError is one
        raise SourceRefused(str(error)) from error
    for place, item in enumerate(value if isinstance(value, list) else [value], 1):
        yield _item(place, item, json.dumps(item, ensure_ascii=True), ids)


def _warnings(stream: BinaryIO) -> Iterator[Item | Unreadable]:
    """The messages that stand in it; where one only has an address, whoever has a line to it must ask."""
    try:
        found = entries(stream.read(LONGEST_JSON + 1))
    except NotCap as error:
        raise SourceRefused(str(error)) from error
    for entry in found:
        if entry.message:
            yield warning(entry.line, entry.message)
        elif entry.address:
            yield Item(entry.line, {"address": entry.address}, entry.address)
        else:
            yield Unreadable(entry.line, "holds neither a message of CAP nor an address of one")


def standing(item: Item | Unreadable) -> Item | Unreadable:
    """Where nobody can be asked, an address is of no use."""
    if isinstance(item, Item) and item.report.keys() == {"address"}:
        return Unreadable(item.line, "only says where its message is", item.raw)
    return item


def warning(line: int, message: bytes) -> Item:
    text = message.decode(errors="backslashreplace")
    return Item(line, {"cap": text}, text)


def _item(place: int, value: object, raw: str, ids: DerivedIds) -> Item | Unreadable:
    if not isinstance(value, dict):
        return Unreadable(place, f"a report is an object, not {type(value).__name__}", raw)
    if value.get("id") is None:
        value = {**value, "id": ids.of({key: part for key, part in value.items() if key != "id"})}
    return Item(place, value, raw)
