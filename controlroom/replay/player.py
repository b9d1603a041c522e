"""A replay without a socket and a database: where it stands, how fast it goes, what is asked of it.

Invariants
- It never shows what has not been yet: at the present it stops.
- Of wishes that come faster than they can be fulfilled the newest counts; there is no queue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

SPEEDS: Final = (1, 2, 5, 10, 30, 60)
LEFT_ALONE_S: Final = 600.0
"""A replay that stands still and that nobody touched for so long is over."""

Direction = Literal["next", "previous"]
What = Literal["event", "alert"]
DIRECTIONS: Final[tuple[Direction, ...]] = ("next", "previous")
WHATS: Final[tuple[What, ...]] = ("event", "alert")


@dataclass(frozen=True, slots=True)
class Go:
    """To a moment, in the words of whoever asks."""

    at: str


@dataclass(frozen=True, slots=True)
class Step:
    direction: Direction
    what: What


@dataclass(slots=True)
class Player:
    """`at` is the moment that was shown at `since_s`; seconds are of a clock that never jumps.

    `wish` waits to be fulfilled. `ended`: it came to the present and stopped there.
    """

    at: datetime
    since_s: float
    heard_s: float
    speed: int = SPEEDS[0]
    playing: bool = False
    wish: Go | Step | None = None
    ended: bool = False

    def moment(self, now_s: float) -> datetime:
        """What is to be shown now."""
        passed_s = (now_s - self.since_s) * self.speed if self.playing else 0.0
        return self.at + timedelta(seconds=passed_s)

    def hear(self, said: Mapping[str, Any], now_s: float) -> None:
        """A word of the page; one that is unknown changes nothing."""
        self.heard_s = now_s
        match said:
            case {"t": "play"}:
                self._stay(now_s)
                self.playing, self.ended = True, False
            case {"t": "pause"}:
                self._stay(now_s)
                self.playing = False
            case {"t": "speed", "x": int(x)} if x in SPEEDS:
                self._stay(now_s)
                self.speed = x
            case {"t": "go", "at": str(at)}:
                self.wish = Go(at)
            case {"t": "step", "to": to, "what": what} if to in DIRECTIONS and what in WHATS:
                self.wish = Step(to, what)
            case _:
                pass

    def _stay(self, now_s: float) -> None:
        self.at, self.since_s = self.moment(now_s), now_s

    def arrive(self, at: datetime, now_s: float) -> None:
        """A wish led to this moment; who steps wants to look at it."""
        self.playing = self.playing and not isinstance(self.wish, Step)
        self.at, self.since_s, self.wish, self.ended = at, now_s, None, False

    def stop(self, at: datetime, now_s: float) -> None:
        """The replay has come to the present."""
        self.at, self.since_s, self.playing, self.ended = at, now_s, False, True

    def left_alone(self, now_s: float) -> bool:
        return not self.playing and now_s - self.heard_s > LEFT_ALONE_S
