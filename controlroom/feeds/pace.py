"""How fast one unit may post, so that a device gone mad does not crowd out the others."""

from collections.abc import Callable
from typing import Final

from controlroom.clock import monotonic

REMEMBERED: Final = 4096


class Pace:
    """A bucket of `burst` requests per unit that fills again at `per_second`.

    Per unit one number is kept: when its bucket will be full again (the generic cell rate algorithm).
    """

    def __init__(
        self, per_second: float = 200, burst: int = 400, now: Callable[[], float] = monotonic
    ) -> None:
        self._each_s = 1 / per_second
        self._burst_s = burst / per_second
        self._now = now
        self._full_at: dict[str, float] = {}

    def wait_s(self, unit: str) -> float:
        """0 if the unit may post now, which then counts; else the seconds until it may."""
        now = self._now()
        full_at = max(self._full_at.get(unit, now), now) + self._each_s
        too_soon = full_at - now - self._burst_s
        if too_soon > 1e-9:
            return too_soon
        if unit not in self._full_at and len(self._full_at) >= REMEMBERED:
            self._forget_the_calm(now)
        self._full_at[unit] = full_at
        return 0.0

    def _forget_the_calm(self, now: float) -> None:
        """A full bucket says nothing. Should all be in use, the memory starts anew."""
        self._full_at = {unit: at for unit, at in self._full_at.items() if at > now}
        if len(self._full_at) >= REMEMBERED:
            self._full_at.clear()
