"""The frames of one replay: what its player asks for, read on its stage and drawn like a live wall."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from controlroom.auth.audience import PANELS, Audience, PanelName
from controlroom.errors import Refused, Unavailable
from controlroom.replay.player import Go, Player, Step
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.replay.stage import Stage
from controlroom.ui.moments import moment_of
from controlroom.ui.reason import reason
from controlroom.ws.session import Drawn, Frame
from controlroom.ws.touched import BY_MINUTE, touched


class Studio(Protocol):
    """Reads and draws a panel as for the live picture."""

    async def read(self, panel: PanelName, snapshot: Snapshot, moment: datetime) -> Any: ...

    def draw(self, panel: PanelName, model: Any, audience: Audience) -> str: ...


def minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


async def draw_all(stage: Stage, studio: Studio, at: datetime, audience: Audience) -> dict[PanelName, Drawn]:
    """The whole wall of that moment."""
    await stage.go_to(at)
    screening = Screening(stage, studio, audience)
    await screening.read(PANELS, at)
    return {panel: screening.draw(panel) for panel in PANELS}


@dataclass(slots=True)
class Screening:
    """`_models` is what was read of each panel, `_sent` what the page has of it, `_stale` what it has not."""

    stage: Stage
    studio: Studio
    audience: Audience
    _models: dict[PanelName, Any] = field(default_factory=dict)
    _sent: dict[str, Drawn] = field(default_factory=dict)
    _stale: set[PanelName] = field(default_factory=set)
    _minute: datetime | None = None

    async def frames(self, player: Player, now_s: float, present: datetime) -> list[Frame]:
        """What to send now. Raises Unavailable where the past is not prepared yet."""
        told = await self._fulfil(player, now_s, present)
        at = min(player.moment(now_s), present)
        if player.playing and at == present:
            player.stop(at, now_s)
        told += await self._show(at)
        return [*told, self._time(player, at, present)]

    async def _fulfil(self, player: Player, now_s: float, present: datetime) -> list[Frame]:
        match player.wish:
            case Go(at=wanted):
                return await self._go(player, wanted, now_s, present)
            case Step(direction=direction, what=what):
                found = await self.stage.beside(direction, what)
                player.arrive(found or player.moment(now_s), now_s)
                return [] if found else [{"t": "nothing", "to": direction, "what": what}]
            case None:
                return []

    async def _go(self, player: Player, wanted: str, now_s: float, present: datetime) -> list[Frame]:
        try:
            at = moment_of(wanted)
            await self.stage.check(at, present)
        except (Refused, Unavailable) as refused:
            player.arrive(player.moment(now_s), now_s)
            return [{"t": "refused", "why": reason(refused, self.audience.locale)}]
        player.arrive(at, now_s)
        return []

    async def _show(self, at: datetime) -> list[Frame]:
        """The panels that look different from what the page was sent."""
        went = await self.stage.go_to(at)
        changed: set[PanelName] = {panel for kind in went.kinds for panel in touched(kind)}
        if minute(at) != self._minute:
            changed |= BY_MINUTE
        await self.read(PANELS if went.anew or not self._models else changed, at)
        if went.anew:
            self._sent.clear()
        news = self._news()
        panels = [{"panel": drawn.panel, "v": drawn.v, "html": drawn.html} for drawn in news]
        told: list[Frame] = [{"t": "reset"}] if went.anew else []
        return [*told, {"t": "panels", "seq": self.seq, "panels": panels}] if panels else told

    async def read(self, panels: Collection[PanelName], at: datetime) -> None:
        self._minute = minute(at)
        snapshot = self.stage.snapshot
        for panel in panels:
            self._models[panel] = await self.studio.read(panel, snapshot, self._minute)
            self._stale.add(panel)

    def fit(self, audience: Audience) -> None:
        """The page has room for more rows, or for fewer."""
        if audience != self.audience:
            self.audience = audience
            self._stale.update(self._models)

    def draw(self, panel: PanelName) -> Drawn:
        model = self._models[panel]
        return Drawn(panel, model.v, self.studio.draw(panel, model, self.audience))

    def _news(self) -> list[Drawn]:
        drawn = [self.draw(panel) for panel in PANELS if panel in self._stale]
        self._stale.clear()
        fresh = [one for one in drawn if not self._looks_as_sent(one)]
        self._sent |= {one.panel: one for one in fresh}
        return fresh

    def _looks_as_sent(self, drawn: Drawn) -> bool:
        sent = self._sent.get(drawn.panel)
        return sent is not None and sent.looks_like(drawn)

    @property
    def seq(self) -> int:
        return self.stage.past.seq

    def _time(self, player: Player, at: datetime, present: datetime) -> Frame:
        return {
            "t": "time",
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "seq": self.seq,
            "playing": player.playing,
            "speed": player.speed,
            "present": player.ended or at == present,
        }
