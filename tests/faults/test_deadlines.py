"""Deadlines that pass while everything is down (promise 8)."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg

from controlroom.watch.posts import CALL_GRACE, OpenPost
from tests.faults.a_desk import SetClock, a_desk
from tests.faults.history import History
from tests.faults.ledger import Ledger
from tests.faults.place import SITE
from tests.faults.server import serving

DOWN = timedelta(seconds=20)
LEFT = timedelta(seconds=3)
"""So long before its check call counts as missed the watch went down."""
CALL_EVERY = timedelta(minutes=60)
MISSED = "SELECT recorded_at FROM journal WHERE kind = 'post.check_call_missed' ORDER BY seq"
RESUMED = "SELECT recorded_at FROM journal WHERE kind = 'watch.resumed' ORDER BY seq DESC LIMIT 1"


async def a_watch_that_went_down(database_url: str, ended: datetime) -> None:
    """The last that it did was a tick at `ended`, just before a post's check call would be missed."""
    clock = SetClock(ended + LEFT - CALL_EVERY - CALL_GRACE.time)
    relief = ended + timedelta(hours=3)
    async with a_desk(database_url, clock) as desk:
        await desk.do(SITE, "setup")
        await desk.do(OpenPost("EU-07", SITE.code, "Gate 3", 2, 240, 60, ("P-01",), "P-01", relief), "setup")
        clock.at = ended
        await desk.do(OpenPost("EU-08", SITE.code, "Gate 4", 2, 240, 60, ("P-02",), None, relief), "setup")


async def test_a_deadline_that_passed_while_all_was_down_fires_once_with_the_downtime_as_grace(
    database: Any, log: Path, ledger: Ledger
) -> None:
    ledger.row("a check call falls due while two servers are down, both come back")
    await a_watch_that_went_down(database.database_url, datetime.now(UTC) - DOWN)
    async with (
        serving(database.database_url, log, ready=False) as one,
        serving(database.database_url, log.with_suffix(".two"), ready=False) as two,
    ):
        await asyncio.gather(one.ready(), two.ready())
        connection = await database.connect()
        missed = await _until_missed(connection)
        await asyncio.sleep(1.5)
        assert await connection.fetch(MISSED) == missed
        resumed_at = await connection.fetchval(RESUMED)
        await connection.close()
    (missed_at,) = (at for (at,) in missed)
    assert LEFT <= missed_at - resumed_at <= LEFT + timedelta(seconds=2)
    await ledger.proved(History(), database.database_url)


async def _until_missed(connection: asyncpg.Connection) -> list[Any]:
    async with asyncio.timeout(20):
        while True:
            if missed := await connection.fetch(MISSED):
                return missed
            await asyncio.sleep(0.05)
