"""Whoever asks too often is told when to come again: so many at once, then one each few seconds."""

from collections.abc import Callable
from math import ceil
from typing import Final

from controlroom.clock import monotonic

MOST_REMEMBERED: Final = 10_000


class Turns:
    """Kept in the memory of one process: it slows a program down, it keeps nobody out."""

    def __init__(self, every_s: float, at_once: int, monotonic: Callable[[], float] = monotonic) -> None:
        self._every_s = every_s
        self._at_once = at_once
        self._monotonic = monotonic
        self._spent: dict[bytes | str, float] = {}

    def wait_s(self, who: bytes | str) -> int:
        """Seconds until their turn; 0 is now, and takes it."""
        now = self._monotonic()
        allowed = self._every_s * (self._at_once - 1)
        due = max(self._spent.pop(who, now), now)
        wait = ceil(due - allowed - now)
        if wait <= 0:
            due += self._every_s
        if due > now:
            self._spent[who] = due
        while len(self._spent) > MOST_REMEMBERED:
            del self._spent[next(iter(self._spent))]
        return max(wait, 0)
