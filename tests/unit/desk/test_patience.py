"""Whoever waits too long for the pen is told, and the pen goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from controlroom.clock import SystemClock, monotonic
from controlroom.desk import pen as pens
from controlroom.desk.desk import Desk
from controlroom.desk.pen import Pen
from controlroom.desk.requests import Incoming
from controlroom.errors import Unavailable
from controlroom.watch.incidents import IncidentKind
from controlroom.watch.threat import SetThreatLevel
from tests.unit.watch.room import incident_word

SAID = Incoming(incident_word(IncidentKind.OTHER, 4, 1), b"")


async def never() -> asyncpg.Connection:
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


@asynccontextmanager
async def a_pen_that_cannot_write(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pen]:
    monkeypatch.setattr(pens, "TICK_S", 0.01)
    pen = Pen(never, SystemClock(), lambda: None, limit=10)
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(pen.run())
        yield pen
        writing.cancel()


async def test_a_journal_that_does_not_answer_is_said_and_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pens, "ANSWER_WITHIN_S", 0.02)
    async with a_pen_that_cannot_write(monkeypatch) as pen:
        with pytest.raises(Unavailable) as told:
            await Desk(pen).do(SetThreatLevel("BE", 3), "CUTA")
        assert told.value.retry_after_s == 5
        assert pen.jobs_waiting == 1


async def test_what_a_unit_waited_at_the_door_is_part_of_what_it_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A unit gives up after twelve seconds, whoever it was that let it wait."""
    async with a_pen_that_cannot_write(monkeypatch) as pen, asyncio.TaskGroup() as group:
        just_come = group.create_task(Desk(pen).report([SAID], monotonic()))
        with pytest.raises(Unavailable):
            async with asyncio.timeout(pens.ANSWER_WITHIN_S / 2):
                await Desk(pen).report([SAID], monotonic() - pens.ANSWER_WITHIN_S)
        assert not just_come.done()
        just_come.cancel()
