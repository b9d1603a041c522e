"""Working days in Belgium, against calendars of past and coming years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.watch.working_days import easter, holidays, is_working_day, working_days_before


@pytest.mark.parametrize(
    "sunday",
    [
        *(date(1943, 4, 25), date(1961, 4, 2), date(2000, 4, 23), date(2008, 3, 23), date(2019, 4, 21)),
        *(date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25)),
    ],
    ids=str,
)
def test_easter_is_where_the_calendars_have_it(sunday: date) -> None:
    assert easter(sunday.year) == sunday


def test_a_year_has_ten_holidays_and_these_are_those_of_2026() -> None:
    assert sorted(holidays(2026)) == [
        *(date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14), date(2026, 5, 25)),
        *(date(2026, 7, 21), date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 25)),
    ]


@pytest.mark.parametrize(
    ("note", "visit", "days"),
    [
        (date(2026, 12, 7), date(2026, 12, 10), 3),
        (date(2026, 12, 8), date(2026, 12, 10), 2),
        (date(2026, 12, 5), date(2026, 12, 10), 3),
        (date(2026, 11, 9), date(2026, 11, 12), 2),
        (date(2026, 11, 6), date(2026, 11, 12), 3),
        (date(2026, 4, 2), date(2026, 4, 8), 3),
        (date(2026, 12, 24), date(2026, 12, 29), 2),
        (date(2026, 12, 10), date(2026, 12, 10), 0),
        (date(2026, 12, 11), date(2026, 12, 10), 0),
    ],
)
def test_the_days_of_notice_skip_weekends_and_holidays(note: date, visit: date, days: int) -> None:
    assert working_days_before(note, visit) == days


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(0, 12))
def test_notice_grows_by_one_with_each_working_day(visit: date, days: int) -> None:
    note = visit - timedelta(days=days)
    more = working_days_before(note - timedelta(days=1), visit) - working_days_before(note, visit)
    assert more == is_working_day(note - timedelta(days=1))
