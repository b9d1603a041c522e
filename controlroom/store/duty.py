"""Who is on duty and has no way to the desk any more: every session of that person has ended."""

from datetime import datetime

import asyncpg

from controlroom.store.tables import IDLE_LIMIT
from controlroom.watch.duty import LeaveDuty, MissDuty

GONE = """
SELECT name FROM duty, LATERAL (
    VALUES (officer, officer_since), (deputy, deputy_since), (leader, leader_since)) AS on_duty (name, since)
WHERE EXISTS (SELECT FROM session WHERE account = name AND ends_at > since
              AND coalesce(revoked_at, ends_at) > since AND seen_at > since - $2::interval)
AND NOT EXISTS (SELECT FROM session WHERE account = name
                AND revoked_at IS NULL AND ends_at > $1 AND seen_at > $1 - $2::interval)
"""
SOMETHING_TO_WATCH = "SELECT EXISTS (SELECT FROM unit WHERE in_service)"


async def gone(connection: asyncpg.Connection, now: datetime) -> list[LeaveDuty]:
    """Whoever has not signed in since taking duty, as by a roster, has no session that could end."""
    return [LeaveDuty(name) for (name,) in await connection.fetch(GONE, now, IDLE_LIMIT)]


async def never_taken(connection: asyncpg.Connection) -> list[MissDuty]:
    """Asked as long as nobody has ever been on duty."""
    return [MissDuty()] if await connection.fetchval(SOMETHING_TO_WATCH) else []
