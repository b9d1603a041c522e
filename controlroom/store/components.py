"""What is collected from, and what is told outside, as far as it fails."""

from datetime import timedelta

import asyncpg

from controlroom.watch.components import Failing, Part

FAILING = """
SELECT 'feed', name, failing_since FROM feed WHERE failing_since IS NOT NULL
UNION ALL SELECT 'webhook', name, failing_since FROM webhook WHERE failing_since IS NOT NULL
UNION ALL SELECT 'mail', 'server', failing_since FROM mail_line
    WHERE failing_since IS NOT NULL AND EXISTS (SELECT FROM mail WHERE state <> 'delivered')
UNION ALL SELECT 'company', company, min(refused_at) FROM mail_address
    WHERE refused_at IS NOT NULL GROUP BY company
"""
"""A server is not tried when no mail waits for it, and is no better when mails to it were given up.
Where those went with their addresses nobody waits for it any more.
"""
LATER = """
WITH sources AS (UPDATE feed SET failing_since = failing_since + $1 WHERE failing_since IS NOT NULL),
receivers AS (UPDATE webhook SET failing_since = failing_since + $1 WHERE failing_since IS NOT NULL),
addresses AS (UPDATE mail_address SET refused_at = refused_at + $1 WHERE refused_at IS NOT NULL)
UPDATE mail_line SET failing_since = failing_since + $1 WHERE failing_since IS NOT NULL
"""


async def failing(connection: asyncpg.Connection) -> list[Failing]:
    return [Failing(Part(part), name, since) for part, name, since in await connection.fetch(FAILING)]


async def shift(connection: asyncpg.Connection, by: timedelta) -> None:
    """The clock was put forward or back, or for so long the watch was down and nobody tried."""
    await connection.execute(LATER, by)
