"""Holds the database's clock, by which the watch goes, against two others: one that never jumps, and ours."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from platform import node
from typing import NamedTuple

from controlroom.clock import Clock, SystemClock, steady
from controlroom.store.journal import Head
from controlroom.watch.clocks import WRONG_FROM_S


class Reading(NamedTuple):
    """This machine's clock, and the one that never jumps, in seconds."""

    wall_s: float
    steady_s: float


class Ahead(NamedTuple):
    """How far the database's clock is ahead of the one that never jumps: at least and at most."""

    least_s: float
    most_s: float

    def gone_by_s(self, before: "Ahead") -> float:
        """By how much it must have moved since; 0 if it need not have."""
        if self.least_s > before.most_s:
            return self.least_s - before.most_s
        return min(self.most_s - before.least_s, 0.0)

    def narrowed(self, before: "Ahead | None") -> "Ahead":
        """Of two answers that agree, the part that both allow: it does not depend on who had to wait."""
        if before is None or self.gone_by_s(before):
            return self
        return Ahead(max(self.least_s, before.least_s), min(self.most_s, before.most_s))


@dataclass(frozen=True, slots=True)
class Look:
    """What one batch saw: a jump that nobody has written down yet, and this machine against the database."""

    ahead: Ahead
    jumped_by_s: float
    server_ahead_s: float


@dataclass(slots=True)
class Clocks:
    """What was seen at the last commit is kept: a batch that is tried again sees the same jump again."""

    server: str = field(default_factory=node)
    wall: Clock = field(default_factory=SystemClock)
    steady: Callable[[], float] = steady
    _last: Ahead | None = None
    _dated: datetime | None = None

    def read(self) -> Reading:
        return Reading(self.wall.now().timestamp(), self.steady())

    def look(self, before: Reading, head: Head) -> Look:
        """`before` was read before the head was asked for, so its `now` lies between that and this moment."""
        after, now_s = self.read(), head.now.timestamp()
        ahead = Ahead(now_s - after.steady_s, now_s - before.steady_s)
        gone_by_s = ahead.gone_by_s(self._last) if self._last else 0.0
        if head.ticked_at is None:
            jumped_by_s = 0.0
        elif head.ticked_at == self._dated:
            jumped_by_s = gone_by_s if abs(gone_by_s) > WRONG_FROM_S else 0.0
        else:
            jumped_by_s = _not_written_down(gone_by_s, now_s - head.ticked_at.timestamp())
        return Look(ahead, round(jumped_by_s, 3), _outside(now_s, before.wall_s, after.wall_s))

    def keep(self, look: Look, dated: datetime) -> None:
        """The batch is on disk, and the head says that it ticked at `dated`."""
        self._last, self._dated = look.ahead.narrowed(self._last), dated


def _not_written_down(gone_by_s: float, age_s: float) -> float:
    """A jump, unless the last batch, which another process wrote, is dated by the clock that had jumped."""
    if gone_by_s > WRONG_FROM_S:
        return gone_by_s if age_s > gone_by_s - WRONG_FROM_S / 2 else 0.0
    if gone_by_s < -WRONG_FROM_S:
        return gone_by_s if age_s < 0 else 0.0
    return age_s if age_s < -WRONG_FROM_S else 0.0


def _outside(now_s: float, one_s: float, other_s: float) -> float:
    """How far this machine's clock, read before and after, is ahead of the database's; 0 if it may agree."""
    least_s, most_s = sorted((one_s, other_s))
    if now_s < least_s:
        return least_s - now_s
    return min(most_s - now_s, 0.0)
