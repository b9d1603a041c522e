"""What happened to an alert to a sector; what is said in it are people's words."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE
from controlroom.watch.sector_alerts.sector_alert import Content, MessageType, Reference, Texts


class How(StrEnum):
    """By which way a company said that it has a message."""

    PAGE = "page"
    LINK = "link"
    FEED = "feed"


def notice_of(alert: str, company: str) -> Ref:
    return Ref(Noun.NOTICE, f"{alert}/{company}")


@dataclass(frozen=True, slots=True)
class _OfSectorAlert:
    sector_alert: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.SECTOR_ALERT, self.sector_alert),)


@dataclass(frozen=True, slots=True)
class SectorAlertDrafted(_OfSectorAlert):
    kind: ClassVar = "sector_alert.drafted"
    msg_type: MessageType
    content: Content
    exercise: bool
    basis: str | None
    by: str
    at: datetime
    texts: Texts | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class SectorAlertSubmitted(_OfSectorAlert):
    kind: ClassVar = "sector_alert.submitted"
    msg_type: MessageType
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SectorAlertSentBack(_OfSectorAlert):
    kind: ClassVar = "sector_alert.sent_back"
    msg_type: MessageType
    by: str
    at: datetime
    reason: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class SectorAlertWithdrawn(_OfSectorAlert):
    kind: ClassVar = "sector_alert.withdrawn"
    msg_type: MessageType
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SectorAlertReleased(_OfSectorAlert):
    """All that a message says; `sent` in whole seconds. `references`: every earlier message of the alert.

    `recipients`: for whom it was at that moment, and whoever had an earlier message of it. `version`: the
    draft that was released.
    """

    kind: ClassVar = "sector_alert.released"
    number: int
    msg_type: MessageType
    identifier: str
    sender: str
    sent: datetime
    content: Content
    exercise: bool
    basis: str | None
    recipients: tuple[str, ...]
    references: tuple[Reference, ...]
    authors: tuple[str, ...]
    version: int
    by: str
    texts: Texts | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class _OfNotice:
    """Of message `number` of an alert, and one company to which it went."""

    sector_alert: str
    company: str
    number: int

    def touches(self) -> tuple[Ref, ...]:
        return (notice_of(self.sector_alert, self.company),)


@dataclass(frozen=True, slots=True)
class SectorAlertSent(_OfNotice):
    """One for each recipient of what was released."""

    kind: ClassVar = "sector_alert.sent"
    msg_type: MessageType
    at: datetime
    exercise: bool


@dataclass(frozen=True, slots=True)
class SectorAlertReceived(_OfNotice):
    kind: ClassVar = "sector_alert.received"
    by: str
    at: datetime
    how: How


@dataclass(frozen=True, slots=True)
class SectorAlertStayedUnreceived(_OfNotice):
    """The company has not confirmed it in time: it is reminded."""

    kind: ClassVar = "sector_alert.stayed_unreceived"
    exercise: bool


@dataclass(frozen=True, slots=True)
class SectorAlertExpired(_OfSectorAlert):
    """`told`: every company that had a message of it."""

    kind: ClassVar = "sector_alert.expired"
    told: tuple[str, ...]
    at: datetime

    def touches(self) -> tuple[Ref, ...]:
        return Ref(Noun.SECTOR_ALERT, self.sector_alert), *(
            notice_of(self.sector_alert, one) for one in self.told
        )


ChangeEvent = (
    SectorAlertDrafted
    | SectorAlertSubmitted
    | SectorAlertSentBack
    | SectorAlertWithdrawn
    | SectorAlertReleased
    | SectorAlertExpired
)
NoticeEvent = SectorAlertSent | SectorAlertReceived | SectorAlertStayedUnreceived | SectorAlertExpired
SectorAlertEvent = ChangeEvent | NoticeEvent
