"""Where sector alerts are made and mail is sent from. Nobody waits: time is moved, the ear is woken."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.bus import Ear
from controlroom.mail.addresses import Addresses
from controlroom.mail.outbox import Mail, Outbox
from controlroom.mail.pickup import Pickup
from controlroom.mail.post import Post
from controlroom.watch.book import SetThreshold
from controlroom.watch.sector_alerts import (
    DraftSectorAlert,
    How,
    MessageType,
    ReceiveSectorAlert,
    ReleaseSectorAlert,
    SubmitSectorAlert,
)
from controlroom.webhooks.courier import Courier
from tests.a_pen import MovingClock, Writer
from tests.integration.mail.a_server import AServer
from tests.integration.webhooks.conftest import Passed
from tests.unit.watch.a_sector_alert import CONTENT, SA, SENDER, TEXTS, the_network

WITHIN_S = 2.0
MINUTES = 2
"""Instead of half an hour until a company is reminded."""
NLE, WND = "alerts@noordlicht.example", "wacht@windkracht.example"


@dataclass
class MailOffice:
    engine: AsyncEngine
    clock: MovingClock
    writer: Writer
    addresses: Addresses
    pickup: Pickup
    outbox: Outbox
    ear: Ear
    passed: Passed

    async def set_up(self) -> None:
        await self.writer.write(*the_network(), actor="setup")
        patience = SetThreshold("sector_alert.not_received", "after", MINUTES, "chief")
        await self.writer.do(patience, actor="chief")
        await self.addresses.add("NLE", NLE, "fr")
        await self.addresses.add("WND", WND)

    async def release(
        self, msg_type: MessageType = MessageType.ALERT, *, exercise: bool = False, hours: float = 24
    ) -> None:
        """One message of the alert goes out to both companies of energy; it holds for so many hours."""
        content = replace(CONTENT, expires_at=self.clock.at + timedelta(hours=hours))
        draft = DraftSectorAlert(SA, msg_type, content, TEXTS, "anna", exercise=exercise)
        seen = await self.writer.do(draft, actor="anna")
        assert seen is not None
        await self.writer.do(SubmitSectorAlert(SA, "anna", seen), actor="anna")
        await self.writer.do(ReleaseSectorAlert(SA, "bert", seen, SENDER, ("NLE", "WND")), actor="bert")
        self.ear.wake()

    async def confirm(self, company: str, number: int = 1) -> None:
        received = ReceiveSectorAlert(SA, company, number, "noordlicht", How.PAGE)
        await self.writer.do(received, actor="noordlicht")

    async def minutes_pass(self, minutes: int) -> None:
        """With a tick of the watch every few seconds, so that it was not away."""
        for _ in range(minutes * 6 + 1):
            self.later(seconds=9.9)
            await self.writer.tick()
        self.ear.wake()

    def later(self, **how_far: float) -> None:
        self.clock.move(**how_far)
        self.passed.s += timedelta(**how_far).total_seconds()
        self.ear.wake()

    @asynccontextmanager
    async def sending(self, server: AServer) -> AsyncIterator[None]:
        """One life of a courier; at the end it is cut off wherever it is."""
        post = Post(server.as_server(), WITHIN_S)
        courier: Courier[Mail] = Courier(self.pickup, self.outbox, post, self.ear, self.passed, "mail")
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(courier.run())
            yield
            running.cancel()

    async def ask(self, question: str) -> list[Any]:
        async with self.engine.connect() as connection:
            rows = await connection.exec_driver_sql(question)
            return [tuple(row) for row in rows]

    async def until_asked(self, question: str, rows: list[Any], within_s: float = 30.0) -> None:
        """Until the database answers so."""
        async with asyncio.timeout(within_s):
            while await self.ask(question) != rows:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
