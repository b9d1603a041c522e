"""Which time the page of alarm health is about, and how many operators: as typed, and what it means."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from controlroom.clock import BRUSSELS
from controlroom.ui.complaint import Complaint, Misread
from controlroom.watch.alarm_load import DAY, HOUR, Span
from controlroom.watch.words import mark

PeriodName = Literal["24h", "7d", "30d", "days"]
PERIODS: Final[tuple[PeriodName, ...]] = get_args(PeriodName)
DAYS_AT_MOST: Final = 31
OPERATORS_AT_MOST: Final = 50
OF_DAYS: Final[dict[PeriodName, int]] = {"7d": 7, "30d": 30}

NO_OPERATORS: Final = mark("A number from 1 to %(most)s.")
NO_DATE: Final = mark("A day is written as 2026-11-24.")
TO_COME: Final = mark("This day has not begun yet.")
ENDS_TOO_SOON: Final = mark("The last day is before the first one.")
TOO_LONG: Final = mark("At most %(most)s days at once.")

Short = Annotated[str, Field(max_length=32)]


class Typed(BaseModel):
    """`since` and `until` are days of the room's calendar, the last one included."""

    model_config = ConfigDict(populate_by_name=True, frozen=True)

    period: PeriodName = "24h"
    since: Annotated[Short, Field(alias="from")] = ""
    until: Annotated[Short, Field(alias="to")] = ""
    operators: Short = "1"


@dataclass(frozen=True, slots=True)
class Choice:
    period: Span
    operators: int


def read(typed: Typed, now: datetime) -> Choice | list[Complaint]:
    """Whole hours or whole days of the room, up to this moment."""
    complaints: list[Complaint] = []
    operators, period = 1, Span(now, now)
    try:
        operators = _operators(typed.operators)
    except Misread as misread:
        complaints.append(misread.complaint)
    try:
        period = _period(typed, now)
    except Misread as misread:
        complaints.append(misread.complaint)
    return complaints or Choice(period, operators)


def _operators(text: str) -> int:
    number = int(text) if re.fullmatch(r"\s*[0-9]{1,4}\s*", text) else 0
    if not 1 <= number <= OPERATORS_AT_MOST:
        raise Misread("operators", NO_OPERATORS, most=OPERATORS_AT_MOST)
    return number


def _period(typed: Typed, now: datetime) -> Span:
    if typed.period == "24h":
        return Span((now - DAY).replace(minute=0, second=0, microsecond=0), now)
    today = now.astimezone(BRUSSELS).date()
    if typed.period != "days":
        return Span(midnight(today - timedelta(days=OF_DAYS[typed.period] - 1)), now)
    first, last = _day("from", typed.since, today), _day("to", typed.until or typed.since, today)
    if last < first:
        raise Misread("to", ENDS_TOO_SOON)
    if last - first >= timedelta(days=DAYS_AT_MOST):
        raise Misread("to", TOO_LONG, most=DAYS_AT_MOST)
    return Span(midnight(first), min(midnight(last + timedelta(days=1)), now))


def _day(field: str, text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Misread(field, NO_DATE) from None
    if day > today:
        raise Misread(field, TO_COME)
    return day


def midnight(day: date) -> datetime:
    """By the clocks of the room: a day has 23 or 25 hours when they change."""
    return datetime.combine(day, time.min, BRUSSELS).astimezone(UTC)


def days(period: Span) -> list[Span]:
    """The room's days, cut to the period."""
    day = period.begins.astimezone(BRUSSELS).date()
    found: list[Span] = []
    while midnight(day) < period.ends:
        span = Span(midnight(day), midnight(day + timedelta(days=1))).of(period)
        found += [span] if span else []
        day += timedelta(days=1)
    return found


def hours(period: Span) -> float:
    """For an average: of less than an hour nothing can be said."""
    return max(period.length / HOUR, 1.0)
