"""How old the pictures on many screens were is told by when what they showed was written."""

import json

import pytest

from bench.crowd import TEXT, Crowd, Screen
from controlroom.clock import monotonic


def tick(age: float, late: float) -> bytes:
    return json.dumps({"t": "tick", "age": age, "steady": monotonic() - late}).encode()


def oldest(screen: Screen) -> float:
    told = Crowd([screen]).answer({})["oldest_s"]
    assert isinstance(told, float)
    return told


def test_a_tick_that_was_long_on_its_way_is_old() -> None:
    screen = Screen(b"", 0)
    screen._take(TEXT, tick(age=0.5, late=7.0))
    screen._take(TEXT, tick(age=0.0, late=0.0))
    assert oldest(screen) == pytest.approx(7.5, abs=0.3)


def test_the_silence_after_the_last_tick_counts() -> None:
    screen = Screen(b"", 0)
    screen._take(TEXT, tick(age=0.0, late=0.0))
    screen.written_at -= 9.0
    assert oldest(screen) == pytest.approx(9.0, abs=0.3)
