"""The CAP feed: one message of another service, whole and of use here, or the problem that says why not."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from controlroom.desk.requests import Incoming
from controlroom.feeds.bulletin import amiss, as_command
from controlroom.feeds.model import Amiss
from controlroom.feeds.problems import Problem
from controlroom.interchange.cap import NotCap, read, write

MEDIA_TYPES: Final = ("application/cap+xml", "application/xml", "text/xml")


@dataclass(frozen=True, slots=True)
class CapFeed:
    """`name` is what the feeds panel calls it."""

    name: str = "cap"


CAP: Final = CapFeed()


def read_cap(unit: str, raw: bytes, now: datetime) -> Incoming | Problem:
    """A warning that `unit` brings; written anew, so that its layout makes no other of it."""
    try:
        message = read(raw)
        said = write(message)
    except NotCap as error:
        return _unusable(str(error), [Amiss(error.element, f"line {error.line}: {error.reason}")], now)
    if wrong := [*amiss(message, now)]:
        return _unusable("; ".join(f"{field}: {reason}" for field, reason in wrong[:3]), wrong, now)
    return Incoming(as_command(message, unit), hashlib.sha256(b"cap" + said).digest())


def _unusable(detail: str, wrong: Sequence[Amiss], now: datetime) -> Problem:
    return Problem(422, "invalid-report", "The warning cannot be used", detail, wrong, now)
