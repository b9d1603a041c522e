"""Whoever waits too long for the pen is told, and the pen goes on."""

import asyncio

import asyncpg
import pytest

from controlroom.clock import SystemClock
from controlroom.desk import pen as pens
from controlroom.desk.desk import Desk
from controlroom.desk.pen import Pen
from controlroom.errors import Unavailable
from controlroom.watch.threat import SetThreatLevel


async def test_a_journal_that_does_not_answer_is_said_and_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pens, "ANSWER_WITHIN_S", 0.02)
    monkeypatch.setattr(pens, "TICK_S", 0.01)

    async def never() -> asyncpg.Connection:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    pen = Pen(never, SystemClock(), lambda: None, limit=10)
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(pen.run())
        with pytest.raises(Unavailable) as told:
            await Desk(pen).do(SetThreatLevel("BE", 3), "CUTA")
        assert told.value.retry_after_s == 5
        assert pen.jobs_waiting == 1
        writing.cancel()
