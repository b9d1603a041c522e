"""How the timers are judged: late, early, twice or never is seen."""

from collections import Counter

import pytest

from bench.timers import LATE_AT_MOST_MS, Passed, findings

EVEN = [(1000.0, 990.0), (900.0, 910.0), (1000.0, 1000.0)]


def judged(late_ms: list[float], times: dict[str, int], due: int = 3) -> list[bool | None]:
    """Late, once, early, speed."""
    return [bar.met for bar in findings(EVEN, Passed(late_ms, Counter(times), due), 10, 200).bars]


ONCE = {"a": 1, "b": 1, "c": 1}


def test_deadlines_that_are_passed_once_and_in_time_meet_the_bars() -> None:
    assert judged([0, 900, LATE_AT_MOST_MS], ONCE) == [True] * 4


@pytest.mark.parametrize(
    ("late_ms", "times", "met"),
    [
        ([0, 900, LATE_AT_MOST_MS + 1], ONCE, [False, True, True, True]),
        ([0, 900, 900, 900], {**ONCE, "a": 2}, [True, False, True, True]),
        ([0, 900], {"a": 1, "b": 1}, [True, False, True, True]),
        ([-1, 900, 900], ONCE, [True, True, False, True]),
        ([], {}, [False, False, True, True]),
    ],
    ids=["late", "twice", "never", "early", "none at all"],
)
def test_one_that_is_not_is_seen(late_ms: list[float], times: dict[str, int], met: list[bool]) -> None:
    assert judged(late_ms, times) == met


def test_a_watch_that_is_slower_for_what_is_pending_misses_its_bar() -> None:
    slower = [(1000.0, 900.0), (1000.0, 910.0), (500.0, 500.0)]
    *_, share = findings(slower, Passed([0.0], Counter({"a": 1}), 1), 10, 200).bars
    assert not share.met
