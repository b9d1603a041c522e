"""The parts of an iCalendar file: what stands between a BEGIN and its END, as properties with their lines."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from icalendar.parser import Contentline

from controlroom.interchange.fault import Unreadable
from controlroom.interchange.lines import Line
from controlroom.watch.words import mark

MOST_PARTS: Final = 20_000
DEEPEST: Final = 6
NO_CALENDAR: Final = mark("This is no calendar: it does not begin with BEGIN:VCALENDAR.")
NO_END: Final = mark("%(name)s begins here and does not end.")
WRONG_END: Final = mark("%(name)s ends here, but it did not begin.")
OUTSIDE: Final = mark("This stands outside of a calendar.")
NO_PROPERTY: Final = mark("This is no property: a name, then a colon and a value.")
TOO_DEEP: Final = mark("Parts within parts, deeper than %(most)s.")
TOO_MANY: Final = mark("More than %(most)s parts in one file.")
FRAME: Final = re.compile(r"(BEGIN|END)[ \t]*:[ \t]*([A-Za-z0-9-]+)[ \t]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Property:
    """`value` with its escapes undone."""

    line: int
    name: str
    value: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Component:
    """`lines` are those of its own properties, not read yet: what nobody asks for cannot be a fault."""

    name: str
    line: int
    lines: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def named(self, name: str) -> Iterator["Component"]:
        return (part for part in self.parts if part.name == name)

    @property
    def names(self) -> list[str]:
        """Of its properties, in their order."""
        return list(dict.fromkeys(_name(line) for line in self.lines))

    def every(self, name: str) -> list[Property]:
        """Raises Unreadable."""
        return [read_property(line) for line in self.lines if _name(line) == name]

    def first(self, name: str) -> Property | None:
        return next(iter(self.every(name)), None)

    def text(self, name: str) -> str:
        found = self.first(name)
        return found.value.strip() if found else ""


def components(lines: Iterable[Line]) -> list[Component]:
    """The calendars of a file. Raises Unreadable where its parts do not fit into each other."""
    done: list[Component] = []
    open_parts: list[Component] = []
    count = 0
    for line in lines:
        framed = FRAME.fullmatch(line.text)
        if framed is None:
            _inside(open_parts, line, NO_CALENDAR if not done else OUTSIDE).lines.append(line)
        elif framed[1].upper() == "BEGIN":
            count += 1
            _begin(open_parts, Component(framed[2].upper(), line.number), count)
        else:
            _end(open_parts, done, line, framed[2].upper())
    if open_parts:
        raise Unreadable(open_parts[-1].line, NO_END, name=open_parts[-1].name)
    if not done:
        raise Unreadable(1, NO_CALENDAR)
    return done


def _inside(open_parts: list[Component], line: Line, otherwise: str) -> Component:
    if not open_parts:
        raise Unreadable(line.number, otherwise)
    return open_parts[-1]


def _begin(open_parts: list[Component], part: Component, count: int) -> None:
    if count > MOST_PARTS:
        raise Unreadable(part.line, TOO_MANY, most=MOST_PARTS)
    if len(open_parts) >= DEEPEST:
        raise Unreadable(part.line, TOO_DEEP, most=DEEPEST)
    if not open_parts and part.name != "VCALENDAR":
        raise Unreadable(part.line, NO_CALENDAR)
    if open_parts:
        open_parts[-1].parts.append(part)
    open_parts.append(part)


def _end(open_parts: list[Component], done: list[Component], line: Line, name: str) -> None:
    if not open_parts or open_parts[-1].name != name:
        if open_parts and any(part.name == name for part in open_parts):
            raise Unreadable(open_parts[-1].line, NO_END, name=open_parts[-1].name)
        raise Unreadable(line.number, WRONG_END, name=name)
    ended = open_parts.pop()
    if not open_parts:
        done.append(ended)


def _name(line: Line) -> str:
    return re.split(r"[:;]", line.text, maxsplit=1)[0].strip().upper()


def read_property(line: Line) -> Property:
    try:
        name, parameters, value = Contentline(line.text).parts()  # type: ignore[no-untyped-call]
    except ValueError:
        raise Unreadable(line.number, NO_PROPERTY) from None
    said = {key.upper(): _one(found) for key, found in parameters.items()}
    return Property(line.number, name.upper(), value, said)


def _one(found: object) -> str:
    return str(found[0]) if isinstance(found, list) else str(found)
