"""What became of what companies were told of a sector alert, by mail and by webhook; no addresses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text

from controlroom.store.panels.snapshot import Snapshot

TOLD: Final = text("""
SELECT company, 'mail' AS way, number, reminder, state, last_error AS why, count(*)::int AS times,
       max(coalesce(delivered_at, made_at)) AS at
FROM mail
WHERE sector_alert = :alert
GROUP BY company, number, reminder, state, last_error
UNION ALL
SELECT told.company, 'webhook', told.number, told.kind = 'sector_alert.reminder', told.state,
       told.last_error, count(*)::int, max(told.at)
FROM webhook w CROSS JOIN LATERAL (
    SELECT d.company, d.number, d.kind, d.state, d.last_error, coalesce(d.delivered_at, d.made_at) AS at
    FROM webhook_delivery d WHERE d.webhook = w.name AND d.sector_alert = :alert
) AS told
GROUP BY told.company, told.number, told.kind, told.state, told.last_error
ORDER BY company, number, way, reminder, state
""")
"""A company is the one that was told: the name of a receiver that was revoked may be another's by now."""


@dataclass(frozen=True, slots=True)
class Told:
    """So many mails, or messages to a webhook, of one company in one state; `why` they are not there."""

    company: str
    way: str
    number: int
    reminder: bool
    state: str
    why: str | None
    times: int
    at: datetime


async def told_of(snapshot: Snapshot, alert: str) -> list[Told]:
    """In the order of the companies and of the messages."""
    return [Told(*row) for row in await snapshot.connection.execute(TOLD, {"alert": alert})]
