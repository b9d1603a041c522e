"""Reads an iCalendar file that any program made (RFC 5545). What it cannot read is a fault with its line."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from controlroom.interchange.components import Component, components
from controlroom.interchange.entry import Entry, Reading, Window
from controlroom.interchange.event import Event, Frame, read_event
from controlroom.interchange.fault import Fault, Unreadable
from controlroom.interchange.lines import unfolded
from controlroom.interchange.recurring import every_time
from controlroom.interchange.series import Patience
from controlroom.watch.words import mark

MOST_EVENTS: Final = 5_000
MOST_ENTRIES: Final = 5_000
OLD_VERSION: Final = mark("This is vCalendar 1.0, older than iCalendar; export it as iCalendar (.ics).")
TOO_MANY_EVENTS: Final = mark("More than %(most)s events in one file.")
TOO_MANY_ENTRIES: Final = mark("More than %(most)s times of events, with those that come again.")
NO_EVENTS: Final = mark("There is no event in this calendar.")


def read_calendar(raw: bytes, window: Window) -> Reading:
    """All that is in it: entries in order of time, and a fault for each event that cannot be read."""
    try:
        calendars = components(unfolded(raw))
        for calendar in calendars:
            _may_be_read(calendar)
        return _read(calendars, window)
    except Unreadable as unreadable:
        return Reading(faults=(unreadable.fault,))


def _may_be_read(calendar: Component) -> None:
    version = calendar.first("VERSION")
    if version and version.value.strip() == "1.0":
        raise Unreadable(version.line, OLD_VERSION)


def _read(calendars: Sequence[Component], window: Window) -> Reading:
    faults: list[Fault] = []
    events = _events(calendars, faults)
    entries = _entries(events, window, faults)
    inside = [entry for entry in entries if window.begins <= entry.ends_at and entry.starts_at < window.ends]
    if not events and not faults:
        faults.append(Fault(calendars[0].line, NO_EVENTS))
    others = sum(part.name not in ("VEVENT", "VTIMEZONE") for each in calendars for part in each.parts)
    return Reading(
        entries=tuple(sorted(inside, key=lambda entry: (entry.starts_at, entry.uid))),
        faults=tuple(sorted(faults, key=lambda fault: fault.line)),
        name=calendars[0].text("X-WR-CALNAME") or calendars[0].text("NAME"),
        passed_over=others,
        beyond=len(entries) - len(inside),
    )


def _events(calendars: Sequence[Component], faults: list[Fault]) -> list[Event]:
    events: list[Event] = []
    for calendar in calendars:
        frame = Frame(calendar)
        for part in calendar.named("VEVENT"):
            if len(events) + len(faults) >= MOST_EVENTS:
                raise Unreadable(part.line, TOO_MANY_EVENTS, most=MOST_EVENTS)
            try:
                events.append(read_event(part, frame))
            except Unreadable as unreadable:
                faults.append(unreadable.fault)
    return events


def _entries(events: Sequence[Event], window: Window, faults: list[Fault]) -> list[Entry]:
    by_uid: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_uid[event.entry.uid].append(event)
    entries: list[Entry] = []
    patience = Patience()
    for versions in by_uid.values():
        try:
            entries.extend(every_time(versions, window, patience))
        except Unreadable as unreadable:
            faults.append(unreadable.fault)
        if len(entries) > MOST_ENTRIES:
            raise Unreadable(versions[0].part.line, TOO_MANY_ENTRIES, most=MOST_ENTRIES)
    return entries
