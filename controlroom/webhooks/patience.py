"""What an attempt came to, and when it is made again: soon at first, since somebody may wait for help."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

FIRST_WAITS_S: Final = (1.0, 2.0, 5.0, 10.0, 30.0)
THEN_S: Final = 60.0
ASKED_AT_MOST_S: Final = 3600.0
"""A receiver may ask for so much time by Retry-After."""
GIVEN_UP_AFTER: Final = timedelta(hours=24)
GONE: Final = 410
OVERLOADED: Final = frozenset({429, 502, 503, 504})
"""They say that the receiver cannot take anything now, not that it does not want this message."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`status` is None if nothing was answered; `why` says in plain words what failed, without addresses.

    `asked_s`: the time that the receiver asked for.
    """

    status: int | None
    why: str | None
    took_ms: int
    asked_s: float = 0.0

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """It wants no more messages."""
        return self.status == GONE

    @property
    def unfit(self) -> bool:
        """Another message would fare no better now."""
        return self.status is None or self.status in OVERLOADED or self.asked_s > 0


def wait_s(failures: int, asked_s: float = 0.0) -> float:
    """Seconds until the next attempt, after so many in a row that failed (at least one)."""
    usual = FIRST_WAITS_S[failures - 1] if failures <= len(FIRST_WAITS_S) else THEN_S
    return max(usual, min(asked_s, ASKED_AT_MOST_S))
