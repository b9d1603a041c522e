"""The checker is checked: it finds what a defect does to the journal, and nothing where there is none."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from controlroom.bus import MemoryBus
from controlroom.clock import SystemClock, monotonic
from controlroom.desk.desk import Desk
from controlroom.desk.pen import Pen
from controlroom.desk.requests import Accepted, Incoming
from controlroom.store.engine import connect
from controlroom.watch.incidents import IncidentKind, ReportIncident
from controlroom.watch.reports import Report
from tests.faults.history import History, Refused, Stored, Unknown, gaps
from tests.faults.mutants import AnswersBeforeCommit, Follower, FollowsASerial, ForgetsWhatItWrote

UNIT = "P-01"


@dataclass
class Run:
    """One pen, and the history of what it was asked."""

    pen: Pen
    history: History
    _writing: asyncio.Task[None]

    async def report(self) -> str:
        id_ = str(uuid4())
        at = SystemClock().now()
        command = ReportIncident(Report(id_, UNIT, at), IncidentKind.OTHER, 3, None, None, None)
        self.history.asked((UNIT, id_))
        said = [Incoming(command, hashlib.sha256().digest())]
        asking = asyncio.create_task(Desk(self.pen).report(said, monotonic()))
        await asyncio.wait([asking, self._writing], return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            asking.cancel()
        (answer,) = await asyncio.gather(asking, return_exceptions=True)
        match answer:
            case [Accepted(seq=seq, fresh=fresh)]:
                self.history.answered((UNIT, id_), Stored(seq, fresh))
            case _:
                self.history.answered((UNIT, id_), Unknown("the pen is gone"))
        return id_


@asynccontextmanager
async def a_run(database: Any, kind: type[Pen] = Pen) -> AsyncIterator[Run]:
    pen = kind(partial(connect, database.database_url), SystemClock(), MemoryBus().announce, limit=100)
    writing = asyncio.create_task(pen.run())
    try:
        yield Run(pen, History(), writing)
    finally:
        writing.cancel()
        await asyncio.wait([writing])


async def faults(run: Run, database: Any) -> list[str]:
    connection = await database.connect()
    try:
        return await run.history.faults(connection)
    finally:
        await connection.close()


async def test_a_sound_pen_has_no_faults(database: Any) -> None:
    async with a_run(database) as run:
        for _ in range(5):
            await run.report()
    assert await faults(run, database) == []
    assert (run.history.stored, run.history.never_known) == (5, 0)


async def test_an_answer_before_the_commit_is_found_when_the_pen_dies_in_between(database: Any) -> None:
    async with a_run(database, AnswersBeforeCommit) as run:
        await run.report()
        run.pen.dies = True  # type: ignore[attr-defined]
        lost = await run.report()
    (fault,) = await faults(run, database)
    assert lost in fault
    assert "is lost" in fault


async def test_a_report_that_is_written_again_is_found(database: Any) -> None:
    async with a_run(database, ForgetsWhatItWrote) as run:
        await run.report()
    assert "is there 2 times: [1, 2]" in " ".join(await faults(run, database))


async def test_a_wrong_number_and_a_row_nobody_sent_are_found(database: Any) -> None:
    async with a_run(database) as run:
        known, unknown = await run.report(), await run.report()
        run.history.told[UNIT, known] = [Stored(7, fresh=True)]
        del run.history.told[UNIT, unknown]
    found = " ".join(await faults(run, database))
    assert f"{known}') was answered with [7] and is at [1]" in found
    assert f"{unknown}') was never sent and is there" in found


async def test_a_refused_report_that_is_there_and_two_that_are_called_new_are_found(database: Any) -> None:
    async with a_run(database) as run:
        refused, twice = await run.report(), await run.report()
        run.history.told[UNIT, refused] = [Refused(422)]
        run.history.told[UNIT, twice] *= 2
    found = " ".join(await faults(run, database))
    assert "was refused and is at [1]" in found
    assert "was called new 2 times" in found


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DELETE FROM journal WHERE seq = 2", "the journal lacks 1 numbers up to 3, the first is 2"),
        ("UPDATE journal SET recorded_at = recorded_at + interval '1 s' WHERE seq = 2", "row 2: the row is"),
        ("UPDATE incident SET priority = 1 WHERE id = 2", "the state is no fold of the journal: incident 2"),
        ("DELETE FROM report_key WHERE seq = 2", "is at [2], its key says None"),
    ],
)
async def test_damage_behind_the_watchs_back_is_found(database: Any, damage: str, said: str) -> None:
    async with a_run(database) as run:
        for _ in range(3):
            await run.report()
    superuser = await asyncpg.connect(database.superuser_url)
    await superuser.execute("ALTER TABLE journal DISABLE TRIGGER ALL")
    await superuser.execute(damage)
    await superuser.close()
    assert said in " ".join(await faults(run, database))


async def test_a_tail_on_a_sequence_misses_what_commits_late_and_that_is_found(database: Any) -> None:
    """The reason why the journal's numbers are given under a lock."""
    first, second, reading = [await asyncpg.connect(database.superuser_url) for _ in range(3)]
    await first.execute("CREATE TABLE serial_journal (id bigserial PRIMARY KEY, body text)")
    follower, insert = FollowsASerial(reading), "INSERT INTO serial_journal (body) VALUES ('x')"
    async with first.transaction():
        await first.execute(insert)
        await second.execute(insert)
        await follower.look()
    await follower.look()
    assert gaps(follower.read, 2) == ["lacks 1 numbers up to 2, the first is 1"]
    for connection in (first, second, reading):
        await connection.close()


async def test_a_tail_on_the_journal_misses_nothing_however_many_pens_write(database: Any) -> None:
    reading = await database.connect()
    follower, pens, each = Follower(reading), 4, 25
    async with (
        a_run(database) as one,
        a_run(database) as two,
        a_run(database) as three,
        a_run(database) as four,
    ):

        async def write(run: Run) -> None:
            for _ in range(each):
                await run.report()

        writing = asyncio.gather(*map(write, (one, two, three, four)))
        while not writing.done():
            await follower.look()
            await asyncio.sleep(0)
        await writing
        await follower.look()
    await reading.close()
    assert gaps(follower.read, pens * each) == []
