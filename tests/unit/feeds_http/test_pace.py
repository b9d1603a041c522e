"""How fast one unit may post."""

import pytest

from controlroom.feeds.pace import REMEMBERED, Pace


class Watch:
    def __init__(self) -> None:
        self.s = 100.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_a_burst_passes_and_the_next_one_waits_its_turn(watch: Watch) -> None:
    pace = Pace(per_second=10, burst=5, now=watch)
    assert [pace.wait_s("EU-07") for _ in range(5)] == [0.0] * 5
    assert pace.wait_s("EU-07") == pytest.approx(0.1)


def test_a_unit_that_waited_as_told_is_let_in(watch: Watch) -> None:
    pace = Pace(per_second=10, burst=5, now=watch)
    while not (wait_s := pace.wait_s("EU-07")):
        pass
    watch.s += wait_s
    assert pace.wait_s("EU-07") == 0.0


def test_being_refused_costs_nothing_more(watch: Watch) -> None:
    pace = Pace(per_second=10, burst=1, now=watch)
    pace.wait_s("EU-07")
    assert [pace.wait_s("EU-07") for _ in range(3)] == [pytest.approx(0.1)] * 3


def test_one_unit_gone_mad_slows_no_other(watch: Watch) -> None:
    pace = Pace(per_second=10, burst=1, now=watch)
    assert pace.wait_s("EU-07") == 0.0
    assert pace.wait_s("EU-07") > 0
    assert pace.wait_s("EU-08") == 0.0


def test_the_memory_does_not_grow_without_end(watch: Watch) -> None:
    pace = Pace(per_second=10, burst=1, now=watch)
    for number in range(3 * REMEMBERED):
        watch.s += 0.05
        pace.wait_s(f"unit {number}")
    assert len(pace._full_at) <= REMEMBERED


def test_nor_when_none_of_them_is_calm(watch: Watch) -> None:
    pace = Pace(per_second=10, burst=1, now=watch)
    for number in range(2 * REMEMBERED + 1):
        pace.wait_s(f"unit {number}")
    assert len(pace._full_at) <= REMEMBERED
