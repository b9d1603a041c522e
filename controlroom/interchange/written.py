"""Writes an iCalendar file (RFC 5545): the same events are the same bytes, whenever they are written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

PRODUCT: Final = "-//Controlroom//Controlroom//EN"
MOST_OCTETS: Final = 75
ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


@dataclass(frozen=True, slots=True)
class Written:
    """`stamp`: some moment that does not change while the event does not. `own`: each with its name."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    stamp: datetime
    place: str = ""
    status: str = "CONFIRMED"
    sequence: int = 0
    geo: tuple[float, float] | None = None
    own: Mapping[str, str] = field(default_factory=dict)


def calendar_file(name: str, events: Iterable[Written], *, refresh_minutes: int = 0) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_text(name)}")
    if refresh_minutes:
        lines.append(f"REFRESH-INTERVAL;VALUE=DURATION:PT{refresh_minutes}M")
        lines.append(f"X-PUBLISHED-TTL:PT{refresh_minutes}M")
    for event in events:
        lines.extend(_event(event))
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(event: Written) -> Iterable[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_moment(event.stamp)}"
    yield f"DTSTART:{_moment(event.starts_at)}"
    yield f"DTEND:{_moment(event.ends_at)}"
    yield f"SUMMARY:{_text(event.title)}"
    if event.place:
        yield f"LOCATION:{_text(event.place)}"
    if event.geo:
        yield f"GEO:{event.geo[0]!r};{event.geo[1]!r}"
    yield f"STATUS:{event.status}"
    yield f"SEQUENCE:{event.sequence}"
    for name, value in event.own.items():
        if value:
            yield f"X-CONTROLROOM-{name}:{_text(value)}"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(said: str) -> str:
    """What may not stand in a calendar is left out: a control character ends no line of ours."""
    kept = "".join(letter for letter in said if letter >= " " or letter in "\n\t")
    return kept.translate(ESCAPES)


def _folded(line: str) -> bytes:
    """At most 75 octets a line, and no letter cut in two."""
    folded, rest = b"", line
    room = MOST_OCTETS
    while rest:
        taken, size = 0, 0
        for letter in rest:
            octets = len(letter.encode())
            if size + octets > room:
                break
            taken, size = taken + 1, size + octets
        folded += (b"\r\n " if folded else b"") + rest[:taken].encode()
        rest, room = rest[taken:], MOST_OCTETS - 1
    return folded + b"\r\n"
