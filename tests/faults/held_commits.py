"""COMMIT itself held back: all is written and nothing is on disk, until the test lets go."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

HOLD = """
CREATE OR REPLACE FUNCTION wait_before_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT pg_try_advisory_xact_lock_shared(7) THEN
        PERFORM pg_advisory_xact_lock_shared(7);
        PERFORM pg_sleep(0.3);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER held_back AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION wait_before_commit()
"""
"""A stopping PostgreSQL ends the session that holds the lock and the one that waits for it in any order: who
waited stays a moment longer, so that it is ended in its COMMIT all the same."""
WAITING = """
SELECT pid FROM pg_locks JOIN pg_database ON oid = database
WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted
"""


@dataclass
class Held:
    connection: asyncpg.Connection

    async def one(self) -> int:
        """Wait until a transaction has come to its COMMIT; its backend."""
        async with asyncio.timeout(5):
            while True:
                pid: int | None = await self.connection.fetchval(WAITING)
                if pid is not None:
                    return pid
                await asyncio.sleep(0.01)

    async def let_go(self) -> None:
        await self.connection.execute("SELECT pg_advisory_unlock_all()")


@asynccontextmanager
async def commits_held(superuser_url: str) -> AsyncIterator[Held]:
    """For what is written from now on, until `let_go` or the end."""
    connection = await asyncpg.connect(superuser_url)
    try:
        await connection.execute(HOLD)
        await connection.execute("SELECT pg_advisory_lock(7)")
        yield Held(connection)
        if connection.is_closed():  # PostgreSQL was stopped, which lets go as well
            return
        await connection.execute("SELECT pg_advisory_unlock_all()")
        await connection.execute("DROP TRIGGER held_back ON journal")
    finally:
        await connection.close()
