"""Who waited for the head gets it as it is then, with the database's clock as it is then."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

import asyncpg
import pytest

from controlroom.store.journal import Head, lock_head, lock_head_find_keys
from tests.conftest import Database

SENT = [("PATROL-1", UUID(int=1)), ("PATROL-2", UUID(int=2))]
KNOWN = "INSERT INTO report_key (unit, id, digest, seq, received_at) VALUES ($1, $2, '', 7, now())"
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = 'Lock'"
WRITES = "UPDATE head SET seq = 8, ticked_at = clock_timestamp() WHERE one = 1 RETURNING ticked_at"
TIME = "SELECT clock_timestamp()"


@pytest.fixture
async def holder(database: Database) -> AsyncIterator[asyncpg.Connection]:
    connection = await database.connect()
    yield connection
    await connection.close()


@pytest.fixture
async def waiter(database: Database) -> AsyncIterator[asyncpg.Connection]:
    connection = await database.connect()
    yield connection
    await connection.close()


async def _take(connection: asyncpg.Connection, *, keys: bool) -> Head:
    async with connection.transaction():
        return (await lock_head_find_keys(connection, SENT))[0] if keys else await lock_head(connection)


async def _for_half_a_second(holder: asyncpg.Connection, waiter: asyncpg.Connection) -> None:
    async with asyncio.timeout(10):
        while not await holder.fetchval(WAITS, waiter.get_server_pid()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.5)


@pytest.mark.parametrize("keys", [False, True], ids=["alone", "with keys"])
async def test_after_a_pen_that_gave_up_it_is_not_as_early_as_when_one_began_to_wait(
    holder: asyncpg.Connection, waiter: asyncpg.Connection, *, keys: bool
) -> None:
    held = holder.transaction()
    await held.start()
    before = await lock_head(holder)
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(_take(waiter, keys=keys))
        await _for_half_a_second(holder, waiter)
        given_up_at: datetime = await holder.fetchval(TIME)
        await held.rollback()
    head = waiting.result()
    assert (head.epoch, head.seq, head.hash) == (before.epoch, before.seq, before.hash)
    assert head.now > given_up_at


@pytest.mark.parametrize("keys", [False, True], ids=["alone", "with keys"])
async def test_after_a_pen_that_wrote_the_head_is_where_that_put_it(
    holder: asyncpg.Connection, waiter: asyncpg.Connection, *, keys: bool
) -> None:
    held = holder.transaction()
    await held.start()
    await lock_head(holder)
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(_take(waiter, keys=keys))
        await _for_half_a_second(holder, waiter)
        written_at: datetime = await holder.fetchval(WRITES)
        await held.commit()
    head = waiting.result()
    assert (head.seq, head.ticked_at) == (8, written_at)
    assert head.now > written_at


async def test_with_the_head_come_the_keys_that_are_known(waiter: asyncpg.Connection) -> None:
    for unit, report in SENT:
        await waiter.execute(KNOWN, unit, report)
    async with waiter.transaction():
        head, known = await lock_head_find_keys(waiter, [*SENT, ("PATROL-1", UUID(int=3))])
        assert head.now <= await waiter.fetchval(TIME)
    assert sorted(known) == SENT
    assert [key.seq for key in known.values()] == [7, 7]
