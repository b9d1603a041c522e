"""The calendar by month, by week and as a list: gatherings and visits, on each day that they touch."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal, get_args
from urllib.parse import quote, urlencode

from controlroom.clock import BRUSSELS
from controlroom.errors import Refused
from controlroom.store.panels.gatherings import Calendar
from controlroom.ui.wall_times import local_day, midnight, monday_of
from controlroom.watch.gatherings import Gathering, GatheringKind, Theme
from controlroom.watch.visits import Visit

View = Literal["month", "week", "list"]
VIEWS: Final[tuple[View, ...]] = get_args(View)
DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
LISTED_DAYS: Final = 62
IN_A_CELL: Final = 4
AT_ONCE: Final = 50
KINDS: Final = ("visit", *(kind.value for kind in GatheringKind))


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody looks at. `day` is in the period; `begins` and `ends` are its local days, the end not."""

    view: View
    day: date
    kind: str = ""
    theme: str = ""
    words: str = ""
    page: int = 1

    @property
    def begins(self) -> date:
        match self.view:
            case "month":
                return monday_of(self.day.replace(day=1))
            case "week":
                return monday_of(self.day)
            case "list":
                return self.day

    @property
    def ends(self) -> date:
        match self.view:
            case "month":
                return monday_of(self.month_after - DAY) + WEEK
            case "week":
                return self.begins + WEEK
            case "list":
                return self.day + timedelta(days=LISTED_DAYS)

    @property
    def month_after(self) -> date:
        return (self.day.replace(day=28) + 4 * DAY).replace(day=1)

    @property
    def before(self) -> date:
        if self.view == "month":
            return (self.day.replace(day=1) - DAY).replace(day=1)
        return self.begins - (WEEK if self.view == "week" else timedelta(days=LISTED_DAYS))

    @property
    def after(self) -> date:
        return self.month_after if self.view == "month" else self.ends

    def link(self, **changes: object) -> str:
        """This page with something chosen otherwise."""
        of = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        asked = {
            "view": of.view,
            "day": of.day.isoformat(),
            "kind": of.kind,
            "theme": of.theme,
            "q": of.words,
        }
        asked["page"] = str(of.page) if of.page > 1 else ""
        return "/calendar?" + urlencode({name: said for name, said in asked.items() if said})


def chosen(view: str, day: str, kind: str, theme: str, words: str, page: str, today: date) -> Choice:
    """What cannot be read is as if it had not been said: a link may be old."""
    shown: View = next((each for each in VIEWS if each == view), "month")
    return Choice(
        shown,
        _day(day, today),
        kind if kind in KINDS else "",
        theme if theme in set(Theme) else "",
        words[:80],
        min(int(page), 1000) if page.isdecimal() and int(page) else 1,
    )


def _day(text: str, otherwise: date) -> date:
    try:
        day = local_day(text) if text else otherwise
    except Refused:
        return otherwise
    return day if 2000 <= day.year <= 2100 else otherwise


@dataclass(frozen=True, slots=True)
class Entry:
    """`kind`: visit, or that of a gathering. `begins` and `ends` are its own, whatever day it stands on."""

    kind: str
    href: str
    title: str
    beside: str
    begins: datetime
    ends: datetime
    expected: int | None = None
    theme: str = ""
    struck: bool = False

    def is_on(self, begin: datetime, end: datetime) -> bool:
        return self.begins < end and self.ends > begin


@dataclass(frozen=True, slots=True)
class Day:
    """From `begins` to `ends`; `more`: how many do not fit in the cell of a month."""

    day: date
    begins: datetime
    ends: datetime
    entries: tuple[Entry, ...]
    today: bool
    outside: bool

    @property
    def more(self) -> int:
        return max(0, len(self.entries) - IN_A_CELL)


def entries_of(read: Calendar) -> list[Entry]:
    found = [*map(_gathering, read.gatherings), *map(_visit, read.visits)]
    return sorted(found, key=lambda one: (one.begins, one.title))


def _gathering(one: Gathering) -> Entry:
    return Entry(
        one.kind.value,
        f"/calendar/{quote(one.id, safe='')}",
        one.title,
        one.place,
        one.starts_at,
        one.ends_at,
        one.expected,
        one.theme.value,
        one.cancelled_at is not None,
    )


def _visit(one: Visit) -> Entry:
    struck = one.state.value == "cancelled"
    href = f"/visits/{quote(one.code, safe='')}"
    return Entry("visit", href, one.code_name, one.rank.value, one.starts_at, one.ends_at, struck=struck)


def days_of(choice: Choice, entries: Iterable[Entry], today: date) -> tuple[Day, ...]:
    """Every day of the period, in order."""
    known = list(entries)
    return tuple(_on(day, known, today, choice) for day in _between(choice.begins, choice.ends))


def _between(begin: date, end: date) -> Iterator[date]:
    while begin < end:
        yield begin
        begin += DAY


def _on(day: date, known: list[Entry], today: date, choice: Choice) -> Day:
    begin, end = midnight(day), midnight(day + DAY)
    inside = tuple(one for one in known if one.is_on(begin, end))
    outside = choice.view == "month" and day.month != choice.day.month
    return Day(day, begin, end, inside, day == today, outside)


def today_of(now: datetime) -> date:
    return now.astimezone(BRUSSELS).date()
