"""What a warning of another service (CAP) means to the watch: which incident, where, how urgent, how long."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from controlroom.feeds.derived_ids import DerivedIds
from controlroom.feeds.model import AHEAD_AT_MOST, LATE_AT_MOST, Amiss
from controlroom.interchange.cap import (
    LANGUAGES,
    Category,
    Certainty,
    Info,
    Message,
    MsgType,
    Reference,
    Severity,
    Urgency,
)
from controlroom.interchange.cap import Status as CapStatus
from controlroom.interchange.cap.geometry import middle
from controlroom.watch.bulletins import Errand, ReportBulletin, Source
from controlroom.watch.incidents import Account, IncidentKind
from controlroom.watch.reports import Position, Report, Status

ERRANDS: Final = {
    MsgType.ALERT: Errand.WARN,
    MsgType.UPDATE: Errand.REPLACE,
    MsgType.CANCEL: Errand.WITHDRAW,
}
STATUSES: Final = {
    CapStatus.ACTUAL: Status.ACTUAL,
    CapStatus.EXERCISE: Status.EXERCISE,
    CapStatus.TEST: Status.TEST,
}
KINDS: Final = {
    Category.SECURITY: IncidentKind.THREAT,
    Category.CBRNE: IncidentKind.THREAT,
    Category.FIRE: IncidentKind.FIRE,
    Category.HEALTH: IncidentKind.MEDICAL,
    Category.TRANSPORT: IncidentKind.TRAFFIC,
    Category.INFRA: IncidentKind.TECHNICAL,
}
"""The first of its categories that is here; else it is another incident."""
SOON: Final = frozenset({Urgency.IMMEDIATE, Urgency.EXPECTED})
SURE: Final = frozenset({Certainty.OBSERVED, Certainty.LIKELY})
HIGHEST: Final = {Severity.EXTREME: 1, Severity.SEVERE: 2, Severity.MINOR: 4}
"""By severity, if it is soon and sure; P3 for the others."""
UNSAID: Final = timedelta(hours=24)
"""For so long a warning holds that does not say for how long; the standard leaves it to whoever gets it."""
LONGEST_NAME: Final = 200
MOST_EARLIER: Final = 50
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def amiss(message: Message, now: datetime) -> Iterator[Amiss]:
    """Why a message that is whole is of no use here."""
    if message.status not in STATUSES:
        yield Amiss("status", f"{message.status} is not for people: Actual, Exercise and Test are shown")
    if message.msg_type not in ERRANDS:
        yield Amiss("msgType", f"{message.msg_type} warns of nothing: Alert, Update and Cancel are shown")
    elif message.msg_type is not MsgType.CANCEL and not message.infos:
        yield Amiss("info", "is missing, so there is nothing to show")
    if message.sent > now + AHEAD_AT_MOST:
        yield Amiss("sent", "is in the future; is the sender's clock right?")
    if message.sent < now - LATE_AT_MOST:
        yield Amiss("sent", f"is more than {LATE_AT_MOST.days // 365} years ago")
    if len(message.references) > MOST_EARLIER:
        yield Amiss("references", f"names more than {MOST_EARLIER} messages")
    for name, said in (("identifier", message.identifier), ("sender", message.sender)):
        if len(said) > LONGEST_NAME:
            yield Amiss(name, f"has more than {LONGEST_NAME} characters")


def as_command(message: Message, unit: str) -> ReportBulletin:
    """As a report of the unit that brings it."""
    source = _source(unit, message.own)
    errand = ERRANDS[message.msg_type]
    info = _spoken(message.infos)
    report = Report(
        id=source.key,
        unit=unit,
        at=source.sent_at,
        position=_position(message),
        status=STATUSES[message.status],
    )
    return ReportBulletin(
        report=report,
        source=source,
        errand=errand,
        expires_at=_expires(message),
        earlier=() if errand is Errand.WARN else _earlier(message, unit),
        kind=_kind(info),
        priority=min(map(priority, message.infos), default=4),
        area=_area(info),
        account=Account(text=_text(info)) if info else None,
    )


def _earlier(message: Message, unit: str) -> tuple[Source, ...]:
    named = {one.key: one for one in (_source(unit, reference) for reference in message.references)}
    named.pop(_source(unit, message.own).key, None)
    return tuple(named.values())


def _source(unit: str, reference: Reference) -> Source:
    """The same message of another unit is another one: no unit settles what came through a neighbour."""
    sent_at = reference.sent.astimezone(UTC)
    name = [unit, reference.sender, reference.identifier, sent_at.isoformat()]
    return Source(DerivedIds("cap").named(name), reference.sender, reference.identifier, sent_at)


def priority(info: Info) -> int:
    """P1 to P4. What is past or unlikely is P4; one lower, and never below P3, if it is not soon and sure."""
    if info.urgency is Urgency.PAST or info.certainty is Certainty.UNLIKELY:
        return 4
    highest = HIGHEST.get(info.severity, 3)
    certain = info.urgency in SOON and info.certainty in SURE
    return highest if certain or highest >= 3 else highest + 1


def _spoken(infos: tuple[Info, ...]) -> Info | None:
    """In the first of the languages of this room that it speaks; else its first."""
    for wanted in LANGUAGES:
        for info in infos:
            if info.language.lower().split("-")[0] == wanted.split("-")[0]:
                return info
    return infos[0] if infos else None


def _kind(info: Info | None) -> IncidentKind:
    kinds = [KINDS[category] for category in info.categories if category in KINDS] if info else []
    return kinds[0] if kinds else IncidentKind.OTHER


def _expires(message: Message) -> datetime:
    """The latest that one of its languages says."""
    said = [info.expires for info in message.infos if info.expires]
    return max(said, default=message.sent + UNSAID).astimezone(UTC)


def _position(message: Message) -> Position | None:
    """The middle of the first area that is drawn."""
    middles = (middle(area) for info in message.infos for area in info.areas)
    found = next((one for one in middles if one), None)
    return Position(found.lat, found.lon, at=message.sent.astimezone(UTC)) if found else None


def _area(info: Info | None) -> str | None:
    named = dict.fromkeys(" ".join(area.description.split()) for area in info.areas) if info else {}
    return _cut(", ".join(named), 200) or None


def _text(info: Info) -> str:
    said = dict.fromkeys((info.event, info.headline, info.description, info.instruction))
    return _cut("\n".join(part.strip() for part in said if part.strip()), 2000)


def _cut(text: str, at_most: int) -> str:
    plain = CONTROLS.sub("", text)
    return plain if len(plain) <= at_most else f"{plain[: at_most - 1]}…"
