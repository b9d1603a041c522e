from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.watch.alarm_limits import (
    DURESS_BARS,
    MIX,
    Verdict,
    of_answers,
    of_floods,
    of_hours,
    of_mix,
    of_stale,
    of_ten_minutes,
)
from controlroom.watch.alarm_load import (
    DAY,
    HOUR,
    TEN_MINUTES,
    Span,
    Worst,
    answered,
    filled,
    floods,
    length,
    nearest_rank,
    part,
    steps,
    worst,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = Span(NOON, NOON + DAY)
MINUTES = st.lists(st.integers(0, 1440), max_size=80)
WIDTHS = st.sampled_from([TEN_MINUTES, HOUR, timedelta(hours=3)])


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def moments(minutes: list[int]) -> list[datetime]:
    return sorted(map(at, minutes))


@given(MINUTES, WIDTHS, st.integers(0, 1400), st.integers(1, 3000))
def test_every_alert_of_the_period_is_in_one_bar_and_the_others_in_none(
    minutes: list[int], width: timedelta, begins: int, lasts: int
) -> None:
    period = Span(at(begins), at(begins + lasts))
    bars = list(steps(period, width))
    assert (bars[0].begins, bars[-1].ends) == (period.begins, period.ends)
    assert all(earlier.ends == later.begins for earlier, later in pairwise(bars))
    inside = [one for one in moments(minutes) if period.begins <= one < period.ends]
    assert list(part(moments(minutes), period)) == inside
    counted = [(bar, len(part(inside, bar))) for bar in bars]
    assert filled(inside, period, width) == [(bar, count) for bar, count in counted if count]
    assert sum(count for _, count in counted) == len(inside)


@given(MINUTES, WIDTHS)
def test_the_worst_span_is_at_least_as_full_as_any_bar_of_its_width(
    minutes: list[int], width: timedelta
) -> None:
    raised = moments(minutes)
    most = worst(raised, width)
    assert most.count >= max(len(part(raised, bar)) for bar in steps(Span(NOON, at(1441)), width))
    assert most.count <= len(raised)
    if most.begins:
        assert most.count == len(part(raised, Span(most.begins, most.begins + width)))


def test_ten_alerts_on_both_sides_of_a_full_hour_are_one_bad_hour() -> None:
    raised = moments([*range(50, 60), *range(60, 70)])
    assert [len(part(raised, bar)) for bar in steps(Span(NOON, at(120)), HOUR)] == [10, 10]
    assert worst(raised, HOUR) == Worst(20, at(50))
    assert worst([], HOUR) == Worst()


@given(st.lists(st.floats(0, 1e6), min_size=1), st.sampled_from([50, 80, 98.5, 100]))
def test_a_percentile_is_one_of_the_values_and_so_many_do_not_exceed_it(
    values: list[float], percent: float
) -> None:
    found = nearest_rank(values, percent)
    assert found in values
    not_above = sum(value <= found for value in values)
    below = sum(value < found for value in values)
    assert not_above * 100 >= percent * len(values) - 1e-6
    assert below * 100 < percent * len(values)


def test_percentiles_are_those_that_one_can_look_up() -> None:
    assert nearest_rank([30, 10, 20, 40, 50], 50) == 30
    assert nearest_rank([30, 10, 20, 40, 50], 80) == 40
    assert nearest_rank(range(1, 1001), 98.5) == 985
    assert nearest_rank([], 50) is None


@given(st.lists(st.tuples(st.integers(0, 3000), st.booleans())), st.integers(0, 1500), st.integers(1, 1500))
def test_floods_lie_in_the_period_one_after_the_other(
    said: list[tuple[int, bool]], begins: int, lasts: int
) -> None:
    period = Span(at(begins), at(begins + lasts))
    marks = sorted((at(minute), began) for minute, began in said)
    found = floods(marks, period)
    assert all(period.begins <= span.begins < span.ends <= period.ends for span in found)
    assert all(earlier.ends <= later.begins for earlier, later in pairwise(found))
    assert length(found) <= period.length


def test_a_flood_counts_with_the_part_of_it_that_is_in_the_period() -> None:
    hour = Span(at(60), at(120))
    before, across, going_on = (at(30), True), (at(70), False), (at(100), True)
    assert floods([before, across, going_on], hour) == [Span(at(60), at(70)), Span(at(100), at(120))]
    assert floods([before, (at(50), False)], hour) == []
    assert floods([before], hour) == [hour]


def test_a_span_that_only_touches_another_has_nothing_in_common_with_it() -> None:
    assert Span(at(0), at(10)).of(Span(at(10), at(20))) is None
    assert Span(at(0), at(10)).of(Span(at(5), at(20))) == Span(at(5), at(10))


@pytest.mark.parametrize(
    ("average", "most", "verdict"),
    [
        (5.9, 11, Verdict.GOOD),
        (6.1, 11, Verdict.AT_THE_LIMIT),
        (2, 12, Verdict.AT_THE_LIMIT),
        (2, 13, Verdict.BAD),
        (12.1, 13, Verdict.BAD),
    ],
)
def test_six_an_hour_are_acceptable_and_twelve_the_most(
    average: float, most: float, verdict: Verdict
) -> None:
    assert of_hours(average, most) is verdict


def test_a_flood_begins_above_ten_in_ten_minutes() -> None:
    assert [of_ten_minutes(n) for n in (9, 10, 11)] == [Verdict.GOOD, Verdict.AT_THE_LIMIT, Verdict.BAD]
    assert [of_floods(share) for share in (0, 0.005, 0.01)] == [
        Verdict.GOOD,
        Verdict.AT_THE_LIMIT,
        Verdict.BAD,
    ]
    assert [of_stale(n) for n in (0, 4, 5)] == [Verdict.GOOD, Verdict.AT_THE_LIMIT, Verdict.BAD]


def test_the_mix_is_judged_by_its_urgent_end_and_only_if_there_is_enough_of_it() -> None:
    ideal = {priority: round(share * 1000) for priority, share in MIX.items()}
    assert of_mix(ideal) is Verdict.GOOD
    assert of_mix({**ideal, 1: 20, 2: 20}) is Verdict.AT_THE_LIMIT
    assert of_mix({1: 50, 2: 50}) is Verdict.BAD
    assert of_mix({1: 50, 2: 49}) is Verdict.OPEN


def test_duress_is_answered_by_four_of_five_in_half_a_minute_and_by_nearly_all_in_one() -> None:
    in_time = [20.0] * 80 + [50.0] * 20
    assert of_answers(answered(in_time), DURESS_BARS) is Verdict.GOOD
    assert of_answers(answered([*in_time[1:], 31.0]), DURESS_BARS) is Verdict.AT_THE_LIMIT
    assert of_answers(answered([61.0]), DURESS_BARS) is Verdict.BAD
    assert of_answers(answered([]), DURESS_BARS) is Verdict.OPEN
