"""What one element may say, and how it is written again."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from controlroom.clock import FIRST_YEAR, LAST_YEAR, is_near
from controlroom.interchange.cap.fault import NotCap, shown
from controlroom.interchange.cap.tree import Element

Word = TypeVar("Word", bound=StrEnum)
BLANKS: Final = " \t\r\n"
TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d", re.ASCII)
LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#$%&'()*+,./0-9:;=?@A-Z\[\]_a-z~-]+", re.ASCII)
NUMBER: Final = re.compile(r"[-+]?(\d{1,12}(\.\d{0,20})?|\.\d{1,20})", re.ASCII)
WHOLE: Final = re.compile(r"\d{1,15}", re.ASCII)
IDENTITY: Final = re.compile(r"[^\s,<&]+")
LISTED: Final = re.compile(r'"([^"]*)"|([^\s"]+)')
DECIMALS: Final = 9
FARTHEST: Final = timedelta(hours=14)


def text_of(element: Element, path: str, *, needed: bool = False) -> str:
    """As it stands. Raises NotCap."""
    if element.children:
        raise NotCap(element.children[0].line, path, "must hold text, not elements")
    if needed and not element.text.strip():
        raise NotCap(element.line, path, "is empty")
    return element.text


def identity(element: Element, path: str) -> str:
    """Of a message or of its sender."""
    said = text_of(element, path, needed=True)
    if not IDENTITY.fullmatch(said):
        raise NotCap(element.line, path, f"must have no blank, comma, < or &, as has '{shown(said)}'")
    return said


def word(element: Element, path: str, words: type[Word]) -> Word:
    said = text_of(element, path)
    try:
        return words(said)
    except ValueError:
        listed = ", ".join(words)
        raise NotCap(element.line, path, f"must be one of {listed}, not '{shown(said)}'") from None


def moment(element: Element, path: str) -> datetime:
    """With the offset that it was written with."""
    return _moment(text_of(element, path).strip(BLANKS), element.line, path)


def _moment(said: str, line: int, path: str) -> datetime:
    if not TIME.fullmatch(said):
        reason = f"must be a time as 2026-11-30T14:00:00+01:00 (never Z), not '{shown(said)}'"
        raise NotCap(line, path, reason)
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        raise NotCap(line, path, f"'{said}' is no day and hour that exist") from None
    if abs(at.utcoffset() or timedelta()) > FARTHEST or said[-2:] > "59":
        raise NotCap(line, path, f"'{said}' has an offset that no clock has")
    if not is_near(at):
        raise NotCap(line, path, f"'{said}' is not between the years {FIRST_YEAR} and {LAST_YEAR}")
    return at


def moment_text(at: datetime) -> str:
    """Whole seconds and a numeric offset; that of UTC is -00:00, as the standard wants it."""
    written = at.isoformat(timespec="seconds")
    return f"{written[:-6]}-00:00" if at.utcoffset() == UTC.utcoffset(None) else written


def reference(said: str, line: int, path: str) -> tuple[str, str, datetime]:
    """`sender,identifier,sent`."""
    named = said.split(",")
    if len(named) != 3 or not all(IDENTITY.fullmatch(one) for one in named):
        raise NotCap(line, path, f"must be sender,identifier,sent, not '{shown(said)}'")
    return named[0], named[1], _moment(named[2], line, path)


def listed(element: Element, path: str) -> tuple[str, ...]:
    """Between blanks; what has blanks itself stands in quotes. Raises NotCap."""
    said = text_of(element, path)
    if LISTED.sub("", said).strip():
        raise NotCap(element.line, path, "a quote is open")
    return tuple(quoted or bare for quoted, bare in LISTED.findall(said) if quoted or bare)


def listed_text(members: tuple[str, ...]) -> str:
    return " ".join(f'"{one}"' if re.search(r"\s", one) else one for one in members)


def language(element: Element, path: str) -> str:
    said = text_of(element, path).strip(BLANKS)
    if not LANGUAGE.fullmatch(said):
        raise NotCap(element.line, path, f"must be a language as nl-BE, not '{shown(said)}'")
    return said


def address(element: Element, path: str, *, whole: bool) -> str:
    """`whole`: one that says where to go by itself."""
    said = text_of(element, path).strip(BLANKS)
    if said and whole and not ADDRESS.fullmatch(said):
        raise NotCap(
            element.line, path, f"must be a whole address as https://example.be, not '{shown(said)}'"
        )
    return said


def number(said: str, line: int, path: str, least: float, most: float) -> float:
    value = float(said) if NUMBER.fullmatch(said) else float("nan")
    if not least <= value <= most:
        raise NotCap(line, path, f"must be a number from {least:g} to {most:g}, not '{shown(said)}'")
    return value


def number_text(value: float) -> str:
    """Without an exponent, to a tenth of a millimetre where it is degrees."""
    return format(Decimal(repr(round(value, DECIMALS))), "f")


def whole_number(element: Element, path: str) -> int:
    said = text_of(element, path).strip(BLANKS)
    if not WHOLE.fullmatch(said):
        raise NotCap(element.line, path, f"must be a whole number of bytes, not '{shown(said)}'")
    return int(said)
