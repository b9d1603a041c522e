"""From the journal into the outbox: a mail to each address of each company that a message is for."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.clock import Clock
from controlroom.interchange.cap import write
from controlroom.interchange.sector_alert import cap_message, page_of
from controlroom.mail.addresses import Address, addresses
from controlroom.mail.letter import Copy, letter
from controlroom.mail.outbox import SERVER
from controlroom.store.sector_messages import Order, orders
from controlroom.store.tables import head, mail, mail_line
from controlroom.store.transaction import transaction
from controlroom.store.untold import EXPIRED, NOT_SENT, drop_earlier
from controlroom.webhooks.patience import GIVEN_UP_AFTER
from controlroom.webhooks.pickup import KEPT_EVERY, STEP, Walked
from controlroom.webhooks.receivers import Life

LIVES: Final = (Life(SERVER, datetime.min.replace(tzinfo=UTC)),)
EACH_ALONE: Final = text("SELECT pg_advisory_xact_lock(7205759416)")
"""Two processes can be at it for a moment; then the second finds what the first has made."""


class Pickup:
    """Each method raises Unavailable when the database does not answer."""

    def __init__(self, engine: AsyncEngine, clock: Clock, sender: str, public_url: str) -> None:
        self._engine = engine
        self._clock = clock
        self._sender = sender
        self._public_url = public_url
        self._kept = 0

    async def begin(self) -> int:
        """Where the walk stopped."""
        async with transaction(self._engine) as connection:
            return await self._begin(connection)

    async def _begin(self, connection: AsyncConnection) -> int:
        self._kept = (await connection.execute(select(mail_line.c.seq))).scalar_one()
        return self._kept

    async def walk(self, after: int) -> Walked:
        """One step. Where mail is set up after the fact, nobody is written to about what is long past."""
        async with transaction(self._engine) as connection:
            last: int = (await connection.execute(select(head.c.seq))).scalar_one()
            if last < after:  # another database, which lacks what this process has seen
                return Walked(await self._begin(connection), more=True, lives=LIVES)
            upto = min(last, after + STEP)
            found = await orders(connection, after, upto)
            for order in found:
                if self._clock.now() - order.at < GIVEN_UP_AFTER:
                    await self._put(connection, order)
            if found or upto - self._kept >= KEPT_EVERY:
                moved = func.greatest(mail_line.c.seq, upto)
                await connection.execute(update(mail_line).values(seq=moved))
                self._kept = upto
        return Walked(upto, upto < last, LIVES)

    async def _put(self, connection: AsyncConnection, order: Order) -> None:
        await connection.execute(EACH_ALONE)
        await drop_earlier(connection, mail, order)
        now = self._clock.now()
        if to := await addresses(connection, order.companies):
            rows = await asyncio.to_thread(self._mails, order, to, now)
            await connection.execute(insert(mail).on_conflict_do_nothing(), rows)

    def _mails(self, order: Order, to: Sequence[Address], now: datetime) -> list[dict[str, Any]]:
        """What is over already is written down as what nobody was told."""
        link = page_of(self._public_url, order.message.sector_alert)
        message = cap_message(order.message, link)
        cap, late = write(message), order.too_late(now)
        return [
            {
                "id": copy.id,
                "company": copy.company,
                "address": copy.address,
                "sector_alert": copy.alert,
                "number": copy.number,
                "reminder": copy.reminder,
                "said": "" if late else letter(message, cap, copy, now),
                "state": NOT_SENT if late else "pending",
                "last_error": EXPIRED if late else None,
                "valid_until": order.valid_until,
                "attempts": 0,
                "next_at": now,
                "made_at": now,
            }
            for copy in (self._copy(order, one, link) for one in to)
        ]

    def _copy(self, order: Order, to: Address, link: str) -> Copy:
        said = order.message
        return Copy(
            said.sector_alert,
            said.number,
            to.company,
            to.address,
            to.language,
            order.reminder,
            self._sender,
            link,
        )
