"""One panel between the database and the screens: what was read, since when there is more, its drawings."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from controlroom.auth.audience import Audience, PanelName
from controlroom.clock import monotonic
from controlroom.ws.session import Drawn

DRAWINGS_AT_MOST: Final = 128
"""Of one look at a panel: a screen may say again and again that it has another size."""


class Model(Protocol):
    """What was read for a panel; `v` is the last event that the look at the database could see."""

    @property
    def v(self) -> int: ...


Look = Callable[[PanelName], Awaitable[Model]]


class Studio(Protocol):
    """Looks panels up and draws them; the hub neither knows what they hold nor how they look.

    All that one sitting looks up is of one moment. A look that failed may have spoilt those after it.
    """

    def sitting(self, moment: datetime) -> AbstractAsyncContextManager[Look]: ...

    def seen_by(self, model: Any, audience: Audience) -> Audience:
        """As this panel is drawn for it: by what its reader may see of it at that moment."""

    def draw(self, panel: PanelName, model: Any, audience: Audience) -> str: ...


@dataclass(slots=True)
class Easel:
    """What was read and when, the drawings by audience and those before; what failed waits for `not_before`.

    Times are of the clock that never jumps.
    """

    panel: PanelName
    model: Model | None = None
    read_at: float = -1.0
    not_before: float = -1.0
    dirty_since: float | None = field(default_factory=monotonic)
    drawings: dict[Audience, Drawn] = field(default_factory=dict)
    drawn: int = 0
    _old: dict[Audience, Drawn] = field(default_factory=dict)
    _drawn_since: float | None = None

    @property
    def dirty(self) -> bool:
        return self.dirty_since is not None

    def waits(self, now: float) -> bool:
        return self.dirty and self.not_before <= now

    def soil(self) -> None:
        if self.dirty_since is None:
            self.dirty_since = monotonic()

    def begin(self) -> None:
        """What changes from now on is news again: the look at the database may be older than that."""
        self._drawn_since, self.dirty_since, self.read_at = self.dirty_since, None, monotonic()

    def end(self, *, drawn: bool) -> None:
        if not drawn and self._drawn_since is not None:
            self.dirty_since = self._drawn_since
        self._drawn_since = None

    @property
    def undrawn_since(self) -> float | None:
        """Also while it is being drawn: that can take long."""
        return self.dirty_since if self._drawn_since is None else self._drawn_since

    def put(self, model: Model) -> None:
        self.model, self._old, self.drawings = model, self.drawings, {}

    def draw(self, studio: Studio, audience: Audience) -> Drawn:
        """Once an audience; a picture that looks like the one before is that one, and no news."""
        audience = studio.seen_by(self.model, audience)
        drawn = self.drawings.get(audience)
        if drawn is None:
            self.drawn += 1
            fresh = Drawn(self.panel, self.v, studio.draw(self.panel, self.model, audience))
            before = self._old.get(audience)
            drawn = before if before and before.looks_like(fresh) else fresh
            if len(self.drawings) >= DRAWINGS_AT_MOST:
                del self.drawings[next(iter(self.drawings))]
            self.drawings[audience] = drawn
        return drawn

    @property
    def v(self) -> int:
        if self.model is None:
            raise LookupError(f"panel {self.panel} was never read")
        return self.model.v
