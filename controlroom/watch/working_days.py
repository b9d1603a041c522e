"""Working days in Belgium: Monday to Friday without the ten legal holidays (law of 4 January 1974)."""

from datetime import date, timedelta
from functools import cache
from typing import Final

FIXED: Final = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
AFTER_EASTER: Final = (1, 39, 50)
"""Easter Monday, Ascension Day, Whit Monday: days after Easter Sunday."""
A_DAY: Final = timedelta(days=1)
FAR: Final = 30


def working_days_before(first: date, last: date) -> int:
    """How many there are from `first` up to, and without, `last`; more than thirty days ago is counted so."""
    day, counted = max(first, last - FAR * A_DAY), 0
    while day < last:
        counted += is_working_day(day)
        day += A_DAY
    return counted


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays(day.year)


@cache
def holidays(year: int) -> frozenset[date]:
    sunday = easter(year)
    fixed = (date(year, month, day) for month, day in FIXED)
    return frozenset((*fixed, *(sunday + days * A_DAY for days in AFTER_EASTER)))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the method of Meeus, Jones and Butcher (1876)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
