"""The pen itself: many who ask at once, one who writes, and a queue that has an end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from hashlib import sha256
from typing import Any

import pytest

from controlroom.clock import monotonic
from controlroom.desk.desk import Desk
from controlroom.desk.pen import Pen
from controlroom.desk.requests import Accepted, Incoming
from controlroom.errors import Busy, Refused, Unknown
from controlroom.store.engine import connect
from controlroom.store.journal import LOCK_HEAD
from controlroom.watch.incidents import IncidentKind
from controlroom.watch.legs import ReportLeg
from controlroom.watch.posts import OpenPost
from tests.a_pen import MovingClock, Writer
from tests.unit.watch.room import incident_word, noon, report


def incoming(priority: int = 4) -> Incoming:
    command = incident_word(IncidentKind.OTHER, priority, 1)
    return Incoming(command, sha256(command.report.id.encode()).digest())


@asynccontextmanager
async def a_desk(database: Any, limit: int = 5000) -> AsyncIterator[tuple[Desk, Pen, list[None]]]:
    woken: list[None] = []
    pen = Pen(partial(connect, database.database_url), MovingClock(), lambda: woken.append(None), limit=limit)
    async with asyncio.TaskGroup() as group:
        group.create_task(pen.run())
        yield Desk(pen), pen, woken
        pen.stop()


async def seqs(asking: list["asyncio.Task[list[Accepted | Refused]]"]) -> list[int]:
    answers = [answer for task in asking for answer in task.result()]
    return [answer.seq for answer in answers if isinstance(answer, Accepted)]


async def test_many_who_ask_at_once_each_get_their_own_numbers(database: Any, writer: Writer) -> None:
    before = await writer.connection.fetchval("SELECT seq FROM head")
    async with a_desk(database) as (desk, _, _), asyncio.TaskGroup() as group:
        said = [[incoming() for _ in range(5)] for _ in range(40)]
        asking = [group.create_task(desk.report(each, monotonic())) for each in said]
    numbers = await seqs(asking)
    assert sorted(numbers) == list(range(before + 1, before + 201))
    assert all(numbers[n : n + 5] == sorted(numbers[n : n + 5]) for n in range(0, 200, 5))


async def test_what_comes_while_another_has_the_head_is_written_in_the_same_turn(
    database: Any, writer: Writer
) -> None:
    """Known by its time, which all of a batch share: two that take turns do not write a report each."""
    again = incoming()
    async with a_desk(database) as (desk, _, _), asyncio.TaskGroup() as group:
        await desk.report([again], monotonic())
        async with writer.connection.transaction():
            await writer.connection.fetchrow(LOCK_HEAD)
            asking = [group.create_task(desk.report([incoming()], monotonic()))]
            await until_one_waits_for_a_lock(database)
            others = (incoming(), again, incoming())
            asking += [group.create_task(desk.report([said], monotonic())) for said in others]
            await asyncio.sleep(0.05)
            await writer.connection.execute("UPDATE head SET epoch = gen_random_uuid()")
    first, second, known, third = [answer for task in asking for answer in task.result()]
    assert isinstance(known, Accepted)
    assert not known.fresh
    assert first.received_at == second.received_at == third.received_at  # type: ignore[union-attr]
    assert [first.seq, second.seq, third.seq] == sorted({*await seqs(asking)} - {known.seq})  # type: ignore[union-attr]


async def until_one_waits_for_a_lock(database: Any) -> None:
    looking = await database.connect()
    waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"
    async with asyncio.timeout(5):
        while not await looking.fetchval(waits):  # noqa: ASYNC110 - another connection brings it about
            await asyncio.sleep(0.01)
    await looking.close()


async def test_two_pens_on_one_database_leave_no_hole_and_no_double(database: Any, writer: Writer) -> None:
    before = await writer.connection.fetchval("SELECT seq FROM head")
    said = [incoming() for _ in range(60)]
    async with (
        a_desk(database) as (one, _, _),
        a_desk(database) as (two, _, _),
        asyncio.TaskGroup() as group,
    ):
        asking = [group.create_task(desk.report([each], monotonic())) for each in said for desk in (one, two)]
    numbers = await seqs(asking)
    assert sorted(set(numbers)) == list(range(before + 1, before + 61))
    assert numbers[0::2] == numbers[1::2]


async def test_a_refused_one_among_many_is_answered_in_its_place(database: Any, writer: Writer) -> None:
    lost = Incoming(ReportLeg(report("ESCORT-1", 1), "V-404", 1), b"")
    async with a_desk(database) as (desk, _, _):
        answers = await desk.report([incoming(), lost, incoming()], monotonic())
        assert [isinstance(answer, Unknown) for answer in answers] == [False, True, False]
        with pytest.raises(Unknown):
            await desk.do(OpenPost("X", "NOWHERE", "", 1, 1, 1, (), None, noon()), "setup")
        assert dict(desk.answers) == {"accepted": 2, "refused": 1}


async def test_a_full_queue_says_come_again_and_takes_nothing(database: Any, writer: Writer) -> None:
    async with a_desk(database, limit=10) as (desk, pen, _):
        with pytest.raises(Busy):
            await desk.report([incoming() for _ in range(11)], monotonic())
        assert pen.jobs_waiting == 0
        assert len(await desk.report([incoming() for _ in range(10)], monotonic())) == 10
        assert pen.jobs_waiting == 0


async def test_who_asks_and_goes_away_takes_nobody_along(database: Any, writer: Writer) -> None:
    async with a_desk(database) as (desk, _, _), asyncio.TaskGroup() as group:
        impatient = group.create_task(desk.report([incoming()], monotonic()))
        patient = group.create_task(desk.report([incoming()], monotonic()))
        await asyncio.sleep(0)
        impatient.cancel()
    assert len(patient.result()) == 1


async def test_a_pen_that_is_told_to_stop_finishes_what_waits(database: Any, writer: Writer) -> None:
    async with asyncio.TaskGroup() as group, a_desk(database) as (desk, pen, _):
        asking = group.create_task(desk.report([incoming() for _ in range(50)], monotonic()))
        await asyncio.sleep(0)
        assert pen.jobs_waiting == 50
    assert len(asking.result()) == 50


async def test_every_commit_wakes_the_tails(database: Any, writer: Writer) -> None:
    async with a_desk(database) as (desk, _, woken):
        for _ in range(3):
            before = len(woken)
            await desk.report([incoming()], monotonic())
            await asyncio.sleep(0)
            assert len(woken) > before


async def test_an_order_that_changes_nothing_has_no_number(database: Any, writer: Writer) -> None:
    async with a_desk(database) as (desk, _, _):
        first = OpenPost("EU-08", "EU-JL", "Gate 4", 1, 60, 60, (), None, noon())
        assert await desk.do(first, "setup") is not None
        assert await desk.do(first, "setup") is None
        assert await desk.do_all([first, first], "setup") == [None, None]
