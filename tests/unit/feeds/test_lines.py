from io import BytesIO

import pytest

from controlroom.feeds import lines
from controlroom.feeds.lines import Line, Unreadable, read_lines


def test_a_line_in_another_encoding_spoils_no_other() -> None:
    found = list(read_lines(BytesIO("één\n".encode() + b"caf\xe9\n" + b"three\n")))

    assert found[0] == Line(1, "één")
    assert found[2] == Line(3, "three")
    assert isinstance(found[1], Unreadable)
    assert found[1].reason == "not utf-8: byte 0xe9 at place 4"


def test_a_byte_order_mark_is_no_part_of_the_first_word() -> None:
    assert list(read_lines(BytesIO(b"\xef\xbb\xbfid\r\n\r\n7"))) == [Line(1, "id"), Line(3, "7")]


def test_a_line_without_end_is_skipped_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE", 10)

    found = list(read_lines(BytesIO(b"x" * 35 + b"\nshort\n" + b"y" * 10 + b"\n")))

    assert [type(line) for line in found] == [Unreadable, Line, Line]
    assert found[1] == Line(2, "short")


def test_western_bytes_are_read_as_such() -> None:
    assert list(read_lines(BytesIO(b"caf\xe9 \x80"), "cp1252")) == [Line(1, "café €")]
