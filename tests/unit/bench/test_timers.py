"""How the timers are judged: late, early, twice or never is seen."""

from collections import Counter

import pytest

from bench.timers import LATE_AT_MOST_MS, Passed, Speed, findings


def speeds(*pairs: tuple[float, float], cost: float = 1.0) -> list[tuple[Speed, Speed]]:
    return [(Speed(few, 300.0), Speed(many, 300.0 * cost)) for few, many in pairs]


EVEN = speeds((1000, 990), (900, 910), (1000, 1000))


def judged(late_ms: list[float], times: dict[str, int], due: int = 3) -> list[bool | None]:
    """Late, once, early, speed, cost."""
    return [bar.met for bar in findings(EVEN, Passed(late_ms, Counter(times), due), 10, 200).bars]


ONCE = {"a": 1, "b": 1, "c": 1}


def test_deadlines_that_are_passed_once_and_in_time_meet_the_bars() -> None:
    assert judged([0, 900, LATE_AT_MOST_MS], ONCE) == [True] * 5


@pytest.mark.parametrize(
    ("late_ms", "times", "met"),
    [
        ([0, 900, LATE_AT_MOST_MS + 1], ONCE, [False, True, True, True, True]),
        ([0, 900, 900, 900], {**ONCE, "a": 2}, [True, False, True, True, True]),
        ([0, 900], {"a": 1, "b": 1}, [True, False, True, True, True]),
        ([-1, 900, 900], ONCE, [True, True, False, True, True]),
        ([], {}, [False, False, True, True, True]),
    ],
    ids=["late", "twice", "never", "early", "none at all"],
)
def test_one_that_is_not_is_seen(late_ms: list[float], times: dict[str, int], met: list[bool]) -> None:
    assert judged(late_ms, times) == met


def test_a_watch_that_is_slower_for_what_is_pending_misses_its_bar() -> None:
    slower = speeds((1000, 900), (1000, 910), (500, 500), cost=1.1)
    *_, share, cost = findings(slower, Passed([0.0], Counter({"a": 1}), 1), 10, 200).bars
    assert (share.met, cost.met) == (False, False)
