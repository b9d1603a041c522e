"""Of all the processes that serve one collects; the others stand by, and one takes over when it dies."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import asyncpg

from controlroom.feeds.connectors.core import Connector
from controlroom.feeds.connectors.intake import Intake
from controlroom.feeds.supervisor import supervise

LOCK = 7_205_759_403
"""An advisory lock of PostgreSQL, which frees it when its holder's connection ends."""
ASK_EVERY_S = 2.0

LOST = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)

log = logging.getLogger(__name__)


async def collect(
    connectors: Sequence[Connector], intake: Intake, connect: Callable[[], Awaitable[asyncpg.Connection]]
) -> None:
    """For ever; ids see to it that a moment in which two processes collect doubles nothing."""
    while connectors:
        try:
            async with _on_duty(connect) as connection, asyncio.TaskGroup() as tasks:
                log.info("this process collects for %d connectors", len(connectors))
                tasks.create_task(intake.run())
                supervise(tasks, connectors, intake)
                await _keep(connection)
        except* LOST as lost:
            log.warning("this process collects no more: %s", type(lost.exceptions[0]).__name__)
        await asyncio.sleep(ASK_EVERY_S)


@asynccontextmanager
async def _on_duty(
    connect: Callable[[], Awaitable[asyncpg.Connection]],
) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect()
    try:
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):  # noqa: ASYNC110
            await asyncio.sleep(ASK_EVERY_S)
        yield connection
    finally:
        connection.terminate()


async def _keep(connection: asyncpg.Connection) -> None:
    """Ends with an error when the connection, and with it the lock, is gone."""
    while True:
        await asyncio.sleep(ASK_EVERY_S)
        await connection.fetchval("SELECT 1", timeout=ASK_EVERY_S)
