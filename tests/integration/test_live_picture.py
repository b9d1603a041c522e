"""Promises 6, 7 and 11: a connected screen shows what a fresh one would show, or says that it does not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, get_args

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.app import Painter
from controlroom.auth.audience import Audience
from controlroom.auth.roles import Role
from controlroom.bus import MemoryBus
from controlroom.store.codec import decode_thing
from controlroom.store.engine import connect, make_engine
from controlroom.store.tables import OPEN_ALERT
from controlroom.watch.alerts import Alert
from controlroom.watch.events import EVENTS
from controlroom.watch.refs import Noun
from controlroom.ws import touched
from controlroom.ws.hub import Hub, Seat
from controlroom.ws.session import Drawn
from controlroom.ws.tail import Tail
from controlroom.ws.touched import PANELS
from tests.a_pen import MovingClock, Writer, a_writer, set_up
from tests.histories import any_command
from tests.unit.watch.room import the_post, the_visit

WALL = Audience()
DESK = Audience(board="desk", role=Role.DUTY_OFFICER)
BIG = Audience(rows=tuple((panel, 50) for panel in PANELS), locale="nl")


@dataclass
class Screen:
    """A browser without one: it keeps the newest HTML of each panel, as live.js does."""

    seat: Seat
    shown: dict[str, Drawn] = field(default_factory=dict)
    most_waiting: int = 0

    def take(self) -> None:
        self.most_waiting = max(self.most_waiting, len(self.seat.session._waiting))
        for frame in self.seat.session.take():
            for panel in frame.get("panels", ()):
                fresh = Drawn(**panel)
                if panel["panel"] not in self.shown or self.shown[panel["panel"]].v <= fresh.v:
                    self.shown[panel["panel"]] = fresh

    def differs_from(self, picture: dict[Any, Drawn]) -> list[str]:
        """Panels that do not look, byte for byte, as they would on a screen that comes now."""
        return [name for name, fresh in picture.items() if not self.shown[name].looks_like(fresh)]


class Room:
    """A pen, a tail and a hub on one database, moved step by step: no loop runs, nothing is left to chance."""

    def __init__(self, writer: Writer, engine: AsyncEngine, clock: MovingClock, tail: Any) -> None:
        self.writer, self.engine, self.clock = writer, engine, clock
        self.hub = Hub(Painter(engine), clock)
        self.tail = Tail(tail, MemoryBus(), self.hub)
        self.connection: Any = None

    async def follow(self) -> None:
        """What the tail and the drawing loop do once."""
        self.connection = self.connection or await self.tail._connect()
        await self.tail._read(self.connection)
        for panel in PANELS:
            if self.hub._easels[panel].dirty:
                await self.hub._read(panel)
                self.hub._hand_out(panel)

    async def sit_down(self, audience: Audience) -> Screen:
        seat = Seat(audience)
        self.hub.seats.add(seat)
        await self.hub.snapshot(seat)
        screen = Screen(seat)
        screen.take()
        return screen

    async def fresh_picture(self, audience: Audience) -> dict[Any, Drawn]:
        """As another process would draw it that has seen nothing before."""
        hub = Hub(Painter(self.engine), self.clock)
        hub._moment = self.hub._moment
        return dict(await hub.picture(audience))

    async def open_alerts(self) -> list[Alert]:
        query = f"SELECT to_json(t)::text FROM alert t WHERE {OPEN_ALERT}"
        found = [decode_thing(Noun.ALERT, text) for (text,) in await self.writer.connection.fetch(query)]
        return [alert for alert in found if isinstance(alert, Alert)]

    async def happen(self, dice: Random) -> None:
        self.clock.move(seconds=dice.choice((0, 1, 9, 60, 600)))
        alerts = await self.open_alerts()
        said = [any_command(dice, self.clock.at, alerts) for _ in range(dice.choice((0, 1, 1, 4)))]
        await (self.writer.tick(*said) if dice.random() < 0.4 else self.writer.write(*said))


@pytest.fixture
async def room(database: Any) -> AsyncIterator[Room]:
    clock, engine = MovingClock(), make_engine(database.database_url)
    async with a_writer(database.database_url, clock) as writer:
        await set_up(writer, the_post(), the_visit())
        room = Room(writer, engine, clock, lambda: connect(database.database_url))
        yield room
        if room.connection:
            await room.connection.close()
    await engine.dispose()


@pytest.mark.parametrize("seed", range(4))
async def test_a_wall_that_stayed_connected_equals_a_wall_that_just_loaded(room: Room, seed: int) -> None:
    """Fails if an event changes a panel that touched.py does not name for it."""
    dice = Random(seed)
    await room.follow()
    screens = {audience: await room.sit_down(audience) for audience in (WALL, DESK, BIG)}
    for _ in range(60):
        await room.happen(dice)
        await room.follow()
        for audience, screen in screens.items():
            if dice.random() < 0.7:
                screen.take()
                assert screen.differs_from(await room.fresh_picture(audience)) == []


def test_every_event_has_its_panels_and_an_event_of_a_newer_version_may_have_changed_all() -> None:
    assert touched._TOUCHED.keys() == EVENTS.keys()
    assert touched.touched("drone.sighted") == frozenset(PANELS)
    assert get_args(touched.PanelName) == PANELS
