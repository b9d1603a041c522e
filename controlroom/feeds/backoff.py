"""How long to wait before trying again: exponential, with full jitter, so that a crowd spreads out."""

import random
from collections.abc import Callable

FIRST_S = 0.5
LONGEST_S = 30.0
LONGEST_ASKED_S = 3600.0

Chance = Callable[[], float]
"""A number from 0 to 1; random.random outside tests."""


def backoff(failures: int, *, asked_s: float = 0.0, chance: Chance = random.random) -> float:
    """Seconds to wait after so many failures in a row, and never less than the other side asked for."""
    ceiling = min(LONGEST_S, FIRST_S * 2.0 ** min(max(failures, 1), 10))
    return min(asked_s, LONGEST_ASKED_S) + ceiling * chance()
