"""The lines of an iCalendar file: unfolded, decoded, each with its number."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from controlroom.interchange.fault import Unreadable
from controlroom.watch.words import mark

MOST_BYTES: Final = 1024 * 1024
TOO_LONG: Final = mark("The file is larger than %(most)s KiB.")
UTF_16: Final = mark("The file is written in UTF-16; save it as UTF-8.")
NOT_UTF_8: Final = mark("This line is not UTF-8; save the file as UTF-8.")
NO_BEGINNING: Final = mark("The first line of a file continues nothing.")
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


class Line(NamedTuple):
    """`number`: of the first of the lines of the file that it was folded into."""

    number: int
    text: str


def unfolded(raw: bytes) -> list[Line]:
    """Joined before it is decoded: some programs fold in the middle of a letter. Raises Unreadable."""
    if len(raw) > MOST_BYTES:
        raise Unreadable(1, TOO_LONG, most=MOST_BYTES // 1024)
    if raw.startswith(UTF_16_MARKS):
        raise Unreadable(1, UTF_16)
    joined: list[tuple[int, bytearray]] = []
    for number, line in _lines(raw.removeprefix(BYTE_ORDER_MARK)):
        if line[:1] not in (b" ", b"\t"):
            joined.append((number, bytearray(line)))
        elif joined:
            joined[-1][1].extend(line[1:])
        else:
            raise Unreadable(number, NO_BEGINNING)
    return [Line(number, _decoded(number, bytes(line))) for number, line in joined]


def _lines(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Ended by CR LF, by either alone; what is empty says nothing."""
    even = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for number, line in enumerate(even.split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _decoded(number: int, line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise Unreadable(number, NOT_UTF_8) from None
