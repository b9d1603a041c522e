"""A room that is looked back on: its past was written at once, its clock stands still."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

import asyncpg
import httpx2
from fastapi import FastAPI

from controlroom.app import create_app
from controlroom.auth.cookies import cookies
from controlroom.auth.roles import Role
from controlroom.desk.requests import Outcome
from controlroom.settings import read_settings
from controlroom.store import journal, state
from controlroom.store.transaction import transaction
from controlroom.watch.commands import Command
from controlroom.watch.consultations import Consult, ConsultationEvent
from tests.conftest import Database
from tests.unit.demo.the_day import WatchedDay

PASSWORD = "the blue heron waits"


@dataclass
class StandingClock:
    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass
class Scribe:
    """In place of the desk: no pen runs here, so that nothing happens in the room but what a test says."""

    written: list[ConsultationEvent] = field(default_factory=list)

    async def do(self, command: Command, actor: str) -> None:
        """What accounts and others tell the journal."""

    def begin(self, command: Consult, actor: str) -> "asyncio.Future[list[Outcome]]":
        self.written.append(command.consultation)
        answer: asyncio.Future[list[Outcome]] = asyncio.get_running_loop().create_future()
        answer.set_result([None])
        return answer


@dataclass
class PastRoom:
    app: FastAPI
    connection: asyncpg.Connection
    clock: StandingClock
    scribe: Scribe
    opened: list[httpx2.AsyncClient] = field(default_factory=list)

    async def keep(self, day: WatchedDay) -> None:
        """What a scenario wrote into the watch of a test is on disk, at the moments at which it happened."""
        things = [(ref, thing) for ref, thing in day.world.things.items() if thing is not None]
        async with self.connection.transaction():
            head = await journal.lock_head(self.connection)
            last, seq = head.hash, head.seq
            for at, recorded in groupby(day.world.written, key=attrgetter("recorded_at")):
                batch = list(recorded)
                seq += len(batch)
                last = await journal.write(self.connection, last, batch, [], {}, seq, at)
            await state.save(self.connection, things)

    async def raise_alerts(self, rows: Sequence[dict[str, Any]]) -> None:
        """As they would stand in the table; what a row does not say is usual."""
        for number, row in enumerate(rows, start=await self._last() + 1):
            alert = {**_usual(number, row), **row}
            values = ", ".join(f"${n}" for n in range(1, len(alert) + 1))
            statement = f"INSERT INTO alert ({', '.join(alert)}) VALUES ({values})"
            await self.connection.execute(statement, *alert.values())

    async def _last(self) -> int:
        found: int = await self.connection.fetchval("SELECT coalesce(max(id), 0) FROM alert")
        return found

    async def browser_of(self, role: Role) -> httpx2.AsyncClient:
        """With the session of a new person of this role."""
        accounts, state_ = self.app.state.accounts, self.app.state
        name = f"{role.value}{len(self.opened)}"
        await accounts.add(name, name.title(), role, PASSWORD)
        async with transaction(state_.engine) as connection:
            token = await accounts.sessions.open(connection, name)
        crumbs = {cookies(state_.settings).session: token}
        return await self.browser(crumbs)

    async def says_why(self, browser: httpx2.AsyncClient, file: str) -> None:
        said = {"file": file, "ground": "meeting", "words": "the weekly meeting"}
        ours = {"origin": "http://127.0.0.1:8080", "sec-fetch-site": "same-origin"}
        assert (await browser.post("/reasons", data=said, headers=ours)).status_code == 303

    async def browser(self, crumbs: dict[str, str] | None = None) -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(self.app)
        browser = httpx2.AsyncClient(transport=transport, base_url="http://room", cookies=crumbs or {})
        self.opened.append(browser)
        return browser


def _usual(number: int, row: dict[str, Any]) -> dict[str, Any]:
    at = row["raised_at"]
    return {
        "id": number,
        "rule": "feed.silent",
        "object": f"unit:U-{number}",
        "priority": 3,
        "count": 1,
        "status": "actual",
        "latched": False,
        "version": 1,
        "condition": "cleared",
        "asked_at": at,
        "wants_since": at,
        "cleared_at": at + timedelta(minutes=5),
        "ended_at": at + timedelta(minutes=6),
    }


@asynccontextmanager
async def a_past_room(database: Database, now: datetime) -> AsyncIterator[PastRoom]:
    clock = StandingClock(now)
    app = create_app(read_settings({"CONTROLROOM_DATABASE_URL": database.database_url}), clock)
    connection = await database.connect()
    app.state.desk = scribe = Scribe()
    app.state.accounts.entries._journal = scribe
    room = PastRoom(app, connection, clock, scribe)
    try:
        yield room
    finally:
        for browser in room.opened:
            await browser.aclose()
        await connection.close()
        await app.state.engine.dispose()
