"""The line to one receiver: what is on its way, and how it has been lately."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from controlroom.clock import monotonic
from controlroom.webhooks.patience import Outcome, wait_s

AT_ONCE: Final = 4
"""Messages on their way to one receiver; one that was silent gets a single one, to see."""


@dataclass(slots=True)
class Line:
    """`well`: the last attempt succeeded. `silences`: how often in a row it could take nothing at all."""

    now: Callable[[], float] = monotonic
    in_hand: set[str] = field(default_factory=set)
    well: bool = True
    silences: int = 0
    held_at: float = float("-inf")
    held_until: float = float("-inf")

    def places(self) -> int:
        """How many messages may set out."""
        if self.now() < self.held_until:
            return 0
        return max(0, (1 if self.silences else AT_ONCE) - len(self.in_hand))

    def learn(self, outcome: Outcome, began: float) -> None:
        """Attempts that were under way together count once, so that the wait follows the time."""
        if not outcome.unfit:
            self.silences = 0
        elif began > self.held_at:
            self.silences += 1
            self.held_at = self.now()
            self.held_until = self.held_at + wait_s(self.silences, outcome.asked_s)
