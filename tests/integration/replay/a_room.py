"""A watch whose pictures are recorded as its hub draws them, and drawn again from the past."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.app import Painter
from controlroom.auth.audience import PANELS, Audience, PanelName
from controlroom.auth.roles import Role
from controlroom.bus import MemoryBus
from controlroom.store.engine import connect
from controlroom.store.replay.bases import HIDDEN
from controlroom.store.replay.making import last_past, make_what_is_due
from controlroom.store.replay.stage import Stage
from controlroom.store.scratch import scratch
from controlroom.ui.render import render_panel
from controlroom.ws.hub import Hub, Seat
from controlroom.ws.tail import Tail
from controlroom.ws.touched import BY_MINUTE
from tests.a_pen import MovingClock, Writer
from tests.conftest import Database

WALL = Audience()
DESK = Audience(board="desk", role=Role.DUTY_OFFICER, locale="nl", rows=tuple((p, 100) for p in PANELS))


@dataclass(frozen=True)
class Shot:
    """A panel as it was drawn for somebody, of the journal up to `v`, for the minute `moment`."""

    panel: PanelName
    v: int
    moment: datetime
    audience: Audience
    html: str


class Camera(Painter):
    """The hub's painter, which keeps what it draws."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine)
        self.shots: list[Shot] = []
        self._moment: datetime

    @asynccontextmanager
    async def sitting(self, moment: datetime) -> AsyncIterator[Any]:
        self._moment = moment
        async with super().sitting(moment) as look:
            yield look

    def draw(self, panel: PanelName, model: Any, audience: Audience) -> str:
        html = super().draw(panel, model, audience)
        self.shots.append(Shot(panel, model.v, self._moment, audience, html))
        return html


class LiveRoom:
    """A tail and a hub with a wall and a desk, moved step by step beside a pen."""

    def __init__(self, engine: AsyncEngine, clock: MovingClock, connection: asyncpg.Connection) -> None:
        self.camera, self.painter, self.clock = Camera(engine), Painter(engine), clock
        self.hub = Hub(self.camera, clock)
        self.hub.seats |= {Seat(WALL), Seat(DESK)}
        self._connection = connection
        self._tail = Tail(self._connected, MemoryBus(), self.hub)

    async def _connected(self) -> asyncpg.Connection:
        return self._connection

    async def follow(self) -> None:
        """What the tail, the passing of time and the drawing loop do once."""
        await self._tail._read(self._connection)
        moment = self.clock.at.replace(second=0, microsecond=0)
        if moment != self.hub._moment:
            self.hub._moment = moment
            self.hub.changed(BY_MINUTE)
        await self.hub._look_up([panel for panel in PANELS if self.hub._easels[panel].dirty])


async def make_bases(database: Database) -> int:
    """What the task in the background does, on a connection of its own."""

    async def no_rest(_: float) -> None:
        return None

    connection = await connect(database.database_url)
    async with scratch(connection, *HIDDEN):
        made = await make_what_is_due(await last_past(connection), no_rest)
    await connection.close()
    return made


async def drawn_again(stage: Stage, writer: Writer, shot: Shot) -> str:
    """The same panel at the same number, as a replay draws it."""
    recorded_at = await writer.connection.fetchval("SELECT recorded_at FROM journal WHERE seq = $1", shot.v)
    await stage.go_to(recorded_at)
    assert stage.past.seq == shot.v
    seen = await Painter.read(shot.panel, stage.snapshot, shot.moment)
    audience = seen.seen_by(shot.audience)
    return render_panel(shot.panel, seen.shown_to(audience), audience=audience)
