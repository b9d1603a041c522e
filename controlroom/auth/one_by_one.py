"""Two administrators at the same thing: one after the other, and the second sees what the first did."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.store.transaction import transaction

HOLD = text("SELECT pg_advisory_xact_lock(hashtext('admin'), hashtext(:thing))")
"""No lock on the row itself: the pen changes rows too, and it is asked for its entry while this is held."""


@asynccontextmanager
async def one_by_one(engine: AsyncEngine, thing: str) -> AsyncIterator[AsyncConnection]:
    """A transaction during which nobody else administers `thing`, as in `unit:VP-12`."""
    async with transaction(engine) as connection:
        await connection.execute(HOLD, {"thing": thing})
        yield connection
