"""One screen's side of the live picture, without a socket: what it was sent, what waits, what to send next.

Invariants
- What waits is at most one newest state for each panel; there is no queue that could grow.
- SYNCING until the snapshot is in; what arrives earlier is kept and wins over an older snapshot.
- A picture never goes back: a version below the one sent is dropped.
- What has waited too long is thrown away whole: the screen is told `reset` and gets a fresh snapshot.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Final

LAGS_AFTER_S: Final = 5.0
"""A screen that did not take a picture for this long starts afresh."""


class State(Enum):
    SYNCING = auto()
    LIVE = auto()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel as drawn at version `v`: its whole HTML."""

    panel: str
    v: int
    html: str

    def looks_like(self, other: "Drawn") -> bool:
        """The same picture but for the version that stands in it."""
        return self.at(other.v).html == other.html

    def at(self, v: int) -> "Drawn":
        """The same picture as of a later version."""
        if v == self.v:
            return self
        mark = 'data-v="{}"'
        return Drawn(self.panel, v, self.html.replace(mark.format(self.v), mark.format(v), 1))


@dataclass(frozen=True, slots=True)
class Beat:
    """One tick: the server's time, the journal's number, seconds since the pen last wrote.

    `steady`: when that was so, in seconds of a clock of the server that never jumps. A screen sees by it how
    long the tick was on its way.
    """

    now: str
    seq: int
    age: float
    steady: float


Frame = dict[str, Any]


@dataclass(slots=True)
class Session:
    """Times are seconds of a clock that never jumps, given by whoever calls."""

    state: State = State.SYNCING
    _shown: dict[str, Drawn] = field(default_factory=dict)
    _waiting: dict[str, Drawn] = field(default_factory=dict)
    _waits_since: float | None = None
    _beat: Beat | None = None

    def offer(self, drawn: Drawn, now: float) -> bool:
        """This panel now looks like this; whether that is news to the screen."""
        before = self._waiting.get(drawn.panel) or self._shown.get(drawn.panel)
        if before and (drawn is before or drawn.v < before.v):
            return False
        self._waiting.pop(drawn.panel, None)
        self._waiting[drawn.panel] = drawn
        if self._waits_since is None:
            self._waits_since = now
        return True

    def snapshot(self, panels: Iterable[Drawn], now: float) -> None:
        """The whole picture, as good as or older than what was offered meanwhile."""
        for drawn in panels:
            self.offer(drawn, now)
        self.state = State.LIVE
        self._waits_since = now if self._waiting else None

    @property
    def versions(self) -> dict[str, int]:
        """What the screen was sent of each panel."""
        return {panel: drawn.v for panel, drawn in self._shown.items()}

    def tick(self, beat: Beat) -> None:
        self._beat = beat

    def lags(self, now: float) -> bool:
        waits = self._waits_since
        return self.state is State.LIVE and waits is not None and now - waits > LAGS_AFTER_S

    def reset(self) -> Frame:
        """Forget what waits; the caller brings a snapshot next."""
        self.state, self._waits_since = State.SYNCING, None
        self._waiting.clear()
        self._shown.clear()
        return {"t": "reset"}

    def take(self) -> list[Frame]:
        """What to send now, in this order; nothing but ticks while SYNCING."""
        frames = []
        if self.state is State.LIVE and self._waiting:
            frames.append(self._panels())
        if self._beat:
            frames.append(self._tick(self._beat))
            self._beat = None
        return frames

    def _panels(self) -> Frame:
        fresh = list(self._waiting.values())
        self._waiting.clear()
        self._waits_since = None
        for drawn in fresh:
            self._shown[drawn.panel] = drawn
        panels = [{"panel": d.panel, "v": d.v, "html": d.html} for d in fresh]
        return {"t": "panels", "seq": max(d.v for d in fresh), "panels": panels}

    def _tick(self, beat: Beat) -> Frame:
        return {
            "t": "tick",
            "now": beat.now,
            "seq": beat.seq,
            "age": round(beat.age, 2),
            "steady": round(beat.steady, 3),
            "v": self.versions,
        }
