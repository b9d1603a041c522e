"""The meter of predictable patrols goes by the clocks that whoever watches a gate goes by."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.clock import BRUSSELS
from controlroom.watch.predictability import BAND, Mark, Meter, could_make_a_pattern, pattern, time_of_day

MIDNIGHT = datetime(2026, 11, 2, tzinfo=BRUSSELS)


def days(*clocks: str) -> list[datetime]:
    """A check a day, at these times by the clocks of Brussels."""
    return [on(day, clock) for day, clock in enumerate(clocks)]


def on(day: int, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return MIDNIGHT.replace(hour=hour, minute=minute) + timedelta(days=day)


def seen(*clocks: str) -> tuple[int, int, time, time] | None:
    found = pattern(days(*clocks))
    return (found.count, found.of, found.begins, found.ends) if found else None


def test_three_of_the_last_five_in_one_half_hour_are_a_pattern() -> None:
    assert seen("21:10", "03:00", "21:25", "12:00", "21:38") == (3, 5, time(21, 10), time(21, 40))


def test_two_of_five_are_none() -> None:
    assert seen("21:10", "03:00", "21:25", "12:00", "22:38") is None


@pytest.mark.parametrize(("third", "warns"), [("21:40", True), ("21:41", False)])
def test_the_band_slides_and_is_half_an_hour_long(third: str, *, warns: bool) -> None:
    assert (seen("21:10", "21:20", third) is not None) == warns


def test_only_the_last_five_are_looked_at() -> None:
    assert seen("21:10", "21:12", "21:14", "03:00", "08:00", "12:00") is None
    assert seen("21:10", "21:12", "21:14", "03:00", "08:00") == (3, 5, time(21, 10), time(21, 40))


def test_three_checks_alone_can_be_a_pattern_and_none_are_none() -> None:
    assert seen("21:10", "21:12", "21:14") == (3, 3, time(21, 10), time(21, 40))
    assert seen() is None


def test_midnight_is_a_time_like_another() -> None:
    assert seen("23:50", "00:05", "00:15") == (3, 3, time(23, 50), time(0, 20))


def test_the_fullest_band_is_named_and_of_equals_the_tightest() -> None:
    assert seen("09:00", "21:10", "21:20", "21:30", "21:35") == (4, 5, time(21, 10), time(21, 40))
    assert seen("20:45", "21:10", "21:14", "21:18", "04:00") == (3, 5, time(21, 10), time(21, 40))


@pytest.mark.parametrize(
    "nights",
    [
        ("2026-10-24T00:30Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z"),
        ("2026-10-24T00:30Z", "2026-10-25T01:30Z", "2026-10-26T01:30Z"),
        ("2027-03-26T00:30Z", "2027-03-27T00:30Z", "2027-03-28T23:30Z"),
    ],
    ids=["first half past two", "second half past two", "half past one, then on summer time"],
)
def test_in_the_night_in_which_the_clocks_change_the_time_that_they_show_counts(
    nights: tuple[str, ...],
) -> None:
    moments = [datetime.fromisoformat(night) for night in nights]
    assert pattern(moments) is not None


def test_the_hours_of_utc_do_not_count() -> None:
    """At 23:00 UTC in summer and in winter, it is one and midnight here."""
    assert (
        pattern([datetime.fromisoformat(f"2026-{day}T23:00Z") for day in ("10-23", "10-25", "10-26")]) is None
    )


def test_other_numbers_can_be_set() -> None:
    strict = Meter(enough=2, of_last=2, band=timedelta(minutes=60))
    assert pattern(days("12:00", "21:10", "22:05"), strict) is not None
    assert pattern(days("21:10", "12:00", "22:05"), strict) is None


moments = st.integers(0, 5 * 1440 - 1).map(lambda minute: MIDNIGHT + timedelta(minutes=minute))


@given(st.lists(moments, max_size=9))
def test_the_meter_agrees_with_trying_every_band_of_the_day(checks: list[datetime]) -> None:
    faces = [time_of_day(at) for at in sorted(checks)[-5:]]
    begins = [timedelta(minutes=minute) for minute in range(1440)]
    fullest = max(sum((f - b) % timedelta(days=1) <= BAND.time for f in faces) for b in begins)
    found = pattern(checks)
    assert (found.count if found else None) == (fullest if fullest >= 3 else None)


@given(st.lists(moments, min_size=1, max_size=9, unique=True), st.data())
def test_a_check_that_can_make_no_pattern_is_part_of_none_as_the_checks_come_in(
    checks: list[datetime], data: st.DataObject
) -> None:
    """Of checks at exact times the foresight is exact: it bars just those that the meter would name."""
    ordered = sorted(checks)
    one = data.draw(st.sampled_from(ordered))
    others = [Mark(at) for at in ordered if at != one]
    named = False
    for many in range(1, len(ordered) + 1):
        last = ordered[:many][-5:]
        if one in last:
            face = [(time_of_day(at) - time_of_day(one)) % timedelta(days=1) for at in last]
            bands = [timedelta(minutes=-back) % timedelta(days=1) for back in range(31)]
            named |= any(sum((f - b) % timedelta(days=1) <= BAND.time for f in face) >= 3 for b in bands)
    assert could_make_a_pattern(Mark(one), others) == named
