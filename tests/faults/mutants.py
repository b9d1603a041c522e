"""Writers and readers with a known defect, which the checker of histories must find."""

import asyncio

import asyncpg

from controlroom.desk import pen
from controlroom.desk.batch import Batch
from controlroom.desk.pen import Pen
from controlroom.desk.requests import Outcome, Request
from controlroom.desk.tidings import Tidings
from controlroom.ws.tail import AFTER


class AnswersBeforeCommit(Pen):
    """Says 201 when all is written but for the COMMIT; `dies` is what happens in between."""

    dies = False

    async def _until_known(
        self, requests: list[Request], tidings: Tidings | None, *, alone: bool = False
    ) -> list[Outcome]:
        connection = await self._connected()
        jobs = [job for request in requests for job in request.jobs]
        async with connection.transaction():
            outcomes = await Batch(connection, self._held, self._clock, tidings).write(jobs)
            pen._answer(requests, outcomes)
            if self.dies and jobs:
                raise asyncio.CancelledError
        return outcomes


class ForgetsWhatItWrote(Pen):
    """Does each batch again after its commit, under new numbers, as one that knows no keys would."""

    async def _until_known(
        self, requests: list[Request], tidings: Tidings | None, *, alone: bool = False
    ) -> list[Outcome]:
        outcomes = await super()._until_known(requests, tidings, alone=alone)
        if any(request.jobs for request in requests):
            connection = await self._connected()
            jobs = [job for request in requests for job in request.jobs]
            nameless = [type(job)(job.command, job.actor) for job in jobs]
            await Batch(connection, self._held, self._clock).write(nameless)
        return outcomes


class Follower:
    """Reads as the tail of the hub does: whatever is after the last number that it saw."""

    after = AFTER

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self.read: list[int] = []

    async def look(self) -> None:
        last = self.read[-1] if self.read else 0
        self.read += [row[0] for row in await self._connection.fetch(self.after, last, 5000)]


class FollowsASerial(Follower):
    """The same on a table whose numbers come from a sequence: given at INSERT, visible at COMMIT."""

    after = "SELECT id FROM serial_journal WHERE id > $1 ORDER BY id LIMIT $2"
