"""Promises 6, 7 and 11: a connected screen shows what a fresh one would show, or says that it does not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.app import Painter
from controlroom.auth.audience import PANELS, Audience
from controlroom.auth.roles import Role
from controlroom.bus import MemoryBus
from controlroom.store.codec import decode_thing
from controlroom.store.engine import connect, make_engine
from controlroom.store.presence import Sign
from controlroom.store.tables import OPEN_ALERT
from controlroom.watch.alerts import Alert
from controlroom.watch.events import EVENTS
from controlroom.watch.legs import LegState
from controlroom.watch.refs import Noun
from controlroom.watch.sites import RegisterSite, SiteKind
from controlroom.watch.threat import SetThreatLevel
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind, WithdrawUnit
from controlroom.ws import touched
from controlroom.ws.hub import EVERY, Hub, Seat
from controlroom.ws.session import Drawn
from controlroom.ws.tail import Tail
from controlroom.ws.touched import BY_MINUTE
from tests.a_pen import MovingClock, Writer, a_writer, set_up
from tests.histories import any_command
from tests.unit.watch.room import leg_word, plan_check, the_post, the_visit

WALL = Audience()
DESK = Audience(board="desk", role=Role.DUTY_OFFICER)
SUMMIT = Audience(event="Summit of the Seven")
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


QUIET_DAY = {
    "post.relief_fell_due",
    "post.relief_missed",
    "post.check_call_missed",
    "patrol_check.missed",
    "leg.fell_behind",
    "unit.fell_silent",
    "unit.stayed_silent",
    "visit.closed",
}


class Room:
    """A pen, a tail and a hub on one database, moved step by step: no loop runs, nothing is by chance."""

    def __init__(self, writer: Writer, engine: AsyncEngine, clock: MovingClock, tail: Any) -> None:
        self.writer, self.engine, self.clock = writer, engine, clock
        self.hub = Hub(Painter(engine), clock)
        self.tail = Tail(tail, MemoryBus(), self.hub)
        self.connection: Any = None

    async def follow(self) -> None:
        """What the tail and the drawing loop do once."""
        self.connection = self.connection or await self.tail._connect()
        await self.tail._read(self.connection)
        await self.hub._look_up([panel for panel in EVERY if self.hub._easels[panel].dirty])

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
        self.clock.move(seconds=dice.choice((0, 1, 9, 60, 600, 1800)))
        alerts = await self.open_alerts()
        said = [any_command(dice, self.clock.at, alerts) for _ in range(dice.choice((0, 0, 1, 1, 4)))]
        await (self.writer.write(*said) if said else self.writer.tick())


@pytest.fixture
async def room(database: Any) -> AsyncIterator[Room]:
    clock, engine = MovingClock(), make_engine(database.database_url)
    async with a_writer(database.database_url, clock) as writer:
        await set_up(writer, the_post(), replace(the_visit(), event=SUMMIT.event))
        room = Room(writer, engine, clock, lambda: connect(database.database_url))
        yield room
        if room.connection:
            await room.connection.close()
    await engine.dispose()


@pytest.mark.parametrize("seed", range(3))
async def test_a_wall_that_stayed_connected_equals_a_wall_that_just_loaded(room: Room, seed: int) -> None:
    """Fails if an event changes a panel that touched.py does not name for it."""
    await compare(room, Random(seed), steps=60)


async def test_a_wall_that_stayed_connected_equals_a_new_one_while_the_minutes_pass(room: Room) -> None:
    """Fails if a panel changes with the time and touched.py does not name it for that."""
    await compare(room, Random(5), steps=40, minutes_pass=True)


async def test_a_day_on_which_nobody_reports_looks_the_same_on_old_and_new_screens(room: Room) -> None:
    """Deadlines alone: calls, reliefs and checks missed, legs late, a unit silent, a visit over.

    The head is told that it ticked, since a watch that slept for five minutes would grant them as grace.
    """
    skipped = [leg_word(0, number=number, status=LegState.SKIPPED) for number in (1, 2)]
    await room.writer.write(
        plan_check(1, 0, 20),
        plan_check(2, 30, 60),
        replace(the_visit(), code="V-2", code_name="HERON"),
        *skipped,
    )
    room.writer.heard("PATROL-1", Sign(room.clock.now(), Pulse.NORMAL))
    await room.follow()
    screen = await room.sit_down(BIG)
    for _ in range(66):
        room.clock.move(minutes=5)
        await room.writer.connection.execute("UPDATE head SET ticked_at = $1", room.clock.at)
        await room.writer.tick()
        await room.follow()
        screen.take()
        assert screen.differs_from(await room.fresh_picture(BIG)) == []
    missed = {row["kind"] for row in await room.writer.connection.fetch("SELECT DISTINCT kind FROM journal")}
    assert missed >= QUIET_DAY


async def test_what_is_set_up_while_a_screen_looks_is_on_it_as_on_a_new_one(room: Room) -> None:
    await room.follow()
    screen = await room.sit_down(BIG)
    for command in (
        RegisterUnit("NEW-1", "A new team", UnitKind.PATROL, Pulse.NONE),
        WithdrawUnit("NEW-1"),
        RegisterUnit("NEW-1", "A new team", UnitKind.PATROL, Pulse.NONE),
        RegisterSite("EU-JL", "Europa building", SiteKind.EU, "Loi 155", "Brussels", 50.8, 4.4, 4),
        replace(the_post(), code="EU-08", name="Gate 4"),
        plan_check(1, -10, 20),
        replace(the_visit(), code="V-2", code_name="HERON"),
        SetThreatLevel("BE", 4),
    ):
        await room.writer.write(command, actor="setup")
        await room.follow()
        screen.take()
        assert screen.differs_from(await room.fresh_picture(BIG)) == [], command


async def compare(room: Room, dice: Random, *, steps: int, minutes_pass: bool = False) -> None:
    await room.follow()
    screens = {audience: await room.sit_down(audience) for audience in (WALL, DESK, BIG, SUMMIT)}
    for _ in range(steps):
        await room.happen(dice)
        if minutes_pass:
            room.hub._moment = room.clock.at.replace(second=0, microsecond=0)
            room.hub.changed(BY_MINUTE)
        await room.follow()
        audience = dice.choice(tuple(screens))
        screens[audience].take()
        assert screens[audience].differs_from(await room.fresh_picture(audience)) == []
    assert all(screen.most_waiting <= len(PANELS) for screen in screens.values())


def test_every_event_has_its_panels_and_an_event_of_a_newer_version_may_have_changed_all() -> None:
    assert touched._TOUCHED.keys() == EVENTS.keys()
    assert touched.touched("drone.sighted") == frozenset(PANELS)
