"""What waits of an alert to a sector and is told to nobody any more, and why.

`box` is the outbox of mail or that of webhooks. What is on its way meanwhile may arrive all the same.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Table, Update, cast, exists, func, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from controlroom.store.sector_messages import Order
from controlroom.store.tables import PENDING, notice
from controlroom.watch.sector_alerts import MessageType
from controlroom.watch.words import mark

NOT_SENT: Final = "not_sent"
EXPIRED: Final = mark("expired before")
FOLLOWED: Final = mark("a newer message took its place")
CALLED_OFF: Final = mark("called off before")
CONFIRMED: Final = mark("confirmed before")
ERASED: Final = mark("its words were erased")
"""So it is said by the trigger of migration 0046."""


async def drop_late(
    connection: AsyncConnection,
    box: Table,
    reminds: ColumnElement[bool],
    now: datetime,
    *of: ColumnElement[Any],
) -> Sequence[Row[Any]]:
    """A warning that is over, and a reminder of what was confirmed; `of` those that were over is told."""
    over = _dropped(box, EXPIRED).where(box.c.valid_until <= now)
    late = (await connection.execute(over.returning(*(of or (box.c.id,))))).all()
    received = func.jsonb_build_array(func.jsonb_build_object("number", box.c.number))
    confirmed = exists(select(notice.c.key)).where(
        notice.c.sector_alert == box.c.sector_alert,
        notice.c.company == box.c.company,
        cast(notice.c.receipts, JSONB).op("@>")(received),
    )
    waits = box.c.valid_until.is_not(None)
    await connection.execute(_dropped(box, CONFIRMED).where(waits, reminds, confirmed))
    return late


async def drop_earlier(connection: AsyncConnection, box: Table, order: Order) -> None:
    """What was not sent yet of an earlier message would say what is no longer so."""
    said = order.message
    why = CALLED_OFF if said.msg_type is MessageType.CANCEL else FOLLOWED
    earlier = _dropped(box, why).where(box.c.sector_alert == said.sector_alert, box.c.number < said.number)
    await connection.execute(earlier)


def _dropped(box: Table, why: str) -> Update:
    return update(box).where(PENDING).values(state=NOT_SENT, last_error=why)
