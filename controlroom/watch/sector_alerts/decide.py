"""What follows from an act on an alert to a sector, or why it is refused."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Final, assert_never

from controlroom.errors import Forbidden, Refused, Stale
from controlroom.watch.companies import Company
from controlroom.watch.refs import Noun
from controlroom.watch.sector_alerts.acts import (
    ChangeOfSectorAlert,
    DraftSectorAlert,
    ReceiveSectorAlert,
    ReleaseSectorAlert,
    SendBackSectorAlert,
    SubmitSectorAlert,
    WithdrawSectorAlert,
)
from controlroom.watch.sector_alerts.events import (
    SectorAlertDrafted,
    SectorAlertEvent,
    SectorAlertReceived,
    SectorAlertReleased,
    SectorAlertSent,
    SectorAlertSentBack,
    SectorAlertSubmitted,
    SectorAlertWithdrawn,
)
from controlroom.watch.sector_alerts.notice import Notice
from controlroom.watch.sector_alerts.sector_alert import (
    Content,
    MessageType,
    Proposal,
    SectorAlert,
    Texts,
    Words,
)
from controlroom.watch.unknown import no_such
from controlroom.watch.words import mark

LONGEST: Final = {"headline": 160, "description": 4000, "instruction": 4000}
HOLDS_AT_MOST: Final = timedelta(days=14)
ALLOWED: Final = frozenset("\n\t")
TAKEN: Final = mark("Another alert has this number already.")
ITS_OWN: Final = mark(
    "The first message of an alert is an alert, what follows is an update or a cancellation."
)
OVER: Final = mark("This alert is over: what was said in it stays as it is.")
ANOTHER: Final = mark("Another message of this alert is being written: release or withdraw that one first.")
CHANGED_MEANWHILE: Final = mark("Somebody else wrote in it meanwhile. Look again, then decide.")
FOLLOWED: Final = mark("Another message of this alert went out meanwhile. Look at it, then decide.")
NOTHING_WRITTEN: Final = mark("Nothing is being written here.")
TOO_LONG: Final = mark("At most %(most)s characters.")
NOT_SAYABLE: Final = mark("There is a character in it that no message can hold.")
NO_SECTOR: Final = mark("Say for which sectors it is.")
NO_WORDS: Final = mark("Say it in all four languages: headline, description and what to do.")
PAST: Final = mark("It must hold until some time that is still to come.")
TOO_FAR: Final = mark("An alert holds for 14 days at most: update it while it lasts.")
SUBMITTED: Final = mark("It is submitted already.")
NOT_SUBMITTED: Final = mark("It is not submitted yet.")
FOUR_EYES: Final = mark("Somebody else has to look at it: you wrote or submitted it.")
WHY: Final = mark("Say why it comes back.")
NOBODY: Final = mark("No company of these sectors works there: nobody would be told.")
OTHERS: Final = mark("It would go to other companies by now. Look again, then release it.")


def decide(
    alert: SectorAlert | None, command: ChangeOfSectorAlert, companies: Iterable[Company], now: datetime
) -> list[SectorAlertEvent]:
    if isinstance(command, DraftSectorAlert):
        return _draft(alert, command, now)
    if alert is None:
        raise no_such(Noun.SECTOR_ALERT, command.sector_alert)
    if isinstance(command, ReleaseSectorAlert) and _released_already(alert, command):
        return []
    if alert.over:
        raise Refused(OVER, field="sector_alert")
    proposal = alert.proposal
    if proposal is None:
        raise Refused(NOTHING_WRITTEN, field="sector_alert")
    match command:
        case SubmitSectorAlert():
            return _submit(alert, proposal, command, now)
        case SendBackSectorAlert():
            return _send_back(alert, proposal, command, now)
        case WithdrawSectorAlert(by=by, seen=seen):
            _must_be_newest(proposal, seen)
            return [SectorAlertWithdrawn(alert.ref, proposal.msg_type, by, now)]
        case ReleaseSectorAlert():
            return _release(alert, proposal, command, companies, now)
        case _:
            assert_never(command)


def _draft(alert: SectorAlert | None, command: DraftSectorAlert, now: datetime) -> list[SectorAlertEvent]:
    said = _tidy(command.texts)
    _must_fit(said)
    first = alert is None or not alert.messages
    if first is not (command.msg_type is MessageType.ALERT):
        raise Refused(ITS_OWN, field="msg_type")
    if alert and (alert.over or alert.proposal or command.seen is not None):
        proposal = _the_same(alert, command)
        if (said, command.content) == (alert.texts, proposal.content):
            return []
        if command.seen is None:
            raise Refused(TAKEN, field="sector_alert") if first else Stale(CHANGED_MEANWHILE)
        _must_be_newest(proposal, command.seen)
    elif alert and command.follows not in (None, len(alert.messages)):
        raise Stale(FOLLOWED)
    exercise, basis = (alert.exercise, alert.basis) if alert else (command.exercise, command.basis)
    told = command.msg_type, command.content, exercise, basis, command.by, now
    return [SectorAlertDrafted(command.sector_alert, *told, said)]


def _the_same(alert: SectorAlert, command: DraftSectorAlert) -> Proposal:
    """What is being written, if it is that which the command changes."""
    if alert.over:
        raise Refused(OVER, field="sector_alert")
    if alert.proposal is None:
        raise Refused(NOTHING_WRITTEN, field="sector_alert")
    if alert.proposal.msg_type is not command.msg_type:
        raise Refused(ANOTHER, field="msg_type")
    return alert.proposal


def _must_be_newest(proposal: Proposal, seen: int) -> None:
    if proposal.version != seen:
        raise Stale(CHANGED_MEANWHILE)


def _tidy(texts: Texts) -> Texts:
    return Texts(*(_tidy_words(said) for _, said in texts.each))


def _tidy_words(said: Words) -> Words:
    tidy = (getattr(said, part).replace("\r\n", "\n").replace("\r", "\n").strip() for part in LONGEST)
    return Words(*tidy)


def _must_fit(texts: Texts) -> None:
    for field, part, text in _each(texts):
        if len(text) > LONGEST[part]:
            raise Refused(TOO_LONG, field=field, most=LONGEST[part])
        if not all(map(_sayable, text)) or (part == "headline" and "\n" in text):
            raise Refused(NOT_SAYABLE, field=field)


def _each(texts: Texts) -> Iterator[tuple[str, str, str]]:
    """Each text, by the name of its field and the part that it is."""
    for language, said in texts.each:
        for part in fields(said):
            yield f"{part.name}_{language}", part.name, getattr(said, part.name)


def _sayable(char: str) -> bool:
    """As XML 1.0 has it, without what steers a screen."""
    number = ord(char)
    control = number < 0x20 or 0x7F <= number < 0xA0
    return char in ALLOWED or not (control or 0xD800 <= number < 0xE000 or number & 0xFFFE == 0xFFFE)


def _submit(
    alert: SectorAlert, proposal: Proposal, command: SubmitSectorAlert, now: datetime
) -> list[SectorAlertEvent]:
    _must_be_newest(proposal, command.seen)
    if proposal.submitted:
        raise Refused(SUBMITTED, field="sector_alert")
    must_be_whole(proposal.content, alert.texts, now)
    return [SectorAlertSubmitted(alert.ref, proposal.msg_type, command.by, now)]


def must_be_whole(content: Content, texts: Texts | None, now: datetime) -> None:
    """Refused by the name of the first field in which something is missing."""
    if not content.sectors:
        raise Refused(NO_SECTOR, field="sectors")
    if content.expires_at <= now:
        raise Refused(PAST, field="expires_at")
    if content.expires_at > now + HOLDS_AT_MOST:
        raise Refused(TOO_FAR, field="expires_at")
    for field, _, text in _each(texts or Texts()):
        if not text:
            raise Refused(NO_WORDS, field=field)


def _send_back(
    alert: SectorAlert, proposal: Proposal, command: SendBackSectorAlert, now: datetime
) -> list[SectorAlertEvent]:
    _must_be_a_second(proposal, command.by, command.seen)
    if not command.reason.strip():
        raise Refused(WHY, field="reason")
    return [SectorAlertSentBack(alert.ref, proposal.msg_type, command.by, now, command.reason.strip())]


def _must_be_a_second(proposal: Proposal, by: str, seen: int) -> None:
    if not proposal.submitted:
        raise Refused(NOT_SUBMITTED, field="sector_alert")
    if proposal.is_by(by):
        raise Forbidden(FOUR_EYES)
    _must_be_newest(proposal, seen)


def _released_already(alert: SectorAlert, command: ReleaseSectorAlert) -> bool:
    """Whoever releases it a second time finds it released."""
    newest = alert.newest
    same = newest is not None and (newest.released_by, newest.version) == (command.by, command.seen)
    return same and alert.proposal is None


def _release(
    alert: SectorAlert,
    proposal: Proposal,
    command: ReleaseSectorAlert,
    companies: Iterable[Company],
    now: datetime,
) -> list[SectorAlertEvent]:
    _must_be_a_second(proposal, command.by, command.seen)
    must_be_whole(proposal.content, alert.texts, now)
    released = as_released(alert, proposal, companies, command.sender, command.by, now)
    if not released.recipients:
        raise Refused(NOBODY, field="sectors")
    if set(released.recipients) != set(command.recipients):
        raise Stale(OTHERS)
    return [released, *_sent(released)]


def as_released(
    alert: SectorAlert,
    proposal: Proposal,
    companies: Iterable[Company],
    sender: str,
    by: str,
    now: datetime,
) -> SectorAlertReleased:
    """The message as it would go out now."""
    number = len(alert.messages) + 1
    authors = (*proposal.authors, *([proposal.submitted_by] if proposal.submitted_by else []))
    return SectorAlertReleased(
        alert.ref,
        number,
        proposal.msg_type,
        f"{alert.ref}-{number}",
        sender,
        now.replace(microsecond=0),
        proposal.content,
        alert.exercise,
        alert.basis,
        recipients(alert, proposal, companies),
        tuple(one.reference for one in alert.messages),
        tuple(dict.fromkeys(authors)),
        proposal.version,
        by,
        alert.texts,
    )


def recipients(alert: SectorAlert, proposal: Proposal, companies: Iterable[Company]) -> tuple[str, ...]:
    """A cancellation goes to whoever had a message, an update to those as well."""
    cancels = proposal.msg_type is MessageType.CANCEL
    meant = () if cancels else (one.code for one in companies if proposal.content.is_for(one))
    return tuple(sorted({*meant, *alert.told}))


def _sent(released: SectorAlertReleased) -> Iterator[SectorAlertSent]:
    told = released.number, released.msg_type, released.sent, released.exercise
    return (SectorAlertSent(released.sector_alert, company, *told) for company in released.recipients)


def receive(notice: Notice | None, command: ReceiveSectorAlert, now: datetime) -> list[SectorAlertEvent]:
    """To a company to which it was not sent an alert does not exist."""
    if notice is None or not notice.was_sent(command.number):
        raise no_such(Noun.SECTOR_ALERT, command.sector_alert)
    if notice.receipt_of(command.number):
        return []
    one = command.sector_alert, command.company, command.number
    return [SectorAlertReceived(*one, command.by, now, command.how)]
