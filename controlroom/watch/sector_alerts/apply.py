"""How an alert to a sector takes what happened to it; `seq` is where the words of the event stand."""

from dataclasses import replace
from datetime import datetime
from typing import Final, assert_never

from controlroom.watch.book import Book
from controlroom.watch.refs import Expectation
from controlroom.watch.sector_alerts.events import (
    ChangeEvent,
    SectorAlertDrafted,
    SectorAlertExpired,
    SectorAlertReleased,
    SectorAlertSentBack,
    SectorAlertSubmitted,
    SectorAlertWithdrawn,
)
from controlroom.watch.sector_alerts.sector_alert import (
    Message,
    MessageType,
    Proposal,
    Reference,
    SectorAlert,
    SectorAlertState,
)

EXPIRES: Final = "expires"


def apply(alert: SectorAlert | None, event: ChangeEvent, seq: int, _: datetime) -> SectorAlert:
    if isinstance(event, SectorAlertDrafted):
        return _drafted(alert, event, seq)
    if alert is None:
        raise LookupError(f"{event.kind} of an alert to a sector that nobody wrote")
    match event:
        case SectorAlertReleased():
            return _released(alert, event, seq)
        case SectorAlertExpired(at=at):
            return _without_proposal(replace(alert, state=SectorAlertState.EXPIRED, over_at=at))
        case SectorAlertWithdrawn(by=by, at=at):
            return _withdrawn(alert, by, at)
        case SectorAlertSubmitted() | SectorAlertSentBack():
            return _passed_on(alert, event, seq)
        case _:
            assert_never(event)


def _drafted(alert: SectorAlert | None, event: SectorAlertDrafted, seq: int) -> SectorAlert:
    """Whoever writes on takes it back to be submitted anew."""
    draft = SectorAlertState.DRAFT
    if alert is None:
        alert = SectorAlert(event.sector_alert, draft, event.exercise, event.basis, event.by, event.at, seq)
    before = alert.proposal
    authors = tuple(dict.fromkeys((*(before.authors if before else ()), *_submitter(before), event.by)))
    fresh = Proposal(event.msg_type, event.content, authors, event.at, seq)
    if before and not before.submitted:
        back = before.sent_back_by, before.sent_back_at, before.refused
        fresh = replace(fresh, sent_back_by=back[0], sent_back_at=back[1], refused=back[2])
    state = alert.state if alert.in_force else draft
    return replace(alert, state=state, proposal=fresh, texts=event.texts, texts_seq=seq)


def _submitter(proposal: Proposal | None) -> tuple[str, ...]:
    return (proposal.submitted_by,) if proposal and proposal.submitted_by else ()


def _passed_on(
    alert: SectorAlert, event: SectorAlertSubmitted | SectorAlertSentBack, seq: int
) -> SectorAlert:
    if alert.proposal is None:
        raise LookupError(f"{event.kind} of what nobody wrote")
    if isinstance(event, SectorAlertSubmitted):
        fresh = replace(alert.proposal, submitted_by=event.by, submitted_at=event.at)
        state = SectorAlertState.SUBMITTED
    else:
        authors = tuple(dict.fromkeys((*alert.proposal.authors, *_submitter(alert.proposal))))
        fresh = replace(alert.proposal, authors=authors, submitted_by=None, submitted_at=None)
        fresh = replace(fresh, sent_back_by=event.by, sent_back_at=event.at, refused=seq)
        state = SectorAlertState.DRAFT
    return replace(alert, proposal=fresh, state=alert.state if alert.in_force else state)


def _withdrawn(alert: SectorAlert, by: str, at: datetime) -> SectorAlert:
    if not alert.in_force:
        alert = replace(alert, state=SectorAlertState.WITHDRAWN, over_at=at, over_by=by)
    return _without_proposal(alert)


def _released(alert: SectorAlert, event: SectorAlertReleased, seq: int) -> SectorAlert:
    message = Message(
        event.number,
        event.msg_type,
        Reference(event.sender, event.identifier, event.sent),
        event.content,
        event.recipients,
        event.authors,
        event.version,
        event.by,
        seq,
    )
    fresh = _without_proposal(replace(alert, messages=(*alert.messages, message)))
    if event.msg_type is not MessageType.CANCEL:
        return replace(fresh, state=SectorAlertState.RELEASED)
    return replace(fresh, state=SectorAlertState.CANCELLED, over_at=event.sent, over_by=event.by)


def _without_proposal(alert: SectorAlert) -> SectorAlert:
    return replace(alert, proposal=None, texts=None, texts_seq=None)


def expectations(alert: SectorAlert, _: Book) -> list[Expectation]:
    newest = alert.newest
    return [Expectation(EXPIRES, newest.content.expires_at)] if newest and alert.in_force else []


def expires(alert: SectorAlert, now: datetime) -> list[SectorAlertExpired]:
    return [SectorAlertExpired(alert.ref, alert.told, now)]
