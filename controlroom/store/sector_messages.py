"""What is to be told to which companies: each message of a sector alert, and each reminder of one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from controlroom.store.codec import decode_event, thing_of
from controlroom.store.tables import among, journal, notice, sector_alert
from controlroom.watch.refs import Noun
from controlroom.watch.sector_alerts import (
    MessageType,
    SectorAlertReleased,
    SectorAlertStayedUnreceived,
    notice_of,
)

ALERTS_AT_MOST: Final = 200
"""Of one company; older ones are on its page."""
SAID: Final = (SectorAlertReleased.kind, SectorAlertStayedUnreceived.kind)
NOTHING_IS_ERASED: Final = text("SELECT pg_advisory_xact_lock_shared(7205759417)")
"""Until what is made of these words is on disk; what is erased then takes that along (migration 0046)."""


@dataclass(frozen=True, slots=True)
class Order:
    """`seq` and `at`: when the journal said so. `companies`: whom to tell; of a reminder only one."""

    seq: int
    at: datetime
    message: SectorAlertReleased
    companies: tuple[str, ...]
    reminder: bool

    @property
    def valid_until(self) -> datetime | None:
        """What is over is no longer warned of; that it is called off is told however late."""
        called_off = self.message.msg_type is MessageType.CANCEL
        return None if called_off else self.message.content.expires_at

    def too_late(self, now: datetime) -> bool:
        return self.valid_until is not None and self.valid_until <= now


async def orders(connection: AsyncConnection, after: int, upto: int) -> list[Order]:
    """In the order of the journal, without what was erased. Whoever confirmed meanwhile is not reminded.

    Until the end of the transaction nothing of it is erased.
    """
    here = (journal.c.seq > after, journal.c.seq <= upto, journal.c.kind.in_(SAID))
    if (await connection.execute(select(journal.c.seq).where(*here).limit(1))).first() is None:
        return []
    await connection.execute(NOTHING_IS_ERASED)
    of = (journal.c.seq, journal.c.recorded_at, journal.c.kind, journal.c.body, journal.c.private)
    rows = (await connection.execute(select(*of).where(*here).order_by(journal.c.seq))).all()
    happened = [(row.seq, row.recorded_at, decode_event(row.kind, row.body, row.private)) for row in rows]
    reminders = [event for *_, event in happened if isinstance(event, SectorAlertStayedUnreceived)]
    late = await _still_late(connection, reminders)
    earlier = await _messages(connection, late)
    found = []
    for seq, at, event in happened:
        if isinstance(event, SectorAlertReleased):
            found.append(Order(seq, at, event, event.recipients, reminder=False))
        elif (
            isinstance(event, SectorAlertStayedUnreceived)
            and event in late
            and (message := earlier.get((event.sector_alert, event.number)))
        ):
            found.append(Order(seq, at, message, (event.company,), reminder=True))
    return [order for order in found if order.message.texts]


async def _still_late(
    connection: AsyncConnection, reminders: Sequence[SectorAlertStayedUnreceived]
) -> set[SectorAlertStayedUnreceived]:
    """Nobody is reminded of a message that a newer one followed."""
    keys = {notice_of(one.sector_alert, one.company).key for one in reminders}
    if not keys:
        return set()
    query = select(notice).where(among(notice.c.key, keys), notice.c.late, ~notice.c.over)
    rows = (await connection.execute(query)).mappings()
    late = {one.key: one.newest.number for one in (thing_of(Noun.NOTICE, row) for row in rows)}
    return {one for one in reminders if late.get(notice_of(one.sector_alert, one.company).key) == one.number}


async def _messages(
    connection: AsyncConnection, reminders: Iterable[SectorAlertStayedUnreceived]
) -> dict[tuple[str, int], SectorAlertReleased]:
    """The messages that are reminded of, by alert and number."""
    alerts = {one.sector_alert for one in reminders}
    if not alerts:
        return {}
    query = select(sector_alert.c.messages).where(among(sector_alert.c.ref, alerts))
    sent = [one["seq"] for messages in (await connection.execute(query)).scalars() for one in messages]
    found = await messages_at(connection, sent)
    return {(one.sector_alert, one.number): one for one in found.values()}


async def messages_at(connection: AsyncConnection, numbers: Iterable[int]) -> dict[int, SectorAlertReleased]:
    """The messages that the journal has under these numbers, but for those whose words were erased."""
    query = select(journal.c.seq, journal.c.kind, journal.c.body, journal.c.private).where(
        among(journal.c.seq, numbers)
    )
    rows = (await connection.execute(query)).all()
    events = {row.seq: decode_event(row.kind, row.body, row.private) for row in rows}
    messages = {seq: event for seq, event in events.items() if isinstance(event, SectorAlertReleased)}
    return {seq: message for seq, message in messages.items() if message.texts}


async def sent_to(connection: AsyncConnection, company: str, since: datetime) -> list[SectorAlertReleased]:
    """What this company was sent of alerts that are in force, or of which a message went out `since` then.

    The newest first.
    """
    mine = (
        select(notice).where(notice.c.company == company).order_by(notice.c.seq.desc()).limit(ALERTS_AT_MOST)
    )
    notices = [thing_of(Noun.NOTICE, row) for row in (await connection.execute(mine)).mappings()]
    shown = {one.sector_alert: one for one in notices if not one.over or one.newest.at >= since}
    query = select(sector_alert).where(among(sector_alert.c.ref, shown))
    alerts = [thing_of(Noun.SECTOR_ALERT, row) for row in (await connection.execute(query)).mappings()]
    sent = [one.seq for alert in alerts for one in alert.messages if shown[alert.ref].was_sent(one.number)]
    found = await messages_at(connection, sent)
    return [found[seq] for seq in sorted(found, reverse=True)]


async def message_to(
    connection: AsyncConnection, company: str, alert: str, number: int
) -> SectorAlertReleased | None:
    """None if there is no such message, or none to this company."""
    key = notice_of(alert, company).key
    row = (await connection.execute(select(notice).where(notice.c.key == key))).mappings().one_or_none()
    if row is None or not thing_of(Noun.NOTICE, row).was_sent(number):
        return None
    query = select(sector_alert).where(sector_alert.c.ref == alert)
    whole = thing_of(Noun.SECTOR_ALERT, (await connection.execute(query)).mappings().one())
    sent = [one.seq for one in whole.messages if one.number == number]
    return next(iter((await messages_at(connection, sent)).values()), None)
