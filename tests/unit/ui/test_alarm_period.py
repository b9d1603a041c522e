from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.ui.alarm_period import Choice, Typed, days, read
from controlroom.ui.alarm_plots import plot
from controlroom.ui.alarm_views import local
from controlroom.ui.spreadsheet import cell
from controlroom.watch.alarm_load import HOUR, Span, steps

EVENING = datetime(2026, 11, 24, 19, 22, tzinfo=UTC)
ANY_MOMENT = st.integers(0, 6 * 366 * 1440).map(lambda minutes: EVENING + timedelta(minutes=minutes))


def period(name: str, since: str = "", until: str = "", *, now: datetime = EVENING) -> Span:
    choice = read(Typed.model_validate({"period": name, "from": since, "to": until}), now)
    assert isinstance(choice, Choice), choice
    return choice.period


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-10-25", 25), ("2026-03-29", 23), ("2026-11-23", 24), ("2026-06-01", 24)]
)
def test_a_day_of_the_room_has_an_hour_more_or_less_when_its_clocks_change(day: str, hours: int) -> None:
    whole = period("days", day)
    assert whole.length == hours * HOUR
    assert len(list(steps(whole, HOUR))) == hours
    assert days(whole) == [whole]


def test_seven_days_are_today_and_the_six_before_it() -> None:
    week = period("7d")
    assert week == Span(datetime(2026, 11, 17, 23, tzinfo=UTC), EVENING)
    assert len(days(week)) == 7
    across = period("7d", now=datetime(2026, 10, 27, 11, tzinfo=UTC))
    assert across.begins == datetime(2026, 10, 20, 22, tzinfo=UTC)
    assert [span.length / HOUR for span in days(across)] == [24, 24, 24, 24, 25, 24, 12]


def test_the_last_day_ends_now() -> None:
    today = period("days", "2026-11-23", "2026-11-24")
    assert today == Span(datetime(2026, 11, 22, 23, tzinfo=UTC), EVENING)


@given(ANY_MOMENT)
def test_twenty_four_hours_begin_with_a_full_one_at_any_moment(now: datetime) -> None:
    day = period("24h", now=now)
    assert day.ends == now
    assert (day.begins.minute, day.begins.second, day.begins.microsecond) == (0, 0, 0)
    assert timedelta(hours=24) <= day.length < timedelta(hours=25)


@given(ANY_MOMENT)
def test_days_cover_their_period_without_a_gap(now: datetime) -> None:
    month = period("30d", now=now)
    spans = days(month)
    assert sum((span.length for span in spans), timedelta()) == month.length
    assert len(spans) in (29, 30)


def test_an_hour_that_comes_twice_says_which_of_the_two_it_is() -> None:
    before, after = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert (local(before), local(after)) == ("25/10 02:30 CEST", "25/10 02:30 CET")
    assert local(EVENING) == "24/11 20:22"


def test_an_axis_of_a_night_with_two_equal_hours_has_a_label_each_third_hour_of_the_clock() -> None:
    night = period("days", "2026-10-25")
    drawn = plot(night, [(night, 1.0)], (10,))
    assert [tick.label for tick in drawn.ticks] == [f"{hour:02}:00" for hour in range(0, 24, 3)]
    assert drawn.ticks[1].x == "16.000%"


@pytest.mark.parametrize("said", ["=1+1", "+32", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1"])
def test_a_spreadsheet_takes_no_cell_for_a_formula(said: str) -> None:
    assert cell(said) == f"'{said}"


def test_numbers_and_words_stay_as_they_are() -> None:
    values = {-2: "-2", 3.5: "3.5", None: "", "unit:VP-12": "unit:VP-12", "a=b": "a=b"}
    assert {value: cell(value) for value in values} == values
