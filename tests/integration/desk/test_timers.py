"""Deadlines by a real clock: passed within two seconds, however many reports come meanwhile."""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from controlroom.clock import SystemClock, monotonic
from controlroom.desk.desk import Desk
from controlroom.desk.pen import Pen
from controlroom.store.engine import connect
from controlroom.watch.patrols import MISSED_AFTER, PlanPatrolCheck
from tests.integration.desk.test_pen import incoming
from tests.unit.watch.room import the_place

LATENESS = """
SELECT recorded_at - (body::jsonb ->> 'window_end')::timestamptz FROM journal
WHERE kind = 'patrol_check.missed'
"""
DUE = 60


async def test_deadlines_are_passed_within_two_seconds_beside_two_hundred_reports_a_second(
    database: Any,
) -> None:
    pen = Pen(partial(connect, database.database_url), None, lambda: None, limit=5000)
    desk = Desk(pen)
    begin = SystemClock().now() + timedelta(seconds=1)
    ends = [begin + timedelta(seconds=3 * n / DUE) - MISSED_AFTER.time for n in range(DUE)]
    async with asyncio.TaskGroup() as group:
        group.create_task(pen.run())
        await desk.do_all(the_place(), "setup")
        await desk.do_all([check(f"C-{n}", end) for n, end in enumerate(ends)], "setup")
        asking = []
        while SystemClock().now() < begin + timedelta(seconds=5):
            asking.append(group.create_task(desk.report([incoming() for _ in range(4)], monotonic())))
            await asyncio.sleep(0.02)
        pen.stop()
    connection = await database.connect()
    late = [(row[0] - MISSED_AFTER.time).total_seconds() for row in await connection.fetch(LATENESS)]
    await connection.close()
    assert len(late) == DUE
    assert 0 <= min(late) <= max(late) <= 2
    assert sum(len(task.result()) for task in asking) > 400


def check(key: str, end: datetime) -> PlanPatrolCheck:
    return PlanPatrolCheck(key, "EU-JL", end - timedelta(hours=1), end)
