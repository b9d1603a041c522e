"""What is to be delivered to whom, what was, and what was given up."""

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import RowMapping, delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.clock import Clock, Latest, steady
from controlroom.errors import Unknown
from controlroom.store.tables import PENDING, webhook, webhook_delivery
from controlroom.store.transaction import transaction
from controlroom.store.untold import EXPIRED, drop_late
from controlroom.webhooks.message import TEST, test_message
from controlroom.webhooks.patience import GIVEN_UP_AFTER, Outcome, wait_s
from controlroom.webhooks.receivers import end

KEPT_FOR: Final = timedelta(days=30)
PRUNED_AT_ONCE: Final = 1000
REMINDER: Final = "sector_alert.reminder"

log = logging.getLogger(__name__)

State = Literal["pending", "delivered", "given_up", "not_sent"]

DUE: Final = text("""
SELECT d.id, d.webhook AS receiver, d.kind, d.alert, d.body, d.attempts, d.made_at, w.url,
       array_remove(ARRAY[w.secret, CASE WHEN w.old_until > :now THEN w.old_secret END], NULL) AS secrets
FROM unnest(CAST(:names AS text[]), CAST(:places AS int[])) AS room(name, places)
JOIN webhook w ON w.name = room.name AND w.revoked_at IS NULL
CROSS JOIN LATERAL (
    SELECT * FROM webhook_delivery d
    WHERE d.webhook = w.name AND d.state = 'pending' AND d.next_at <= :now AND d.id <> ALL(:in_hand)
      AND NOT EXISTS (
          SELECT FROM webhook_delivery e
          WHERE e.webhook = d.webhook AND e.alert = d.alert AND e.seq < d.seq AND e.state = 'pending'
      )
      AND (d.sector_alert IS NULL OR NOT EXISTS (
          SELECT FROM webhook_delivery e
          WHERE e.webhook = d.webhook AND e.sector_alert = d.sector_alert AND e.seq < d.seq
            AND (e.state = 'pending' OR e.id = ANY(:in_hand))
      ))
    ORDER BY d.next_at, d.seq LIMIT room.places
) AS d
""")
"""Of each receiver as many as there is room for; a later event of an alert waits for the earlier one."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that is due; the address and the secrets are those of this moment."""

    id: str
    receiver: str
    kind: str
    alert: int | None
    body: str
    attempts: int
    made_at: datetime
    url: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a receiver's log. It tells of an alert, or of an alert to a sector; a test of neither."""

    id: str
    kind: str
    seq: int | None
    alert: int | None
    sector_alert: str | None
    state: State
    attempts: int
    last_status: int | None
    last_error: str | None
    took_ms: int | None
    made_at: datetime
    next_at: datetime
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many messages are not delivered yet, and the age of the oldest in seconds."""

    count: int
    oldest_s: float


class Outbox:
    """Each method raises Unavailable when the database does not answer."""

    def __init__(self, engine: AsyncEngine, clock: Clock, steady: Callable[[], float] = steady) -> None:
        self._engine = engine
        self._clock = clock
        self._latest = Latest(steady)

    def _now(self) -> datetime:
        """A clock that was put back holds no message up."""
        return self._latest.of(self._clock.now())

    async def due(self, places: Mapping[str, int], in_hand: Sequence[str]) -> list[Delivery]:
        """At most so many for each receiver, and none of those that are on their way."""
        if not places:
            return []
        room = {"names": [*places], "places": [*places.values()]}
        now = self._now()
        query = {**room, "in_hand": [*in_hand], "now": now}
        async with transaction(self._engine) as connection:
            await self._drop_late(connection, now)
            rows = await connection.execute(DUE, query)
            return [_delivery(row) for row in rows.mappings()]

    async def _drop_late(self, connection: AsyncConnection, now: datetime) -> None:
        reminds = webhook_delivery.c.kind == REMINDER
        if late := await drop_late(connection, webhook_delivery, reminds, now):
            log.error("webhook: %d are not sent: %s", len(late), EXPIRED)

    async def settle(self, delivery: Delivery, outcome: Outcome) -> State:
        """Write down what an attempt came to.

        The disk is not waited for: what a crash takes away here is delivered once more, under the same id.
        """
        now = self._now()
        state = _state(delivery, outcome, now)
        again_at = now + timedelta(seconds=wait_s(delivery.attempts + 1, outcome.asked_s))
        came_to = {
            "state": state,
            "attempts": delivery.attempts + 1,
            "next_at": again_at,
            "last_status": outcome.status,
            "last_error": outcome.why,
            "took_ms": outcome.took_ms,
            "delivered_at": now if outcome.delivered else None,
        }
        async with transaction(self._engine) as connection:
            await connection.execute(text("SET LOCAL synchronous_commit = off"))
            mine = update(webhook_delivery).where(webhook_delivery.c.id == delivery.id)
            # what was given up meanwhile stays so, unless it arrived all the same
            await connection.execute((mine if outcome.delivered else mine.where(PENDING)).values(came_to))
            if outcome.gone:
                await end(connection, delivery.receiver, now, f"it answered {outcome.status}")
            else:
                await _say_whether_it_fails(connection, delivery.receiver, now, fails=not outcome.delivered)
        return state

    async def tidy(self) -> None:
        """Give up what waited for a day, also if its turn never came; forget what is a month old."""
        now, columns = self._now(), webhook_delivery.c
        too_late = update(webhook_delivery).where(PENDING, columns.made_at < now - GIVEN_UP_AFTER)
        async with transaction(self._engine) as connection:
            await self._drop_late(connection, now)
            await connection.execute(
                too_late.values(
                    state="given_up", last_error=func.coalesce(columns.last_error, "its turn never came")
                )
            )
            for name in (await connection.execute(select(webhook.c.name))).scalars():
                old = (
                    select(columns.id)
                    .where(columns.webhook == name, columns.made_at < now - KEPT_FOR)
                    .limit(PRUNED_AT_ONCE)
                )
                await connection.execute(delete(webhook_delivery).where(columns.id.in_(old)))

    async def waiting(self) -> Waiting:
        columns = webhook_delivery.c
        query = select(func.count(), func.min(columns.made_at)).where(PENDING)
        async with transaction(self._engine) as connection:
            count, oldest_at = (await connection.execute(query)).one()
        oldest_s = (self._now() - oldest_at).total_seconds() if oldest_at else 0.0
        return Waiting(count, max(0.0, oldest_s))

    async def log(self, name: str, limit: int = 50) -> list[Entry]:
        """A receiver's messages, the newest first; those of a revoked one are kept as long as others."""
        columns = webhook_delivery.c
        query = (
            select(*(columns[of.name] for of in fields(Entry)))
            .where(columns.webhook == name)
            .order_by(columns.made_at.desc(), columns.seq.desc())
            .limit(limit)
        )
        async with transaction(self._engine) as connection:
            return [Entry(*row) for row in await connection.execute(query)]

    async def put_test(self, name: str) -> str:
        """The id of a message that tells nothing but that it came."""
        now = self._now()
        row = {**fresh(name, now), "kind": TEST, "body": test_message(name, now)}
        working = select(webhook.c.name).where(webhook.c.name == name, webhook.c.revoked_at.is_(None))
        async with transaction(self._engine) as connection:
            if (await connection.execute(working.with_for_update(read=True))).one_or_none() is None:
                raise Unknown(f"there is no working receiver {name}", field="name")
            await connection.execute(insert(webhook_delivery).values(row))
        return str(row["id"])


def fresh(receiver: str, now: datetime) -> dict[str, object]:
    """What every new message has; its id stays the same over all attempts."""
    message_id = f"msg_{secrets.token_hex(16)}"
    return {
        "id": message_id,
        "webhook": receiver,
        "state": "pending",
        "attempts": 0,
        "next_at": now,
        "made_at": now,
    }


def _state(delivery: Delivery, outcome: Outcome, now: datetime) -> State:
    if outcome.delivered:
        return "delivered"
    return "given_up" if outcome.gone or now - delivery.made_at >= GIVEN_UP_AFTER else "pending"


async def _say_whether_it_fails(
    connection: AsyncConnection, name: str, now: datetime, *, fails: bool
) -> None:
    """Written when it changes, not with each attempt."""
    well = webhook.c.failing_since.is_(None)
    changed = update(webhook).where(
        webhook.c.name == name, webhook.c.revoked_at.is_(None), well if fails else ~well
    )
    await connection.execute(changed.values(failing_since=now if fails else None))


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(**{**row, "secrets": tuple(row["secrets"])})
