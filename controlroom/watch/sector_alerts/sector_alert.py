"""An alert to the companies of a sector: drafted by one person, released by another, in four languages.

What a message says stands in the journal alone, with the event that released it; only the words of what is
being written are kept with the alert. A message is never changed: an update or a cancellation follows it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from controlroom.watch.companies import Company, Region, Sector


class MessageType(StrEnum):
    """As CAP 1.2 has it."""

    ALERT = "alert"
    UPDATE = "update"
    CANCEL = "cancel"


class Category(StrEnum):
    GEO = "geo"
    MET = "met"
    SAFETY = "safety"
    SECURITY = "security"
    RESCUE = "rescue"
    FIRE = "fire"
    HEALTH = "health"
    ENV = "env"
    TRANSPORT = "transport"
    INFRA = "infra"
    CBRNE = "cbrne"
    OTHER = "other"


class Urgency(StrEnum):
    IMMEDIATE = "immediate"
    EXPECTED = "expected"
    FUTURE = "future"
    PAST = "past"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    EXTREME = "extreme"
    SEVERE = "severe"
    MODERATE = "moderate"
    MINOR = "minor"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    OBSERVED = "observed"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    UNKNOWN = "unknown"


class SectorAlertState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RELEASED = "released"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


OVER: Final = frozenset(
    {SectorAlertState.EXPIRED, SectorAlertState.CANCELLED, SectorAlertState.WITHDRAWN},
)


@dataclass(frozen=True, slots=True)
class Content:
    """Whom it is for, how serious it is, until when it holds. No region: the whole country."""

    sectors: tuple[Sector, ...]
    regions: tuple[Region, ...]
    category: Category
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    expires_at: datetime

    def is_for(self, company: Company) -> bool:
        """A company that names no region works everywhere."""
        here = not self.regions or not company.regions or not set(self.regions).isdisjoint(company.regions)
        return company.sector in self.sectors and here


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in one language."""

    headline: str = ""
    description: str = ""
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    nl: Words = Words()
    fr: Words = Words()
    de: Words = Words()
    en: Words = Words()

    @property
    def each(self) -> tuple[tuple[str, Words], ...]:
        return ("nl", self.nl), ("fr", self.fr), ("de", self.de), ("en", self.en)

    def said_in(self, language: str) -> Words:
        return dict(self.each).get(language, self.en)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is being written. `authors`: all who wrote it; none of them releases it.

    `version`: the number of the event with its words. `refused`: where the reason stands, if it came back.
    """

    msg_type: MessageType
    content: Content
    authors: tuple[str, ...]
    drafted_at: datetime
    version: int
    submitted_by: str | None = None
    submitted_at: datetime | None = None
    sent_back_by: str | None = None
    sent_back_at: datetime | None = None
    refused: int | None = None

    @property
    def submitted(self) -> bool:
        return self.submitted_at is not None

    def is_by(self, name: str) -> bool:
        return name in self.authors or name == self.submitted_by


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message, as a later one names it."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """One that went out; `seq` is where its words stand in the journal, `recipients` are companies by code.

    `version`: the draft that was released.
    """

    number: int
    msg_type: MessageType
    reference: Reference
    content: Content
    recipients: tuple[str, ...]
    authors: tuple[str, ...]
    version: int
    released_by: str
    seq: int


@dataclass(frozen=True, slots=True)
class SectorAlert:
    """`basis`: the early warning for which it is sent. `texts` are those of the proposal, of `texts_seq`."""

    ref: str
    state: SectorAlertState
    exercise: bool
    basis: str | None
    opened_by: str
    opened_at: datetime
    number: int
    proposal: Proposal | None = None
    texts: Texts | None = None
    texts_seq: int | None = None
    messages: tuple[Message, ...] = ()
    over_at: datetime | None = None
    over_by: str | None = None

    @property
    def over(self) -> bool:
        return self.state in OVER

    @property
    def in_force(self) -> bool:
        return self.state is SectorAlertState.RELEASED

    @property
    def newest(self) -> Message | None:
        return self.messages[-1] if self.messages else None

    @property
    def told(self) -> tuple[str, ...]:
        """The companies to which any message of it went."""
        return tuple(dict.fromkeys(company for one in self.messages for company in one.recipients))
