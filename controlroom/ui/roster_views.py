"""What the page of the roster shows: a week of shifts, and what is wrong with it; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from controlroom.clock import BRUSSELS
from controlroom.store.panels.shifts import Roster
from controlroom.ui.wall_times import midnight, written
from controlroom.watch.duty import Place
from controlroom.watch.roster import Remark, counted, remarks
from controlroom.watch.shifts.shift import Shift


@dataclass(frozen=True, slots=True)
class Bar:
    """Of a day's strip: minutes since its midnight."""

    begins: int
    length: int


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """`hours` is how long it lasts: seven or nine, where the clocks change."""

    id: str
    begins: str
    ends: str
    next_day: bool
    hours: str
    crew: tuple[tuple[str, str], ...]
    state: str
    may_change: bool
    may_drop: bool


@dataclass(frozen=True, slots=True)
class DayRow:
    """`length`: its minutes, fewer or more where the clocks change; `now`: the minute that it is."""

    day: date
    length: int
    shifts: tuple[ShiftRow, ...]
    bars: tuple[Bar, ...]
    now: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """A gap, an overlap, or somebody planned twice: in local times, with the day."""

    fault: str
    begins: datetime
    ends: datetime
    name: str


@dataclass(frozen=True, slots=True)
class RosterPage:
    monday: date
    before: date
    after: date
    days: tuple[DayRow, ...]
    told: tuple[Told, ...]
    names: Mapping[str, str]
    may_plan: bool
    typed: Mapping[str, str]
    field: str = ""
    complaint: str = ""
    copied: int | None = None

    @property
    def empty(self) -> bool:
        return not any(day.shifts for day in self.days)


def days_of(read: Roster, monday: date, now: datetime) -> tuple[DayRow, ...]:
    return tuple(_day(read, monday + timedelta(days=n), now) for n in range(7))


def _day(read: Roster, day: date, now: datetime) -> DayRow:
    begin, end = midnight(day), midnight(day + timedelta(days=1))
    length = _minutes(end - begin)
    mine = [shift for shift in read.shifts if begin <= shift.starts_at < end]
    here = _minutes(now - begin)
    return DayRow(
        day,
        length,
        tuple(_row(shift, read, day, now) for shift in mine),
        tuple(bar for shift in read.shifts if (bar := _bar(shift, begin, end))),
        here if 0 <= here < length else None,
    )


def _row(shift: Shift, read: Roster, day: date, now: datetime) -> ShiftRow:
    ends = shift.ends_at or shift.starts_at
    held = ((place, shift.at(place)) for place in Place)
    return ShiftRow(
        id=shift.id,
        begins=written(shift.starts_at),
        ends=written(ends),
        next_day=ends.astimezone(BRUSSELS).date() != day,
        hours=f"{_minutes(ends - shift.starts_at) / 60:g}",
        crew=tuple((place.value, read.people.get(name, name)) for place, name in held if name),
        state=shift.state.value,
        may_change=shift.state.on or (shift.state.ahead and ends > now),
        may_drop=shift.state.ahead,
    )


def _bar(shift: Shift, begin: datetime, end: datetime) -> Bar | None:
    starts, ends = max(shift.starts_at, begin), min(shift.ends_at or shift.starts_at, end)
    return Bar(_minutes(starts - begin), _minutes(ends - starts)) if ends > starts else None


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def told(read: Roster, monday: date, now: datetime) -> tuple[Told, ...]:
    """What is wrong in this week and is not over; a shift of the week before may reach into it."""
    begin, end = midnight(monday), midnight(monday + timedelta(days=7))
    found = [one for one in remarks(counted(read.shifts)) if one.ends > max(now, begin) and one.begins < end]
    return tuple(_told(one, read.people) for one in found)


def _told(one: Remark, people: Mapping[str, str]) -> Told:
    name = people.get(one.name or "", one.name or "")
    return Told(one.fault.value, one.begins, one.ends, name)
