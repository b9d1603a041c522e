"""A pen on a test's own database, with a time that the test moves, and no loop: each batch is asked for."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import asyncpg

from controlroom.desk.batch import Batch, Held
from controlroom.desk.requests import Accepted, Job, Outcome
from controlroom.desk.tidings import Tidings
from controlroom.errors import Refused
from controlroom.store.engine import connect
from controlroom.store.presence import Sign
from controlroom.watch.commands import Command, ReportCommand
from controlroom.watch.duty import Place, TakeDuty
from tests.unit.watch.room import NOON, the_place


@dataclass
class MovingClock:
    """Stands still but for a microsecond each time it is asked: no two batches share a moment."""

    at: datetime = NOON

    def now(self) -> datetime:
        self.at += timedelta(microseconds=1)
        return self.at

    def move(self, **how_far: float) -> None:
        self.at += timedelta(**how_far)


@dataclass
class Writer:
    """What a pen does with one batch, in the process whose `held` this is."""

    connection: asyncpg.Connection
    clock: MovingClock
    held: Held = field(default_factory=Held)
    tidings: Tidings = field(default_factory=Tidings)

    async def write(self, *commands: Command, actor: str = "unit") -> list[Outcome]:
        return await self._write([job(command, actor) for command in commands], None)

    async def do(self, command: Command, actor: str = "unit") -> int | None:
        (outcome,) = await self.write(command, actor=actor)
        if isinstance(outcome, Refused):
            raise outcome
        return outcome.seq if isinstance(outcome, Accepted) else None

    async def tick(self, *commands: Command) -> list[Outcome]:
        tidings, self.tidings = self.tidings, Tidings()
        return await self._write([job(command, "unit") for command in commands], tidings)

    def heard(self, unit: str, sign: Sign) -> None:
        self.tidings.signs[unit] = sign

    async def _write(self, jobs: Sequence[Job], tidings: Tidings | None) -> list[Outcome]:
        return await Batch(self.connection, self.held, self.clock, tidings).write(jobs)


def job(command: Command, actor: str) -> Job:
    if isinstance(command, ReportCommand):
        digest = sha256(repr(command).encode()).digest()
        return Job(command, command.report.unit, (command.report.unit, UUID(command.report.id)), digest)
    return Job(command, actor)


@asynccontextmanager
async def a_writer(database_url: str, clock: MovingClock | None = None) -> AsyncIterator[Writer]:
    connection = await connect(database_url)
    try:
        yield Writer(connection, clock or MovingClock())
    finally:
        await connection.close()


async def set_up(writer: Writer, *more: Command) -> None:
    """The units and sites of the place, with an officer on duty."""
    await writer.write(*the_place(), TakeDuty("anna", Place.OFFICER), *more, actor="setup")
