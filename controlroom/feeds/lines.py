"""Bytes to lines of text: a line that cannot be read spoils no other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

LONGEST_LINE = 1_000_000


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What stood there and could not become a report: where, why, and its text (bytes escaped)."""

    line: int
    reason: str
    raw: str = ""
    column: str | None = None

    def __str__(self) -> str:
        where = f"line {self.line}, column {self.column}" if self.column else f"line {self.line}"
        return f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str


def read_lines(stream: BinaryIO, encoding: str = "utf-8-sig") -> Iterator[Line | Unreadable]:
    """Each line that is not blank, decoded by itself; only the first may begin with a byte order mark."""
    codec = encoding.removesuffix("-sig")
    number = 0
    while raw := stream.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1 and encoding.endswith("-sig"):
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if len(raw) > LONGEST_LINE and not raw.endswith(b"\n"):
            _skip_line(stream)
            yield Unreadable(number, f"longer than {LONGEST_LINE} bytes", _escaped(raw[:200]))
        elif stripped := raw.rstrip(b"\r\n"):
            yield _decoded(number, stripped, codec)


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass


def _decoded(number: int, raw: bytes, codec: str) -> Line | Unreadable:
    try:
        return Line(number, raw.decode(codec))
    except UnicodeDecodeError as error:
        reason = f"not {codec}: byte 0x{raw[error.start]:02x} at place {error.start + 1}"
        return Unreadable(number, reason, _escaped(raw))


def _escaped(raw: bytes) -> str:
    return raw.decode("ascii", "backslashreplace")
