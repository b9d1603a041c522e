"""When an attempt is made again, and how many messages may set out to a receiver."""

from dataclasses import dataclass

import pytest

from controlroom.webhooks.line import AT_ONCE, Line
from controlroom.webhooks.patience import Outcome, wait_s

SILENT = Outcome(None, "no answer within 10 s", 10_000)
TAKEN = Outcome(204, None, 5)


@dataclass
class Seconds:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_it_is_tried_again_soon_at_first_and_then_each_minute() -> None:
    assert [wait_s(failures) for failures in range(1, 9)] == [1, 2, 5, 10, 30, 60, 60, 60]


@pytest.mark.parametrize(("asked_s", "waited_s"), [(0.5, 1), (120, 120), (3600, 3600), (86_400, 3600)])
def test_who_asks_for_time_gets_it_up_to_an_hour(asked_s: float, waited_s: float) -> None:
    assert wait_s(1, asked_s) == waited_s


@pytest.mark.parametrize(
    ("status", "delivered", "unfit"),
    [
        (200, True, False),
        (204, True, False),
        (299, True, False),
        (301, False, False),
        (400, False, False),
        (410, False, False),
        (500, False, False),
        (429, False, True),
        (503, False, True),
        (None, False, True),
    ],
)
def test_what_an_answer_means(status: int | None, delivered: bool, unfit: bool) -> None:
    outcome = Outcome(status, None, 1)
    assert (outcome.delivered, outcome.unfit) == (delivered, unfit)


def test_a_silent_receiver_is_left_alone_longer_each_time_and_then_asked_by_one_message() -> None:
    clock = Seconds()
    line = Line(clock)
    assert line.places() == AT_ONCE
    for wait in (1, 2, 5, 10, 30, 60, 60):
        line.learn(SILENT, began=clock.now)
        assert line.places() == 0
        clock.now += wait - 0.01
        assert line.places() == 0
        clock.now += 0.01
        assert line.places() == 1
    line.learn(TAKEN, began=clock.now)
    assert line.places() == AT_ONCE


def test_messages_that_were_lost_together_count_once() -> None:
    clock = Seconds(10.0)
    line = Line(clock)
    for _ in range(AT_ONCE):
        line.learn(SILENT, began=3.0)
    assert line.silences == 1
    clock.now = 11.0
    assert line.places() == 1


def test_a_receiver_that_refuses_one_message_is_fit_for_others() -> None:
    line = Line(Seconds())
    line.learn(Outcome(422, "it answered 422", 3), began=0.0)
    assert line.places() == AT_ONCE


def test_what_is_on_its_way_takes_a_place() -> None:
    line = Line(Seconds())
    line.in_hand |= {"a", "b", "c"}
    assert line.places() == AT_ONCE - 3
    line.learn(SILENT, began=0.0)
    line.now = lambda: 5.0
    assert line.places() == 0
