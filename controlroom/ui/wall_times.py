"""Local times as people write them, also in the two nights in which the clocks change."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from controlroom.clock import BRUSSELS, is_near
from controlroom.errors import Refused
from controlroom.watch.words import mark

TIME: Final = re.compile(r"(\d{1,2})[:h.]?(\d{2})([ABab]?)")
NO_DAY: Final = mark("Write the day as 2026-11-30.")
NO_TIME: Final = mark("Write the time as 07:00.")
LEFT_OUT: Final = mark("This time does not exist that night: the clocks go forward.")
TWICE: Final = mark("This time comes twice that night: write 02:30A for the first or 02:30B for the second.")


def local_day(text: str, field: str = "day") -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Refused(NO_DAY, field=field) from None
    if not is_near(day):
        raise Refused(NO_DAY, field=field)
    return day


def moment_of(day: date, text: str, field: str) -> datetime:
    """When the clock on the wall shows this time, in UTC; `A` and `B` tell the doubled hour apart."""
    hour, minute, which = _read(text, field)
    local = datetime.combine(day, time(hour, minute), BRUSSELS)
    first, second = local.replace(fold=0), local.replace(fold=1)
    shows = first.astimezone(UTC).astimezone(BRUSSELS)
    if (shows.hour, shows.minute) != (hour, minute):
        raise Refused(LEFT_OUT, field=field)
    doubled = first.utcoffset() != second.utcoffset()
    if doubled and not which:
        raise Refused(TWICE, field=field)
    return (second if doubled and which == "B" else first).astimezone(UTC)


def _read(text: str, field: str) -> tuple[int, int, str]:
    found = TIME.fullmatch(text.strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise Refused(NO_TIME, field=field)
    return int(found[1]), int(found[2]), found[3].upper()


def end_of(day: date, begins: datetime, text: str, field: str) -> datetime:
    """The first time after `begins` at which the clock shows this."""
    ends = moment_of(day, text, field)
    return ends if ends > begins else moment_of(day + timedelta(days=1), text, field)


def written(at: datetime) -> str:
    """As it is read back: `02:30B` in the hour that comes again."""
    local = at.astimezone(BRUSSELS)
    other = local.replace(fold=1 - local.fold)
    doubled = local.utcoffset() != other.utcoffset() and other.astimezone(UTC).astimezone(BRUSSELS) == other
    return f"{local:%H:%M}" + ("AB"[local.fold] if doubled else "")


def a_week_on(at: datetime) -> datetime:
    """The same time by the clock on the wall seven days later, whatever the clocks did in between."""
    later = (at.astimezone(BRUSSELS).replace(tzinfo=None) + timedelta(days=7)).replace(tzinfo=BRUSSELS)
    return later.astimezone(UTC)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BRUSSELS).astimezone(UTC)
