"""Alerts to the companies of a sector: for the centre all of them, for a company those that it was sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, text

from controlroom.store.log_rows import with_numbers
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import company, notice, sector_alert, unit
from controlroom.watch.companies import Company
from controlroom.watch.refs import Noun
from controlroom.watch.sector_alerts import (
    MessageType,
    Notice,
    SectorAlert,
    SectorAlertDrafted,
    SectorAlertReleased,
    SectorAlertSentBack,
    SectorAlertState,
    Texts,
)

PAGE: Final = 50
OPEN: Final = tuple(
    one.value for one in (SectorAlertState.DRAFT, SectorAlertState.SUBMITTED, SectorAlertState.RELEASED)
)

LEFT: Final = text("""
SELECT max(d.seq) FROM journal d
WHERE log_sort(d.kind, d.body) = 'sector_alert.drafted' AND d.seq > :since
  AND d.body::jsonb ->> 'sector_alert' = :ref AND d.body::jsonb ->> 'msg_type' <> 'cancel'
  AND (:since = 0 OR NOT EXISTS (
      SELECT FROM journal w
      WHERE log_sort(w.kind, w.body) = 'sector_alert.withdrawn' AND w.seq > d.seq
        AND w.body::jsonb ->> 'sector_alert' = :ref
  ))
""")
"""What was drafted after the last message and not withdrawn; where none went out, what was drafted last."""


@dataclass(frozen=True, slots=True)
class Row:
    """`texts` of the newest message, of a draft what is written so far; None if they were erased.

    `waits`: companies that have not confirmed the newest message.
    """

    alert: SectorAlert
    texts: Texts | None
    waits: int


@dataclass(frozen=True, slots=True)
class Whole:
    """`released`: the messages by number. `refused`: why the proposal came back. `companies`: all of them.

    `systems`: the units in service of each company to which it went; they may fetch it.
    """

    alert: SectorAlert
    released: dict[int, SectorAlertReleased]
    refused: str | None
    notices: list[Notice]
    companies: dict[str, Company]
    people: dict[str, str]
    systems: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Sent:
    """One that a company was sent: the messages that went to it, the newest last."""

    notice: Notice
    alert: SectorAlert
    messages: tuple[SectorAlertReleased, ...]

    @property
    def newest(self) -> SectorAlertReleased:
        return self.messages[-1]


async def listed(snapshot: Snapshot, *, over: bool, page: int) -> tuple[list[Row], bool]:
    """The newest first, and whether there are more."""
    state, number = sector_alert.c.state, sector_alert.c.number
    query = select(sector_alert).where(state.not_in(OPEN) if over else state.in_(OPEN))
    ordered = query.order_by(number.desc()).offset(page * PAGE).limit(PAGE + 1)
    found: list[SectorAlert] = await snapshot.things(Noun.SECTOR_ALERT, ordered)
    shown = found[:PAGE]
    said = await _released(snapshot, shown, newest_only=True)
    waits = await _waits(snapshot, [one.ref for one in shown])
    rows = [Row(one, one.texts or _newest(said, one), waits.get(one.ref, 0)) for one in shown]
    return rows, len(found) > PAGE


def _newest(said: dict[int, SectorAlertReleased], alert: SectorAlert) -> Texts | None:
    released = said.get(alert.newest.seq) if alert.newest else None
    return released.texts if released else None


async def _released(
    snapshot: Snapshot, alerts: Iterable[SectorAlert], *, newest_only: bool = False
) -> dict[int, SectorAlertReleased]:
    """By their numbers in the journal."""
    kept = (one.messages[-1:] if newest_only else one.messages for one in alerts)
    numbers = [message.seq for messages in kept for message in messages]
    happened = await with_numbers(snapshot, numbers) if numbers else {}
    events: dict[int, Any] = {seq: one.event for seq, one in happened.items()}
    return {seq: event for seq, event in events.items() if isinstance(event, SectorAlertReleased)}


async def _waits(snapshot: Snapshot, refs: list[str]) -> dict[str, int]:
    found: list[Notice] = await snapshot.things(
        Noun.NOTICE, select(notice).where(notice.c.sector_alert.in_(refs), ~notice.c.over)
    )
    waiting = [one.sector_alert for one in found if one.unconfirmed]
    return {ref: waiting.count(ref) for ref in set(waiting)}


async def one(snapshot: Snapshot, ref: str) -> Whole | None:
    query = select(sector_alert).where(sector_alert.c.ref == ref)
    found: list[SectorAlert] = await snapshot.things(Noun.SECTOR_ALERT, query)
    if not found:
        return None
    (alert,) = found
    released = await _released(snapshot, [alert])
    notices: list[Notice] = await snapshot.things(
        Noun.NOTICE, select(notice).where(notice.c.sector_alert == ref).order_by(notice.c.company)
    )
    return Whole(
        alert,
        {message.number: released[message.seq] for message in alert.messages if message.seq in released},
        await _refused(snapshot, alert),
        notices,
        await companies(snapshot),
        await snapshot.people(_people(alert, notices)),
        await _systems(snapshot, [one.company for one in notices]),
    )


async def last_written(snapshot: Snapshot, whole: Whole) -> SectorAlertDrafted | SectorAlertReleased | None:
    """Of one that is over: what was being written when it ended, else what was said last while it held."""
    alert = whole.alert
    said = [one for one in alert.messages if one.msg_type is not MessageType.CANCEL]
    params = {"ref": alert.ref, "since": said[-1].seq if said else 0}
    seq: int | None = (await snapshot.connection.execute(LEFT, params)).scalar()
    if seq is None:
        return whole.released.get(said[-1].number) if said else None
    event: Any = (await with_numbers(snapshot, [seq]))[seq].event
    return event if isinstance(event, SectorAlertDrafted) else None


async def _refused(snapshot: Snapshot, alert: SectorAlert) -> str | None:
    number = alert.proposal.refused if alert.proposal else None
    if number is None:
        return None
    event: Any = (await with_numbers(snapshot, [number]))[number].event
    return event.reason if isinstance(event, SectorAlertSentBack) else None


async def _systems(snapshot: Snapshot, codes: list[str]) -> dict[str, list[str]]:
    query = select(unit.c.company, unit.c.call_sign).where(unit.c.company.in_(codes), unit.c.in_service)
    found: dict[str, list[str]] = {}
    for row in await snapshot.connection.execute(query.order_by(unit.c.call_sign)):
        found.setdefault(row.company, []).append(row.call_sign)
    return found


async def companies(snapshot: Snapshot) -> dict[str, Company]:
    """All of the network, by their codes."""
    found: list[Company] = await snapshot.things(Noun.COMPANY, select(company).order_by(company.c.name))
    return {one.code: one for one in found}


def _people(alert: SectorAlert, notices: list[Notice]) -> list[str | None]:
    proposal = alert.proposal
    writing = [*proposal.authors, proposal.submitted_by, proposal.sent_back_by] if proposal else []
    sent = [name for one in alert.messages for name in (*one.authors, one.released_by)]
    confirmed = [receipt.by for one in notices for receipt in one.receipts]
    return [alert.opened_by, alert.over_by, *writing, *sent, *confirmed]


async def sent_to(snapshot: Snapshot, code: str, page: int = 0) -> tuple[list[Sent], bool]:
    """What this company was sent, the newest first, and whether there is more."""
    query = select(notice).where(notice.c.company == code).order_by(notice.c.seq.desc())
    found: list[Notice] = await snapshot.things(Noun.NOTICE, query.offset(page * PAGE).limit(PAGE + 1))
    return await _sent(snapshot, found[:PAGE]), len(found) > PAGE


async def to_confirm(snapshot: Snapshot, code: str) -> list[Sent]:
    """What it has not confirmed yet."""
    query = select(notice).where(notice.c.company == code, ~notice.c.over).order_by(notice.c.seq.desc())
    found: list[Notice] = await snapshot.things(Noun.NOTICE, query.limit(PAGE))
    return await _sent(snapshot, [one for one in found if one.unconfirmed])


async def one_sent(snapshot: Snapshot, code: str, ref: str) -> Sent | None:
    """None if there is none, or none that was sent to it: that is the same answer."""
    query = select(notice).where(notice.c.company == code, notice.c.sector_alert == ref)
    found: list[Notice] = await snapshot.things(Noun.NOTICE, query)
    return next(iter(await _sent(snapshot, found)), None)


async def _sent(snapshot: Snapshot, notices: list[Notice]) -> list[Sent]:
    if not notices:
        return []
    refs = [one.sector_alert for one in notices]
    query = select(sector_alert).where(sector_alert.c.ref.in_(refs))
    alerts: dict[str, SectorAlert] = {one.ref: one for one in await snapshot.things(Noun.SECTOR_ALERT, query)}
    released = await _released(snapshot, alerts.values())
    return [_as_sent(one, alerts[one.sector_alert], released) for one in notices]


def _as_sent(one: Notice, alert: SectorAlert, released: dict[int, SectorAlertReleased]) -> Sent:
    theirs = (message for message in alert.messages if one.was_sent(message.number))
    return Sent(one, alert, tuple(released[message.seq] for message in theirs))


async def about_warning(snapshot: Snapshot, ref: str) -> list[str]:
    """The alerts for which this early warning is the basis."""
    query = select(sector_alert.c.ref).where(sector_alert.c.basis == ref).order_by(sector_alert.c.number)
    return list((await snapshot.connection.execute(query)).scalars())
