"""A pen, a courier and as many receivers as a test wants, with a time that the test moves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.bus import Ear
from controlroom.store.engine import make_engine
from controlroom.watch.alerts import Escalate, Note
from controlroom.watch.incidents import Account, IncidentKind
from controlroom.webhooks.courier import Courier
from controlroom.webhooks.outbox import Outbox
from controlroom.webhooks.pickup import Pickup
from controlroom.webhooks.post import Post
from controlroom.webhooks.receivers import Receivers
from tests.a_pen import MovingClock, Writer, a_writer, set_up
from tests.unit.watch.room import incident_word

WITHIN_S = 2.0
"""Instead of ten seconds for an answer."""


@dataclass
class Passed:
    """Seconds that never jump."""

    s: float = 0.0

    def __call__(self) -> float:
        return self.s


@dataclass
class Office:
    """Where messages are made and sent from. Nobody waits: time is moved, `ear` is woken."""

    engine: AsyncEngine
    clock: MovingClock
    writer: Writer
    receivers: Receivers
    outbox: Outbox
    ear: Ear
    passed: Passed

    async def alert(self, priority: int = 2) -> int:
        """The number of a new one, which nobody has told yet."""
        seen = Account(text="a grey van")
        incident = await self.writer.do(incident_word(IncidentKind.OTHER, priority, 0, account=seen))
        assert incident is not None
        self.ear.wake()
        return incident + 1

    async def note(self, alert: int, times: int = 1) -> None:
        """One more event of it, each time."""
        for _ in range(times):
            await self.writer.do(Note(alert, "anna", "still looking"), actor="anna")
        self.ear.wake()

    async def call(self, alert: int, *means: str) -> None:
        """Somebody at the desk does not wait for the ladder."""
        await self.writer.do(Escalate(alert, "anna", means), actor="anna")
        self.ear.wake()

    def later(self, **how_far: float) -> None:
        self.clock.move(**how_far)
        self.passed.s += timedelta(**how_far).total_seconds()
        self.ear.wake()

    @asynccontextmanager
    async def delivering(self, *, plain_http: bool = True) -> AsyncIterator[None]:
        """One life of a courier; at the end it is cut off wherever it is."""
        pickup = Pickup(self.engine, self.clock, "https://room.example")
        post = Post(self.clock, plain_http=plain_http, within_s=WITHIN_S)
        courier = Courier(pickup, self.outbox, post, self.ear, self.passed)
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(courier.run())
            yield
            running.cancel()

    async def ask(self, question: str, *values: Any) -> list[Any]:
        async with self.engine.connect() as connection:
            rows = await connection.exec_driver_sql(question, values)
            return [tuple(row) for row in rows]

    async def until_asked(self, question: str, rows: list[Any], within_s: float = 15.0) -> None:
        """Until the database answers so."""
        async with asyncio.timeout(within_s):
            while await self.ask(question) != rows:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def settled(self, attempts: int) -> None:
        """Until it is written down what came of so many attempts."""
        await self.until_asked("SELECT max(attempts) FROM webhook_delivery", [(attempts,)])


@pytest.fixture
async def office(database: Any) -> AsyncIterator[Office]:
    engine = make_engine(database.database_url, pool_size=5)
    clock, ear, passed = MovingClock(datetime.now(UTC)), Ear(), Passed()
    outbox = Outbox(engine, clock, passed)
    async with a_writer(database.database_url, clock) as writer:
        await set_up(writer)
        receivers = Receivers(engine, clock, plain_http=True)
        yield Office(engine, clock, writer, receivers, outbox, ear, passed)
    await engine.dispose()
