"""Receivers outside, and what became of what they were told."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import func, select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import webhook, webhook_delivery

NEWEST = 50
PENDING = "pending"


@dataclass(frozen=True, slots=True)
class ReceiverLine:
    """`host` of its address: the rest may be a secret. `pending`: messages that wait, since `oldest_at`.

    That of a `company` is told of sector alerts alone.
    """

    name: str
    host: str
    priority: int
    kinds: tuple[str, ...]
    failing_since: datetime | None
    revoked_at: datetime | None
    pending: int
    oldest_at: datetime | None
    company: str | None = None


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    webhook: str
    seq: int | None
    alert: int | None
    sector_alert: str | None
    kind: str
    state: str
    attempts: int
    last_status: int | None
    last_error: str | None
    took_ms: int | None
    made_at: datetime
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Receivers:
    receivers: list[ReceiverLine]
    log: list[DeliveryLine]


async def receivers(snapshot: Snapshot, name: str | None) -> Receivers:
    """`log` of one receiver, the newest first; of the first one if none is named."""
    found = await _lines(snapshot)
    shown = name if name in {line.name for line in found} else next((line.name for line in found), None)
    return Receivers(found, await _log(snapshot, shown) if shown else [])


async def receiver_names(snapshot: Snapshot) -> list[str]:
    """Those that a ladder can call: a company's is none of them."""
    ours = (webhook.c.revoked_at.is_(None), webhook.c.company.is_(None))
    query = select(webhook.c.name).where(*ours).order_by(webhook.c.name)
    return [name for (name,) in await snapshot.connection.execute(query)]


async def _lines(snapshot: Snapshot) -> list[ReceiverLine]:
    waiting = (
        select(
            webhook_delivery.c.webhook,
            func.count().label("pending"),
            func.min(webhook_delivery.c.made_at).label("oldest_at"),
        )
        .where(webhook_delivery.c.state == PENDING)
        .group_by(webhook_delivery.c.webhook)
        .subquery()
    )
    query = (
        select(webhook, waiting.c.pending, waiting.c.oldest_at)
        .outerjoin(waiting, waiting.c.webhook == webhook.c.name)
        .order_by(webhook.c.revoked_at.is_not(None), webhook.c.name)
    )
    return [
        ReceiverLine(
            row.name,
            urlsplit(row.url).netloc.rpartition("@")[2],
            row.priority,
            tuple(row.kinds),
            row.failing_since,
            row.revoked_at,
            row.pending or 0,
            row.oldest_at,
            row.company,
        )
        for row in await snapshot.connection.execute(query)
    ]


async def _log(snapshot: Snapshot, name: str) -> list[DeliveryLine]:
    columns = webhook_delivery.c
    query = (
        select(*(columns[field] for field in DeliveryLine.__dataclass_fields__))
        .where(columns.webhook == name)
        .order_by(columns.made_at.desc(), columns.seq.desc())
        .limit(NEWEST)
    )
    return [DeliveryLine(*row) for row in await snapshot.connection.execute(query)]
