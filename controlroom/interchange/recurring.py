"""All times of one event: its series, without what was taken out, with what was changed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from controlroom.interchange.entry import Entry, Window
from controlroom.interchange.event import Event
from controlroom.interchange.fault import Unreadable
from controlroom.interchange.moments import Moment
from controlroom.interchange.series import Patience, times
from controlroom.watch.words import mark

EXCLUDED_BY_RULE: Final = mark("Times taken out by a rule (EXRULE) are not read.")


def every_time(versions: Sequence[Event], window: Window, patience: Patience) -> Iterator[Entry]:
    """Of events with one UID; a changed time of a series that is not in the file stands by itself.

    Raises Unreadable.
    """
    whole, changed = _newest(versions)
    if whole:
        yield from _series(whole, changed, window, patience)
    for at, event in changed.items():
        yield replace(event.entry, recurs=at)


def _newest(versions: Sequence[Event]) -> tuple[Event | None, dict[datetime, Event]]:
    changed: dict[datetime, Event] = {}
    whole: Event | None = None
    for event in versions:
        if event.recurrence is None:
            whole = event if whole is None or event.sequence >= whole.sequence else whole
        else:
            before = changed.get(event.recurrence.at)
            if before is None or event.sequence >= before.sequence:
                changed[event.recurrence.at] = event
    return whole, changed


def _series(
    whole: Event, changed: dict[datetime, Event], window: Window, patience: Patience
) -> Iterator[Entry]:
    part = whole.part
    rules, added = part.every("RRULE"), part.every("RDATE")
    if by_rule := part.first("EXRULE"):
        raise Unreadable(by_rule.line, EXCLUDED_BY_RULE)
    if not rules and not added:
        yield whole.entry
        return
    since = Window(window.begins - whole.lasts, window.ends)
    found = times(whole.start, rules, since, patience)
    starts = {(start := whole.start.on(local)).at: start for local in found}
    starts |= {other.at: other for other in whole.frame.moments(added)}
    out = list(whole.frame.moments(part.every("EXDATE")))
    out += [event.recurrence for event in changed.values() if event.recurrence]
    moments, days = {one.at for one in out}, _days(out, whole)
    for at, start in sorted(starts.items()):
        if at not in moments and start.local.date() not in days:
            yield replace(whole.entry, starts_at=at, ends_at=whole.ends_of(start), recurs=at)


def _days(out: Sequence[Moment], whole: Event) -> set[date]:
    """Some programs name a time by its day alone."""
    return set() if whole.start.all_day else {one.local.date() for one in out if one.all_day}
