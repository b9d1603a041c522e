"""Draws what changed, once an audience, and hands the newest to every screen of it.

Invariants
- A panel is read from the database at most ten times a second, however much is reported.
- A page and a push come out of the same drawn panel, so a screen that stayed equals one that just loaded.
- The hub never waits for a screen: it offers, the screen's own task sends.
- The age that a tick tells is that of the picture: of the pen's last word, and of the oldest change that is
  not drawn yet. Whatever fails on the way, the screens say STALE by themselves.
"""

import asyncio
import logging
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from controlroom.auth.audience import PANELS, Audience, PanelName
from controlroom.clock import Clock, monotonic
from controlroom.ws.session import Beat, Drawn, Session
from controlroom.ws.touched import BY_MINUTE, BY_PRESENCE

REDRAW_S: Final = 0.1
PRESENCE_S: Final = 3.0
PAUSE_S: Final = 0.5

log = logging.getLogger(__name__)


class Model(Protocol):
    """What was read for a panel; `v` is the last event that the look at the database could see."""

    @property
    def v(self) -> int: ...


class Studio(Protocol):
    """Looks panels up and draws them; the hub neither knows what they hold nor how they look."""

    async def look(self, panel: PanelName, moment: datetime) -> Model: ...

    def draw(self, panel: PanelName, model: Any, audience: Audience) -> str: ...


@dataclass(eq=False, slots=True)
class Seat:
    """A connected screen: for whom it is drawn, what it was sent, and a bell for its writer."""

    audience: Audience
    session: Session = field(default_factory=Session)
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    leaving_after_ms: int | None = None


@dataclass(slots=True)
class _Easel:
    """One panel: what was read and when, since when there is more, its drawings by audience, those before."""

    model: Model | None = None
    read_at: float = -1.0
    dirty_since: float | None = field(default_factory=monotonic)
    drawings: dict[Audience, Drawn] = field(default_factory=dict)
    old: dict[Audience, Drawn] = field(default_factory=dict)

    @property
    def dirty(self) -> bool:
        return self.dirty_since is not None

    def soil(self) -> None:
        if self.dirty_since is None:
            self.dirty_since = monotonic()


class Hub:
    def __init__(self, studio: Studio, clock: Clock) -> None:
        self._studio = studio
        self._clock = clock
        self._easels = {panel: _Easel() for panel in PANELS}
        self._changed = asyncio.Event()
        self._reading = asyncio.Lock()
        self._moment = _minute(clock.now())
        self.seats: set[Seat] = set()
        self.epoch: UUID | None = None
        self.seq = 0
        self.ticked_at: float | None = None
        self.drawn = 0
        self._watched_since = monotonic()

    # what the tail says

    def changed(self, panels: Iterable[PanelName]) -> None:
        for panel in panels:
            self._easels[panel].soil()
        self._changed.set()

    def tick(self, seq: int, age_s: float) -> None:
        """The pen's tick has come all the way here, so old: pass it on to every screen."""
        self.seq, self.ticked_at = seq, monotonic() - max(age_s, 0.0)
        beat = Beat(_iso(self._clock.now()), seq, max(age_s, self._undrawn_s(), 0.0))
        for seat in self.seats:
            seat.session.tick(beat)
            seat.bell.set()

    def _undrawn_s(self) -> float:
        """How long the oldest change waits to be drawn; in an empty room nobody waits."""
        now = monotonic()
        if not self.seats:
            self._watched_since = now
        since = [easel.dirty_since for easel in self._easels.values() if easel.dirty_since is not None]
        return now - max(min(since), self._watched_since) if since else 0.0

    def begin(self, epoch: UUID) -> None:
        """Another journal than before (a restore): every screen starts from nothing."""
        if self.epoch is not None and self.epoch != epoch:
            self._easels = {panel: _Easel() for panel in PANELS}
            self.seq = 0
            self._changed.set()
            for seat in self.seats:
                seat.leaving_after_ms = 0
                seat.bell.set()
        self.epoch = epoch

    # what pages and sockets ask

    async def picture(self, audience: Audience) -> dict[PanelName, Drawn]:
        """Every panel for this audience, as the screens that are connected have it."""
        return {panel: await self._current(panel, audience) for panel in PANELS}

    async def snapshot(self, seat: Seat) -> None:
        """Bring a seat up to date; what was left undrawn while nobody looked is drawn from now on."""
        picture = await self.picture(seat.audience)
        seat.session.snapshot(picture.values(), monotonic())
        seat.bell.set()
        self._changed.set()

    async def _current(self, panel: PanelName, audience: Audience) -> Drawn:
        """Under the number of the last look: a screen whose audience changes must not take it for old."""
        async with self._reading:
            if self._easels[panel].model is None or (
                self._easels[panel].dirty and self._due(panel) <= monotonic()
            ):
                await self._renew(panel)
            return self._draw(panel, audience).at(self._version(panel))

    # the drawing loop

    async def run(self) -> None:
        self._changed.set()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._redraw())
            group.create_task(self._pass_time())

    async def _redraw(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            if not self.seats:
                continue
            await self._redraw_what_is_due()

    async def _redraw_what_is_due(self) -> None:
        now = monotonic()
        due = [panel for panel, easel in self._easels.items() if easel.dirty and self._due(panel) <= now]
        for panel in due:
            async with self._reading:
                await self._try(panel)
        rest = [self._due(panel) for panel, easel in self._easels.items() if easel.dirty]
        if rest:
            await asyncio.sleep(max(min(rest) - monotonic(), 0))
            self._changed.set()

    async def _try(self, panel: PanelName) -> None:
        """One panel that cannot be read or drawn keeps no other back; the screens say LATE, then STALE."""
        try:
            await self._renew(panel)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            log.warning("panel %s could not be read: %s", panel, type(error).__name__)
        except Exception:
            log.exception("panel %s could not be drawn", panel)
        else:
            return
        self._easels[panel].read_at = monotonic() + PAUSE_S

    async def _renew(self, panel: PanelName) -> None:
        """What is read once is news to every screen, whoever it was read for."""
        easel = self._easels[panel]
        since = easel.dirty_since
        await self._read(panel)
        try:
            self._hand_out(panel)
        except BaseException:
            self._easels[panel].dirty_since = since
            raise

    def _due(self, panel: PanelName) -> float:
        return self._easels[panel].read_at + REDRAW_S

    async def _read(self, panel: PanelName) -> None:
        easel = self._easels[panel]
        since, easel.dirty_since, easel.read_at = easel.dirty_since, None, monotonic()
        try:
            easel.model = await self._studio.look(panel, self._moment)
        except BaseException:
            easel.dirty_since = since
            raise
        if easel is not self._easels[panel]:  # another journal began meanwhile
            await self._read(panel)
            return
        easel.old, easel.drawings = easel.drawings, {}
        self.seq = max(self.seq, easel.model.v)

    def _hand_out(self, panel: PanelName) -> None:
        for seat in self.seats:
            if seat.session.offer(self._draw(panel, seat.audience), monotonic()):
                seat.bell.set()

    def _draw(self, panel: PanelName, audience: Audience) -> Drawn:
        easel = self._easels[panel]
        drawn = easel.drawings.get(audience)
        if drawn is None:
            fresh = Drawn(panel, self._version(panel), self._studio.draw(panel, easel.model, audience))
            before = easel.old.get(audience)
            drawn = before if before and before.looks_like(fresh) else fresh
            easel.drawings[audience] = drawn
            self.drawn += 1
        return drawn

    def _version(self, panel: PanelName) -> int:
        model = self._easels[panel].model
        if model is None:
            raise LookupError(f"panel {panel} was never read")
        return model.v

    async def _pass_time(self) -> None:
        while True:
            await asyncio.sleep(PRESENCE_S)
            self.changed(BY_PRESENCE)
            moment = _minute(self._clock.now())
            if moment != self._moment:
                self._moment = moment
                self.changed(BY_MINUTE)

    # going down

    def send_away(self, spread_ms: int) -> None:
        """Ask every screen to come back a little later, not all at once."""
        for seat in self.seats:
            seat.leaving_after_ms = random.randint(0, spread_ms)  # noqa: S311 - spreading load is no secret
            seat.bell.set()


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
