"""From the journal into the outbox: what happened to alerts, for each receiver that wants to know."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.clock import Clock
from controlroom.store.codec import thing_of
from controlroom.store.sector_messages import Order, orders
from controlroom.store.tables import alert, among, head, journal, webhook_cursor, webhook_delivery
from controlroom.store.transaction import transaction
from controlroom.store.untold import drop_earlier
from controlroom.store.veil import NOBODY, read_secrets
from controlroom.watch.alerts import Alert
from controlroom.watch.refs import Noun
from controlroom.webhooks.message import Happened, message
from controlroom.webhooks.outbox import fresh
from controlroom.webhooks.receivers import Life, Receiver, active
from controlroom.webhooks.to_companies import messages

STEP: Final = 2000
"""Rows of the journal that are walked in one go."""
KEPT_EVERY: Final = 10_000
"""Rows without an alert that are walked once more after a restart, so that not every look is a write."""

Told = set[tuple[str, int]]
"""Which receiver has been told of which alert."""


@dataclass(frozen=True, slots=True)
class Walked:
    """Up to which number everything is in the outbox, whether the journal goes on, and who is told."""

    seq: int
    more: bool
    lives: Sequence[Life]


class Pickup:
    """Each method raises Unavailable when the database does not answer."""

    def __init__(self, engine: AsyncEngine, clock: Clock, public_url: str) -> None:
        self._engine = engine
        self._clock = clock
        self._public_url = public_url
        self._kept = 0

    async def begin(self) -> int:
        """Where the walk stopped, or where the oldest receiver begins, if that is later."""
        async with transaction(self._engine) as connection:
            return await self._begin(connection)

    async def _begin(self, connection: AsyncConnection) -> int:
        self._kept = (await connection.execute(select(webhook_cursor.c.seq))).scalar_one()
        first = min((receiver.after_seq for receiver in await active(connection)), default=0)
        return max(self._kept, first)

    async def walk(self, after: int) -> Walked:
        """One step. The head is read before the receivers, and both before the rows up to that head.

        So a receiver that is added meanwhile misses nothing: what happens after its adding has a number
        after the head of this step.
        """
        async with transaction(self._engine) as connection:
            last: int = (await connection.execute(select(head.c.seq))).scalar_one()
            receivers = await active(connection)
            lives = [receiver.life for receiver in receivers]
            if last < after:  # another database, which lacks what this process has seen
                return Walked(await self._begin(connection), more=True, lives=lives)
            if not receivers:
                return Walked(last, more=False, lives=())
            upto = min(last, after + STEP)
            happened = await _happened(connection, after, upto)
            if happened:
                await self._put(connection, happened)
            told = [one for one in receivers if one.company]
            ordered = await orders(connection, after, upto) if told else []
            for order in ordered:
                await self._tell_companies(connection, order)
            if happened or ordered or upto - self._kept >= KEPT_EVERY:
                await self._keep(connection, upto)
        return Walked(upto, upto < last, lives)

    async def _put(self, connection: AsyncConnection, happened: Sequence[Happened]) -> None:
        """Twice is once: two processes can be at it for a moment."""
        receivers = await active(connection, hold=True)
        alerts = await _alerts(connection, {each.alert for each in happened})
        told = await _told(connection, receivers, alerts)
        now = self._clock.now()
        rows = [
            {
                **fresh(receiver.name, now),
                "seq": each.seq,
                "alert": each.alert,
                "kind": each.kind,
                "body": message(each, alerts[each.alert], self._public_url),
            }
            for each, receiver in _wanted(happened, receivers, alerts, told)
        ]
        if rows:
            await connection.execute(insert(webhook_delivery).on_conflict_do_nothing(), rows)

    async def _tell_companies(self, connection: AsyncConnection, order: Order) -> None:
        """Only the companies that the message is for."""
        now = self._clock.now()
        await drop_earlier(connection, webhook_delivery, order)
        told = [
            receiver
            for receiver in await active(connection, hold=True)
            if receiver.company in order.companies and order.seq > receiver.after_seq
        ]
        if told:
            rows = await asyncio.to_thread(messages, order, told, self._public_url, now)
            await connection.execute(insert(webhook_delivery).on_conflict_do_nothing(), rows)

    async def _keep(self, connection: AsyncConnection, upto: int) -> None:
        moved = func.greatest(webhook_cursor.c.seq, upto)
        await connection.execute(update(webhook_cursor).values(seq=moved))
        self._kept = upto


def _wanted(
    happened: Sequence[Happened], receivers: Sequence[Receiver], alerts: dict[int, Alert], told: Told
) -> Iterable[tuple[Happened, Receiver]]:
    for each in happened:
        for receiver in receivers:
            pair = (receiver.name, each.alert)
            if receiver.wants(each, alerts[each.alert], told=pair in told):
                told.add(pair)
                yield each, receiver


async def _happened(connection: AsyncConnection, after: int, upto: int) -> list[Happened]:
    """By number, without what is private."""
    query = (
        select(journal.c.seq, journal.c.recorded_at, journal.c.kind, journal.c.body)
        .where(journal.c.seq > after, journal.c.seq <= upto, journal.c.kind.startswith("alert."))
        .order_by(journal.c.seq)
    )
    rows = await connection.execute(query)
    return [Happened(row.seq, row.recorded_at, row.kind, json.loads(row.body)) for row in rows]


async def _alerts(connection: AsyncConnection, numbers: set[int]) -> dict[int, Alert]:
    """As somebody outside may know them, who reads no restricted file."""
    query = select(alert).where(among(alert.c.id, numbers))
    rows = await connection.execute(query)
    veil = (await read_secrets(connection)).veil(NOBODY)
    return {row["id"]: veil.over(thing_of(Noun.ALERT, row)) for row in rows.mappings()}


async def _told(connection: AsyncConnection, receivers: Sequence[Receiver], alerts: Iterable[int]) -> Told:
    began = {receiver.name: receiver.after_seq for receiver in receivers}
    columns = webhook_delivery.c
    query = (
        select(columns.webhook, columns.alert, func.max(columns.seq).label("seq"))
        .where(among(columns.webhook, began))
        .where(among(columns.alert, alerts))
        .group_by(columns.webhook, columns.alert)
    )
    rows = await connection.execute(query)
    return {(row.webhook, row.alert) for row in rows if row.seq > began[row.webhook]}
