"""A body to single reports, each with its own text, so that one that is broken spoils none of the others."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

MAX_REPORTS: Final = 1000
BOM: Final = b"\xef\xbb\xbf"
BLANK: Final = re.compile(r"[ \t\r\n]*")


class NotJson(Exception):
    """Nothing in it can be told apart; says where reading stopped."""


class TooMany(Exception):
    """More reports than one request may bring."""


class Repeated(dict[str, Any]):
    """An object in which a key stands twice, here or further in; `key` says which."""

    key: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One report as it was sent. `value` is what json made of it; `fault` says why it could not."""

    raw: bytes
    value: Any = None
    fault: str | None = None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    repeated = _repeated_key(found, pairs)
    if repeated is None:
        return found
    marked = Repeated(found)
    marked.key = repeated
    return marked


def _repeated_key(found: dict[str, Any], pairs: list[tuple[str, Any]]) -> str | None:
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        return next(key for key in keys if keys.count(key) > 1)
    for value in found.values():
        if type(value) is Repeated:
            return value.key
    return None


DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_int=str, parse_float=str, strict=False)
"""Only finds where a report ends and which keys it has; numbers and texts are judged by the models."""


def split_json(body: bytes) -> Piece | list[Piece]:
    """One report, or those of an array. Raises NotJson or TooMany."""
    text = _text(body)
    start = _skip(text, 0)
    if text.startswith("[", start):
        return list(_members(text, start + 1))
    value, end = _value(text, start)
    _nothing_after(text, end)
    return Piece(text[start:end].encode(), value)


def split_lines(body: bytes) -> list[Piece]:
    """One report on each line; a line that is no JSON is a piece with a fault. Raises TooMany."""
    lines = [stripped for line in body.removeprefix(BOM).split(b"\n") if (stripped := line.strip())]
    if len(lines) > MAX_REPORTS:
        raise TooMany
    return [_line(line) for line in lines]


def _line(raw: bytes) -> Piece:
    try:
        text = _text(raw)
        value, end = _value(text, 0)
        _nothing_after(text, end)
    except NotJson as error:
        return Piece(raw, fault=str(error))
    return Piece(raw, value)


def _members(text: str, at: int) -> Iterator[Piece]:
    at = _skip(text, at)
    if text.startswith("]", at):
        return _nothing_after(text, at + 1)
    for _ in range(MAX_REPORTS):
        value, end = _value(text, at)
        yield Piece(text[at:end].encode(), value)
        at = _skip(text, end)
        if text.startswith("]", at):
            return _nothing_after(text, at + 1)
        if not text.startswith(",", at):
            raise NotJson(f"expected a comma or the end of the array at character {at}")
        at = _skip(text, at + 1)
    raise TooMany


def _value(text: str, at: int) -> tuple[Any, int]:
    try:
        return DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg} at character {error.pos}") from None
    except RecursionError:
        raise NotJson("it is nested too deeply") from None


def _text(body: bytes) -> str:
    try:
        return body.removeprefix(BOM).decode()
    except UnicodeDecodeError as error:
        raise NotJson(f"byte {error.start} is not UTF-8") from None


def _skip(text: str, at: int) -> int:
    found = BLANK.match(text, at)
    return found.end() if found else at


def _nothing_after(text: str, at: int) -> None:
    at = _skip(text, at)
    if at < len(text):
        raise NotJson(f"something stands after the end, at character {at}")
