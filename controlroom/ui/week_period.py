"""Which week the board is about: the seven days up to one of them, and the seven that follow."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.errors import Refused
from controlroom.ui.wall_times import local_day, midnight
from controlroom.watch.alarm_load import Span
from controlroom.watch.words import mark

WEEK: Final = timedelta(days=7)
DAY: Final = timedelta(days=1)
TO_COME: Final = mark("This day has not begun yet.")


@dataclass(frozen=True, slots=True)
class Chosen:
    """`day` is the last of the past seven. `after` is None where the next board is still to come."""

    day: date
    past: Span
    coming: Span
    before: date
    after: date | None


def chosen(text: str, now: datetime) -> Chosen:
    """Without a day it is today: then the past ends at this moment, and the coming begins."""
    today = now.astimezone(BRUSSELS).date()
    day = local_day(text) if text.strip() else today
    if day > today:
        raise Refused(TO_COME, field="day")
    ends = min(midnight(day + DAY), now)
    past = Span(min(midnight(day - WEEK + DAY), ends - timedelta(minutes=1)), ends)
    later = day + WEEK
    return Chosen(day, past, Span(ends, midnight(later + DAY)), day - WEEK, later if later <= today else None)
