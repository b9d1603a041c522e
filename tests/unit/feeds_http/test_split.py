"""A body is told apart into reports, each with the text that was sent for it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.feeds.split import MAX_REPORTS, NotJson, Piece, TooMany, split_json, split_lines

blanks = st.text(" \t\r\n", max_size=3)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(values, max_size=6), blanks)
def test_the_members_of_an_array_come_out_as_they_went_in(members: list[Any], blank: str) -> None:
    texts = [json.dumps(member) for member in members]
    body = f"{blank}[{blank}{f'{blank},{blank}'.join(texts)}{blank}]{blank}"
    pieces = split_json(body.encode())
    assert isinstance(pieces, list)
    assert [piece.raw.decode() for piece in pieces] == texts


@given(st.lists(values, max_size=6))
def test_lines_come_out_as_they_went_in(members: list[Any]) -> None:
    texts = [json.dumps(member) for member in members]
    assert [piece.raw.decode() for piece in split_lines("\r\n\n".join(texts).encode())] == texts


@given(st.binary(max_size=40))
def test_no_bytes_at_all_bring_the_splitter_down(body: bytes) -> None:
    split_lines(body)
    try:
        split_json(body)
    except NotJson:
        return


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "Expecting value at character 0"),
        (b"  ", "Expecting value"),
        (b"{", "Expecting property name"),
        (b'{"a": 1} x', "after the end, at character 9"),
        (b"[1, 2", "expected a comma or the end of the array"),
        (b"[1 2]", "expected a comma"),
        (b"[1,]", "Expecting value"),
        (b"[1],", "after the end"),
        (b"\xff{}", "byte 0 is not UTF-8"),
        (b'{"a": "\xc3"}', "byte 7 is not UTF-8"),
        ("{}".encode("utf-16"), "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 20_000, "nested too deeply"),
    ],
)
def test_what_cannot_be_told_apart_says_where(body: bytes, why: str) -> None:
    with pytest.raises(NotJson, match=why):
        split_json(body)


def test_a_mark_that_says_utf_8_is_passed_over() -> None:
    assert split_json(b"\xef\xbb\xbf{}") == Piece(b"{}", {})
    assert split_lines(b"\xef\xbb\xbf{}\n{}") == [Piece(b"{}", {})] * 2


def test_a_thousand_and_not_one_more() -> None:
    assert len(split_json(b"[" + b",".join([b"{}"] * MAX_REPORTS) + b"]")) == MAX_REPORTS  # type: ignore[arg-type]
    assert len(split_lines(b"{}\n" * MAX_REPORTS)) == MAX_REPORTS
    with pytest.raises(TooMany):
        split_json(b"[" + b",".join([b"{}"] * (MAX_REPORTS + 1)) + b"]")
    with pytest.raises(TooMany):
        split_lines(b"{}\n" * (MAX_REPORTS + 1))


def test_a_broken_line_spoils_no_other() -> None:
    first, second, third, fourth = split_lines(b'{"a":1}\n{"a":\n\xff\n{"a":2}')
    assert (first.fault, fourth.fault) == (None, None)
    assert second == Piece(b'{"a":', fault="Expecting value at character 5")
    assert third == Piece(b"\xff", fault="byte 0 is not UTF-8")


def test_a_number_too_long_for_a_number_spoils_no_other() -> None:
    pieces = split_json(b'[{"a":' + b"9" * 10_000 + b'},{"a":1}]')
    assert isinstance(pieces, list)
    assert pieces[1] == Piece(b'{"a":1}', {"a": "1"})
