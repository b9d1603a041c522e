"""What is collected from, and what is told outside, as far as it fails."""

from datetime import timedelta

import asyncpg

from controlroom.watch.components import Failing, Part

FAILING = """
SELECT 'feed', name, failing_since FROM feed WHERE failing_since IS NOT NULL
UNION ALL SELECT 'webhook', name, failing_since FROM webhook WHERE failing_since IS NOT NULL
"""
LATER = """
WITH sources AS (UPDATE feed SET failing_since = failing_since + $1 WHERE failing_since IS NOT NULL)
UPDATE webhook SET failing_since = failing_since + $1 WHERE failing_since IS NOT NULL
"""


async def failing(connection: asyncpg.Connection) -> list[Failing]:
    return [Failing(Part(part), name, since) for part, name, since in await connection.fetch(FAILING)]


async def shift(connection: asyncpg.Connection, by: timedelta) -> None:
    """The clock was put forward or back, or for so long the watch was down and nobody tried."""
    await connection.execute(LATER, by)
