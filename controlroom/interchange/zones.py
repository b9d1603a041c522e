"""The zones of a calendar's times: by their usual name, by that of Windows, or as the file defines them."""

from collections.abc import Iterable
from datetime import tzinfo
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from controlroom.clock import BRUSSELS
from controlroom.interchange.components import Component
from controlroom.interchange.fault import Unreadable
from controlroom.watch.words import mark

UNKNOWN_ZONE: Final = mark("Nobody knows the time zone %(zone)s, and the file does not define it.")
WRONG_ZONE: Final = mark("The definition of the time zone %(zone)s cannot be read.")
MOST_OF_A_DEFINITION: Final = 400
UTC_NAMES: Final = frozenset({"UTC", "GMT", "Z", "ETC/UTC", "COORDINATED UNIVERSAL TIME"})


class Zones:
    """Those that one file defines, over those that everybody knows.

    A definition goes after a name that is known: that of a file is as old as the file.
    """

    def __init__(self, definitions: Iterable[Component]) -> None:
        self._definitions = {zone: part for part in definitions if (zone := part.text("TZID"))}
        self._read: dict[str, tzinfo] = {}

    def of(self, zone: str, line: int) -> tzinfo:
        """Raises Unreadable."""
        if zone not in self._read:
            self._read[zone] = self._zone(zone, line)
        return self._read[zone]

    def _zone(self, zone: str, line: int) -> tzinfo:
        known = named(zone)
        if known:
            return known
        definition = self._definitions.get(zone)
        if definition is None:
            raise Unreadable(line, UNKNOWN_ZONE, zone=zone)
        return named(definition.text("X-LIC-LOCATION")) or _defined(zone, definition)


def named(zone: str) -> tzinfo | None:
    """`Europe/Brussels`, `Romance Standard Time`, or `/mozilla.org/20050126_1/Europe/Brussels`."""
    bare = zone.strip().strip('"')
    if bare.upper() in UTC_NAMES:
        return _known("UTC")
    if not bare:
        return None
    tail = "/".join(bare.split("/")[-2:]) if bare.startswith("/") else bare
    return _known(WINDOWS_TO_OLSON.get(bare, tail))


@cache
def _known(key: str) -> tzinfo | None:
    """Romance Standard Time is Paris, Brussels, Madrid and Copenhagen: in this room Brussels."""
    if key == "Europe/Paris":
        return BRUSSELS
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _defined(zone: str, definition: Component) -> tzinfo:
    lines = list(_content(definition))
    if len(lines) > MOST_OF_A_DEFINITION:
        raise Unreadable(definition.line, WRONG_ZONE, zone=zone)
    try:
        read = Timezone.from_ical("\r\n".join([*lines, ""]))
        made = read.to_tz(lookup_tzid=False) if isinstance(read, Timezone) else None
    except (ValueError, KeyError, IndexError, TypeError, OverflowError):
        raise Unreadable(definition.line, WRONG_ZONE, zone=zone) from None
    if not isinstance(made, tzinfo):
        raise Unreadable(definition.line, WRONG_ZONE, zone=zone)
    return made


def _content(part: Component) -> Iterable[str]:
    yield f"BEGIN:{part.name}"
    yield from (line.text for line in part.lines)
    for inside in part.parts:
        yield from _content(inside)
    yield f"END:{part.name}"
