"""A bulletin: a message of another service that warns, as CAP 1.2 has it. What it warns of is an incident.

A bulletin is over when another one replaces or withdraws it, or when its time is over; with it its incident
is settled, unless somebody did so before. An update is another incident: its words are its own.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, assert_never

from controlroom.watch.book import Book
from controlroom.watch.incidents import (
    Account,
    IncidentKind,
    IncidentReported,
    IncidentSettled,
)
from controlroom.watch.refs import Expectation, Noun, Ref
from controlroom.watch.reports import Report, Status

EXPIRES: Final = "expires"


class Errand(StrEnum):
    WARN = "warn"
    REPLACE = "replace"
    WITHDRAW = "withdraw"


class Because(StrEnum):
    """Why a bulletin is over."""

    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Source:
    """Which message: `key` is made from the unit that brought it and from the rest."""

    key: str
    sender: str
    identifier: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Bulletin:
    """`incident`: what it warns of; None if it was over before it came."""

    key: str
    unit: str
    status: Status
    sender: str
    identifier: str
    sent_at: datetime
    expires_at: datetime
    incident: int | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class ReportBulletin:
    """`earlier`: the messages that it replaces or withdraws; its report has the key of `source` as its id."""

    report: Report
    source: Source
    errand: Errand
    expires_at: datetime
    earlier: tuple[Source, ...]
    kind: IncidentKind
    priority: int
    area: str | None = None
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class BulletinReceived:
    kind: ClassVar = "bulletin.received"
    source: Source
    unit: str
    status: Status
    errand: Errand
    expires_at: datetime
    incident: int | None = None

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.BULLETIN, self.source.key),)


@dataclass(frozen=True, slots=True)
class BulletinForestalled:
    """A later message of its unit replaced or withdrew it before it came."""

    kind: ClassVar = "bulletin.forestalled"
    source: Source
    unit: str
    status: Status

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.BULLETIN, self.source.key),)


@dataclass(frozen=True, slots=True)
class BulletinEnded:
    kind: ClassVar = "bulletin.ended"
    bulletin: str
    unit: str
    incident: int
    because: Because

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.BULLETIN, self.bulletin),)


BulletinEvent = BulletinReceived | BulletinForestalled | BulletinEnded
Followed = IncidentReported | IncidentSettled | BulletinEvent


@dataclass(frozen=True, slots=True)
class Sight:
    """`known`: bulletins by key; `settled`: incidents that need nobody; `number`: that of the next event."""

    known: dict[str, Bulletin]
    settled: frozenset[int]
    number: int


def concerned(command: ReportBulletin) -> list[Ref]:
    return [Ref(Noun.BULLETIN, one.key) for one in (command.source, *command.earlier)]


def decide(command: ReportBulletin, sight: Sight, now: datetime) -> list[Followed]:
    """Only bulletins of the same unit and of the same status are replaced or withdrawn."""
    shows = command.errand is not Errand.WITHDRAW and command.expires_at > now
    shows = shows and not _forestalled(command, sight)
    reported = [_incident(command, now)] if shows else []
    received = BulletinReceived(
        command.source,
        command.report.unit,
        command.report.status,
        command.errand,
        command.expires_at,
        sight.number if shows else None,
    )
    return [*reported, received, *_what_ends(command, sight)]


def _forestalled(command: ReportBulletin, sight: Sight) -> bool:
    before = sight.known.get(command.source.key)
    return before is not None and before.over and before.status is command.report.status


def _incident(command: ReportBulletin, now: datetime) -> IncidentReported:
    return IncidentReported(
        report=command.report,
        at=min(command.report.at, now),
        what=command.kind,
        priority=command.priority,
        account=command.account,
        area=command.area,
    )


def _what_ends(command: ReportBulletin, sight: Sight) -> list[Followed]:
    because = Because.WITHDRAWN if command.errand is Errand.WITHDRAW else Because.REPLACED
    followed: list[Followed] = []
    for source in command.earlier:
        before = sight.known.get(source.key)
        if before is None:
            followed.append(BulletinForestalled(source, command.report.unit, command.report.status))
        elif not before.over and before.status is command.report.status:
            followed += end(before, because, sight.settled)
    return followed


def end(bulletin: Bulletin, because: Because, settled: frozenset[int]) -> list[Followed]:
    if bulletin.incident is None:
        return []
    ended = BulletinEnded(bulletin.key, bulletin.unit, bulletin.incident, because)
    if bulletin.incident in settled:
        return [ended]
    return [ended, IncidentSettled(bulletin.incident)]


def expectations(bulletin: Bulletin, _book: Book) -> list[Expectation]:
    return [] if bulletin.over else [Expectation(EXPIRES, bulletin.expires_at)]


def apply(bulletin: Bulletin | None, event: BulletinEvent) -> Bulletin:
    match event:
        case BulletinReceived(source=source):
            return Bulletin(
                key=source.key,
                unit=event.unit,
                status=event.status,
                sender=source.sender,
                identifier=source.identifier,
                sent_at=source.sent_at,
                expires_at=event.expires_at,
                incident=event.incident,
                over=event.incident is None,
            )
        case BulletinForestalled(source=source):
            return Bulletin(
                key=source.key,
                unit=event.unit,
                status=event.status,
                sender=source.sender,
                identifier=source.identifier,
                sent_at=source.sent_at,
                expires_at=source.sent_at,
                over=True,
            )
        case _ if bulletin is None:
            raise LookupError(f"{event.kind} of a bulletin that never came")
        case BulletinEnded():
            return replace(bulletin, over=True)
        case _:
            assert_never(event)
