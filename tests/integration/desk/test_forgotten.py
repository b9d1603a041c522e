"""A standby is promoted that never received what was answered as stored: nobody writes on as if it had."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from controlroom.clock import SystemClock, monotonic
from controlroom.desk.desk import Desk
from controlroom.desk.pen import Pen
from controlroom.desk.requests import Accepted, Incoming
from controlroom.errors import Unavailable
from controlroom.store.engine import connect
from controlroom.watch.incidents import IncidentKind, ReportIncident
from controlroom.watch.reports import Report
from tests.conftest import Database, Servers

REPORTS = "SELECT count(*) FROM report_key"


def incoming() -> Incoming:
    report = Report(str(uuid4()), "P-01", SystemClock().now())
    command = ReportIncident(report, IncidentKind.OTHER, 3, None, None, None)
    return Incoming(command, sha256(report.id.encode()).digest())


class Follows:
    """A pen whose address leads to one database, and after `turn` to another."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connections: list[asyncpg.Connection] = []
        self.pen = Pen(self._connect, SystemClock(), lambda: None, limit=1000)
        self.desk = Desk(self.pen)

    async def _connect(self) -> asyncpg.Connection:
        self._connections.append(await connect(self._database.database_url))
        return self._connections[-1]

    def turn(self, database: Database) -> None:
        self._database = database
        self._connections[-1].terminate()


@asynccontextmanager
async def a_follower(database: Database) -> AsyncIterator[Follows]:
    follows = Follows(database)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(follows.pen.run())
        try:
            yield follows
        finally:
            running.cancel()


@pytest.fixture
async def standby(every_server: Servers) -> AsyncIterator[Database]:
    """What the primary was at the beginning: the same journal, the same epoch, none of the reports."""
    async with every_server.fresh() as fresh:
        yield fresh


async def forgotten(pen: Pen) -> str:
    async with asyncio.timeout(5):
        while pen.forgotten is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return pen.forgotten


async def reports(database: Database) -> int:
    connection = await database.connect()
    try:
        return int(await connection.fetchval(REPORTS))
    finally:
        await connection.close()


async def test_to_a_database_that_lacks_its_last_commit_a_pen_writes_nothing(
    database: Any, standby: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_follower(database) as follows:
        await follows.desk.report([incoming(), incoming()], monotonic())
        follows.turn(standby)
        assert "knows row 2 of the journal" in await forgotten(follows.pen)
        async with asyncio.timeout(5):
            while follows.pen.down_for_s < 2:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        with pytest.raises(Unavailable):
            await follows.desk.report([incoming()], monotonic())
        assert await reports(standby) == 0
        assert [record.levelno for record in caplog.records if "nothing is written" in record.message] == [
            logging.CRITICAL
        ]


async def test_that_others_have_written_there_meanwhile_does_not_hide_it(
    database: Any, standby: Database
) -> None:
    async with a_follower(database) as follows, a_follower(standby) as ignorant:
        await follows.desk.report([incoming()], monotonic())
        await ignorant.desk.report([incoming(), incoming(), incoming()], monotonic())
        follows.turn(standby)
        await forgotten(follows.pen)
    assert await reports(standby) == 3


async def test_when_the_database_is_found_that_has_it_the_pen_goes_on(
    database: Any, standby: Database
) -> None:
    async with a_follower(database) as follows:
        await follows.desk.report([incoming()], monotonic())
        follows.turn(standby)
        await forgotten(follows.pen)
        asking = asyncio.ensure_future(follows.desk.report([incoming()], monotonic()))
        follows.turn(database)
        (answer,) = await asking
        assert isinstance(answer, Accepted)
        assert (answer.seq, follows.pen.forgotten) == (2, None)


async def test_a_new_epoch_says_that_the_loss_is_known_and_the_pen_goes_on(
    database: Any, standby: Database
) -> None:
    async with a_follower(database) as follows:
        await follows.desk.report([incoming()], monotonic())
        follows.turn(standby)
        await forgotten(follows.pen)
        owner = await asyncpg.connect(standby.owner_url)
        await owner.execute("UPDATE head SET epoch = gen_random_uuid()")
        await owner.close()
        async with asyncio.timeout(5):
            while follows.pen.forgotten:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        (answer,) = await follows.desk.report([incoming()], monotonic())
        assert isinstance(answer, Accepted)
        assert answer.seq == 1
