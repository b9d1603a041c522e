"""Draws what changed, once an audience, and hands the newest to every screen of it.

Invariants
- Whatever changed is drawn together, in rounds: one look at the database, one frame to each screen. The first
  change after a rest is drawn at once. However much is reported, a round begins 50 ms after the one before at
  the soonest, and rounds leave half of the time to all else.
- A page and a push come out of the same drawn panel, so a screen that stayed equals one that just loaded.
- The hub never waits for a screen: it offers, the screen's own task sends.
- The age that a tick tells is that of the picture: of the pen's last word, and of the oldest change that is
  not drawn yet. Whatever fails on the way, the screens say STALE by themselves.
"""

import asyncio
import logging
import random
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from controlroom.auth.audience import PANELS, SUMMIT_PANELS, Audience, PanelName
from controlroom.clock import Clock, monotonic
from controlroom.ws.easel import Easel, Look, Studio
from controlroom.ws.session import Beat, Drawn, Session
from controlroom.ws.touched import BY_MINUTE, BY_PRESENCE, with_followers

SOONEST_S: Final = 0.05
LATEST_S: Final = 0.5
REST: Final = 2.0
"""A round is followed by the next after so many times its own length, within these bounds."""
EVERY: Final[tuple[PanelName, ...]] = tuple(dict.fromkeys((*PANELS, *SUMMIT_PANELS)))
TICK_S: Final = 0.5
"""Each commit is a tick; a screen that counts seconds needs no more than two in one."""
PRESENCE_S: Final = 3.0
PAUSE_S: Final = 0.5

log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Seat:
    """A connected screen: for whom it is drawn, what it was sent, and a bell for its writer.

    `sends_since`: when its writer began to send what it is sending; None while it sends nothing.
    """

    audience: Audience
    session: Session = field(default_factory=Session)
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    leaving_after_ms: int | None = None
    sends_since: float | None = None


class Hub:
    def __init__(self, studio: Studio, clock: Clock) -> None:
        self._studio = studio
        self._clock = clock
        self._easels = {panel: Easel(panel) for panel in EVERY}
        self._changed = asyncio.Event()
        self._reading = asyncio.Lock()
        self._moment = _minute(clock.now())
        self.seats: set[Seat] = set()
        self.epoch: UUID | None = None
        self.seq = 0
        self.ticked_at: float | None = None
        self.drawn = 0
        self._watched_since = dict.fromkeys(EVERY, monotonic())
        self._passed_on_at = -TICK_S
        self._pace_s = SOONEST_S
        self._news: set[Seat] = set()

    # what the tail says

    def changed(self, panels: Iterable[PanelName]) -> None:
        for panel in with_followers(panels):
            self._easels[panel].soil()
        self._changed.set()

    def tick(self, seq: int, age_s: float) -> None:
        """The pen's tick has come all the way here, so old: pass it on to every screen."""
        now = monotonic()
        self.seq, self.ticked_at = max(self.seq, seq), now - max(age_s, 0.0)
        if now - self._passed_on_at < TICK_S:
            return
        self._passed_on_at = now
        beat = Beat(_iso(self._clock.now()), seq, max(age_s, self._undrawn_s(), 0.0), now)
        for seat in self.seats:
            seat.session.tick(beat)
            seat.bell.set()

    def _undrawn_s(self) -> float:
        """How long the oldest change waits to be drawn; for what nobody looks at nobody waits."""
        now = monotonic()
        shown = self._shown()
        self._watched_since |= dict.fromkeys(set(EVERY) - shown, now)
        waiting = ((panel, self._easels[panel].undrawn_since) for panel in shown)
        since = [max(moment, self._watched_since[panel]) for panel, moment in waiting if moment is not None]
        return now - min(since) if since else 0.0

    def _shown(self) -> set[PanelName]:
        """What any screen shows now."""
        return {panel for panels in {seat.audience.panels for seat in self.seats} for panel in panels}

    def begin(self, epoch: UUID) -> None:
        """Another journal than before (a restore): every screen starts from nothing."""
        if self.epoch is not None and self.epoch != epoch:
            self.begin_anew()
        self.epoch = epoch

    def begin_anew(self) -> None:
        """Nothing that was drawn counts any more; every screen is asked to come back at once."""
        self._easels = {panel: Easel(panel) for panel in EVERY}
        self.seq = 0
        self._changed.set()
        for seat in self.seats:
            seat.leaving_after_ms = 0
            seat.bell.set()

    # what pages and sockets ask

    async def picture(self, audience: Audience) -> dict[PanelName, Drawn]:
        """Every panel for this audience, as the screens that are connected have it.

        Under the number of the last look: a screen whose audience changes must not take it for old.
        """
        async with self._reading:
            panels = audience.panels
            await self._look_up(self._wanted(panels))
            while unread := [panel for panel in panels if self._easels[panel].model is None]:
                await self._look_up(unread)
            return {panel: self._draw(panel, audience).at(self._easels[panel].v) for panel in panels}

    def _wanted(self, panels: Iterable[PanelName]) -> list[PanelName]:
        """What has changed, unless it was read so lately that its turn comes with the next round."""
        now = monotonic()
        return [
            panel
            for panel in panels
            if (easel := self._easels[panel]).waits(now) and easel.read_at + self._pace_s <= now
        ]

    async def snapshot(self, seat: Seat) -> None:
        """Bring a seat up to date; what was left undrawn while nobody looked is drawn from now on."""
        picture = await self.picture(seat.audience)
        seat.session.snapshot(picture.values(), monotonic())
        seat.bell.set()
        self._changed.set()

    # the drawing loop

    async def run(self) -> None:
        self._changed.set()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._redraw())
            group.create_task(self._pass_time())

    async def _redraw(self) -> None:
        while True:
            await self._until_something_waits()
            self._changed.clear()
            began = monotonic()
            await self._round()
            await asyncio.sleep(0)  # by now every screen's task has sent
            self._pace_s = min(max((monotonic() - began) * REST, SOONEST_S), LATEST_S)
            await asyncio.sleep(began + self._pace_s - monotonic())

    async def _until_something_waits(self) -> None:
        """A panel that failed is tried again after its pause, although nothing else may change."""
        shown = (self._easels[panel] for panel in self._shown())
        again = [easel.not_before for easel in shown if easel.dirty]
        with suppress(TimeoutError):
            async with asyncio.timeout(min(again) - monotonic() if again else None):
                await self._changed.wait()

    async def _round(self) -> None:
        """In an empty room nothing is drawn, and nowhere what no screen shows."""
        async with self._reading:
            now, shown = monotonic(), self._shown()
            waiting = [panel for panel in EVERY if panel in shown and self._easels[panel].waits(now)]
            while waiting:
                await self._try(waiting)

    async def _try(self, waiting: list[PanelName]) -> None:
        """One panel that cannot be read or drawn keeps no other back; the screens say LATE, then STALE."""
        panels = list(waiting)
        try:
            await self._look_up(waiting)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            failed = self._leave_alone(panels, waiting)
            log.warning("panels could not be read: %s, %s", ", ".join(failed), type(error).__name__)
        except Exception:
            failed = self._leave_alone(panels, waiting)
            log.exception("panels could not be drawn: %s", ", ".join(failed))

    def _leave_alone(self, panels: list[PanelName], waiting: list[PanelName]) -> list[PanelName]:
        """The one whose turn it was; if it was nobody's yet, there is no way to the database for any."""
        turns = len(panels) - len(waiting)
        failed = panels[turns - 1 : turns] or panels
        for panel in failed:
            self._easels[panel].not_before = monotonic() + PAUSE_S
        waiting[:] = [panel for panel in waiting if panel not in failed]
        return failed

    async def _look_up(self, waiting: list[PanelName]) -> None:
        """Read one after the other in one sitting, which ends early where another journal begins.

        The screens are told at the end, so that all of it goes out in one frame.
        """
        if not waiting:
            return
        easels = self._easels
        undrawn = {panel: easels[panel] for panel in waiting}
        for easel in undrawn.values():
            easel.begin()
        try:
            async with self._studio.sitting(self._moment) as look:
                while waiting and easels is self._easels:
                    panel = waiting.pop(0)
                    await self._renew(panel, look)
                    undrawn.pop(panel).end(drawn=True)
        finally:
            for easel in undrawn.values():
                easel.end(drawn=False)
            if undrawn:
                self._changed.set()
            self._ring()

    async def _renew(self, panel: PanelName, look: Look) -> None:
        """What is read once is news to every screen, whoever it was read for."""
        easel = self._easels[panel]
        model = await look(panel)
        if easel is self._easels[panel]:  # else another journal began meanwhile
            easel.put(model)
            self.seq = max(self.seq, model.v)
            self._hand_out(panel)

    def _hand_out(self, panel: PanelName) -> None:
        for seat in self.seats:
            if panel not in seat.audience.panels:
                continue
            if seat.session.offer(self._draw(panel, seat.audience), monotonic()):
                self._news.add(seat)

    def _ring(self) -> None:
        for seat in self._news:
            seat.bell.set()
        self._news.clear()

    def _draw(self, panel: PanelName, audience: Audience) -> Drawn:
        easel = self._easels[panel]
        before = easel.drawn
        drawn = easel.draw(self._studio, audience)
        self.drawn += easel.drawn - before
        return drawn

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
