"""Of all the processes that serve one does a thing; the others stand by, and one takes over when it dies."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import asyncpg

Connect = Callable[[], Awaitable[asyncpg.Connection]]

ASK_EVERY_S: Final = 2.0
LOST: Final = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)

log = logging.getLogger(__name__)


async def one_of_all(what: str, lock: int, connect: Connect, work: Callable[[], Awaitable[None]]) -> None:
    """For ever; `work` is begun by whoever has the lock, and cancelled when it is lost.

    `lock` is an advisory lock of PostgreSQL, which frees it when its holder's connection ends. Whoever lost
    it may learn that a moment after another has it: `work` must bear that two do it then.
    """
    while True:
        try:
            async with _holding(lock, connect) as connection, asyncio.TaskGroup() as tasks:
                log.info("this process %s", what)
                tasks.create_task(_run(work))
                await _keep(connection)
        except* LOST as lost:
            log.warning("this process no longer %s: %s", what, type(lost.exceptions[0]).__name__)
        await asyncio.sleep(ASK_EVERY_S)


@asynccontextmanager
async def _holding(lock: int, connect: Connect) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect()
    try:
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", lock):  # noqa: ASYNC110
            await asyncio.sleep(ASK_EVERY_S)
        yield connection
    finally:
        connection.terminate()


async def _run(work: Callable[[], Awaitable[None]]) -> None:
    await work()


async def _keep(connection: asyncpg.Connection) -> None:
    """Ends with an error when the connection, and with it the lock, is gone."""
    while True:
        await asyncio.sleep(ASK_EVERY_S)
        await connection.fetchval("SELECT 1", timeout=ASK_EVERY_S)
