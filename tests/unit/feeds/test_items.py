from io import BytesIO
from pathlib import PurePath
from typing import Any

import pytest

from controlroom.feeds.items import Item, SourceRefused, format_of, read_items
from controlroom.feeds.lines import Unreadable


def _ndjson(data: bytes) -> list[Item | Unreadable]:
    return list(read_items(BytesIO(data), "ndjson", "incident"))


def _reports(found: list[Item | Unreadable]) -> list[dict[str, Any]]:
    return [item.report for item in found if isinstance(item, Item)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"a": NaN}', "NaN is not JSON"),
        (b'{"a": 1, "a": 2}', "the key 'a' stands twice in one object"),
        (b"[1]", "a report is an object, not list"),
        (b"{", "not JSON: Expecting property name"),
        (b"[" * 100_000, "JSON nested too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", "Exceeds the limit"),
        (b'{"a": "\xff"}', "not utf-8: byte 0xff"),
    ],
)
def test_a_bad_line_is_named_and_its_neighbours_are_read(line: bytes, reason: str) -> None:
    found = _ndjson(b'{"id": "1"}\n' + line + b'\n{"id": "3"}\n')

    assert _reports(found) == [{"id": "1"}, {"id": "3"}]
    bad = found[1]
    assert isinstance(bad, Unreadable)
    assert bad.line == 2
    assert bad.reason.startswith(reason)


def test_a_report_without_id_gets_the_same_one_in_every_spelling() -> None:
    spaced = _reports(_ndjson(b'{"kind": "fire", "at": "now"}'))
    turned = _reports(_ndjson(b'{"at":"now","id":null,"kind":"fire"}'))

    assert spaced == turned
    assert len(spaced[0]["id"]) == 36


def test_an_id_that_is_given_stays() -> None:
    assert _reports(_ndjson(b'{"id": "mine"}')) == [{"id": "mine"}]


def test_json_is_one_report_or_an_array_of_them() -> None:
    one = list(read_items(BytesIO(b'\xef\xbb\xbf{"id": "1"}'), "json", "visit"))
    many = list(read_items(BytesIO(b'[{"id": "1"}, 7, {"id": "2"}]'), "json", "visit"))

    assert _reports(one) == [{"id": "1"}]
    assert _reports(many) == [{"id": "1"}, {"id": "2"}]
    assert isinstance(many[1], Unreadable)


def test_a_json_file_that_is_none_is_refused_as_a_whole() -> None:
    with pytest.raises(SourceRefused, match="not JSON"):
        list(read_items(BytesIO(b"<html>"), "json", "visit"))


def test_csv_needs_a_mapping() -> None:
    with pytest.raises(SourceRefused, match="mapping"):
        read_items(BytesIO(b""), "csv", "incident")


def test_the_end_of_the_name_says_the_format() -> None:
    assert format_of(PurePath("a.NDJSON")) == "ndjson"
    assert format_of(PurePath("a.xml")) is None
