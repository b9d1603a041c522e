"""What one company was sent of one alert, and what it confirmed: the alert and the recipient (R35)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, assert_never

from controlroom.watch.book import Book, Measure, Threshold
from controlroom.watch.refs import Expectation
from controlroom.watch.reports import Status
from controlroom.watch.sector_alerts.events import (
    How,
    NoticeEvent,
    SectorAlertExpired,
    SectorAlertReceived,
    SectorAlertSent,
    SectorAlertStayedUnreceived,
    notice_of,
)
from controlroom.watch.sector_alerts.sector_alert import MessageType
from controlroom.watch.words import mark

UNRECEIVED_AFTER: Final = Threshold(
    "sector_alert.not_received", "after", 30, Measure.MINUTES, 1, 1440, mark("no receipt for so long")
)
UNRECEIVED: Final = "unreceived"


@dataclass(frozen=True, slots=True)
class Sent:
    number: int
    msg_type: MessageType
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    number: int
    by: str
    at: datetime
    how: How


@dataclass(frozen=True, slots=True)
class Notice:
    """`seq`: when the newest message was sent, by the journal. `late`: it was not confirmed in time.

    `over`: nobody need confirm anything any more.
    """

    key: str
    sector_alert: str
    company: str
    exercise: bool
    seq: int
    sent: tuple[Sent, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    late: bool = False
    over: bool = False

    @property
    def newest(self) -> Sent:
        return self.sent[-1]

    @property
    def status(self) -> Status:
        return Status.EXERCISE if self.exercise else Status.ACTUAL

    @property
    def unconfirmed(self) -> bool:
        """Of the newest message: whoever has the one before does not know what is new."""
        return not self.over and self.receipt_of(self.newest.number) is None

    def receipt_of(self, number: int) -> Receipt | None:
        return next((one for one in self.receipts if one.number == number), None)

    def was_sent(self, number: int) -> bool:
        return any(one.number == number for one in self.sent)


def apply_to_notice(notice: Notice | None, event: NoticeEvent, seq: int, _: datetime) -> Notice:
    if isinstance(event, SectorAlertSent):
        return _sent(notice, event, seq)
    if notice is None:
        raise LookupError(f"{event.kind} of an alert that was not sent to this company")
    match event:
        case SectorAlertReceived(number=number, by=by, at=at, how=how):
            late = notice.late and number != notice.newest.number
            return replace(notice, receipts=(*notice.receipts, Receipt(number, by, at, how)), late=late)
        case SectorAlertStayedUnreceived():
            return replace(notice, late=True)
        case SectorAlertExpired():
            return replace(notice, over=True, late=False)
        case _:
            assert_never(event)


def _sent(notice: Notice | None, event: SectorAlertSent, seq: int) -> Notice:
    """A new message is confirmed anew; after a cancellation nobody waits."""
    key = notice_of(event.sector_alert, event.company).key
    before = notice or Notice(key, event.sector_alert, event.company, event.exercise, seq)
    sent = (*before.sent, Sent(event.number, event.msg_type, event.at))
    return replace(before, seq=seq, sent=sent, late=False, over=event.msg_type is MessageType.CANCEL)


def expectations_of_notice(notice: Notice, book: Book) -> list[Expectation]:
    if notice.late or not notice.unconfirmed:
        return []
    return [Expectation(UNRECEIVED, notice.newest.at + book.time(UNRECEIVED_AFTER))]


def stays_unreceived(notice: Notice) -> list[SectorAlertStayedUnreceived]:
    one = notice.sector_alert, notice.company, notice.newest.number
    return [SectorAlertStayedUnreceived(*one, notice.exercise)]
