"""What the receiver of a company is told: a message of a sector alert, or a reminder of it, in CAP."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from controlroom.interchange.cap import write
from controlroom.interchange.sector_alert import cap_message, page_of
from controlroom.store.sector_messages import Order
from controlroom.store.untold import EXPIRED, NOT_SENT
from controlroom.webhooks.message import written
from controlroom.webhooks.outbox import REMINDER, fresh
from controlroom.webhooks.receivers import Receiver

RELEASED: Final = "sector_alert.released"


def messages(
    order: Order, receivers: Iterable[Receiver], public_url: str, now: datetime
) -> list[dict[str, Any]]:
    """A row of the outbox for each of these receivers, all of companies that the message is for.

    What is over already is written down as what nobody was told.
    """
    late = {"state": NOT_SENT, "last_error": EXPIRED, "body": ""} if order.too_late(now) else {}
    said = order.message
    kind = REMINDER if order.reminder else RELEASED
    link = page_of(public_url, said.sector_alert)
    message = cap_message(said, link)
    common = {
        "seq": order.seq,
        "sector_alert": said.sector_alert,
        "number": said.number,
        "identifier": message.identifier,
        "msg_type": message.msg_type,
        "status": message.status,
        "cap": write(message).decode(),
        "link": link,
    }
    return [
        {
            **fresh(receiver.name, now),
            "seq": order.seq,
            "sector_alert": said.sector_alert,
            "company": receiver.company,
            "number": said.number,
            "valid_until": order.valid_until,
            "kind": kind,
            "body": written(kind, order.at, {**common, "company": receiver.company}),
            **late,
        }
        for receiver in receivers
    ]
