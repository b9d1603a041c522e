"""An alert: somebody must act. Its condition and its acknowledgement are two axes (ISA-18.2)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, assert_never

from controlroom.errors import AlreadyDone, Stale
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import Status

MUST_BE_SEEN = 2
"""A cleared alert of this priority or higher stays on the screens until somebody acknowledged it."""


class Condition(StrEnum):
    ACTIVE = "active"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Alert:
    """`id` is the journal's number of its raising; `object` the thing it is about, as in `post:EU-07`.

    `version` grows with every change, and an acknowledgement names the one it saw.
    """

    id: int
    rule: str
    object: str
    priority: int
    site: str | None
    raised_at: datetime
    status: Status
    latched: bool
    count: int = 1
    version: int = 1
    condition: Condition = Condition.ACTIVE
    cleared_at: datetime | None = None
    acked_by: str | None = None
    acked_at: datetime | None = None

    @property
    def open(self) -> bool:
        unseen = self.acked_by is None and self.priority <= MUST_BE_SEEN
        return self.condition is Condition.ACTIVE or unseen


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """`by` is the officer's name; `seen` the version that was on the officer's screen."""

    alert: int
    by: str
    seen: int


@dataclass(frozen=True, slots=True)
class AlertRaised:
    kind: ClassVar = "alert.raised"
    rule: str
    object: str
    priority: int
    site: str | None
    status: Status
    latched: bool
    count: int

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.ALERT, "new"),)


@dataclass(frozen=True, slots=True)
class AlertChanged:
    """It grew or shrank, or came back, or is no exercise any more; a rise asks for attention again."""

    kind: ClassVar = "alert.changed"
    alert: int
    priority: int
    count: int
    status: Status

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.ALERT, str(self.alert)),)


@dataclass(frozen=True, slots=True)
class AlertCleared:
    kind: ClassVar = "alert.cleared"
    alert: int

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.ALERT, str(self.alert)),)


@dataclass(frozen=True, slots=True)
class AlertAcknowledged:
    kind: ClassVar = "alert.acknowledged"
    alert: int
    by: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.ALERT, str(self.alert)),)


AlertEvent = AlertRaised | AlertChanged | AlertCleared | AlertAcknowledged


def decide(alert: Alert, command: Acknowledge) -> list[AlertAcknowledged]:
    """One winner: whoever comes second is told who was first, unless it is the same person again."""
    if alert.acked_by == command.by:
        return []
    if alert.acked_by and alert.acked_at:
        raise AlreadyDone("this alert is acknowledged", by=alert.acked_by, at=alert.acked_at)
    if command.seen != alert.version:
        raise Stale("this alert changed after it was on your screen; look again")
    return [AlertAcknowledged(alert.id, command.by)]


def apply(alert: Alert | None, event: AlertEvent, seq: int, at: datetime) -> Alert:
    match event:
        case AlertRaised():
            return Alert(
                id=seq,
                rule=event.rule,
                object=event.object,
                priority=event.priority,
                site=event.site,
                raised_at=at,
                status=event.status,
                latched=event.latched,
                count=event.count,
            )
        case _ if alert is None:
            raise LookupError(f"{event.kind} of an alert that was never raised")
        case AlertChanged():
            return _changed(alert, event)
        case AlertCleared():
            return replace(alert, condition=Condition.CLEARED, cleared_at=at, version=alert.version + 1)
        case AlertAcknowledged(by=by):
            return replace(alert, acked_by=by, acked_at=at, version=alert.version + 1)
        case _:
            assert_never(event)


def _changed(alert: Alert, event: AlertChanged) -> Alert:
    called_again = alert.latched and event.count > alert.count
    worse = event.priority < alert.priority or alert.condition is Condition.CLEARED or called_again
    return replace(
        alert,
        priority=event.priority,
        count=event.count,
        status=event.status,
        condition=Condition.ACTIVE,
        cleared_at=None,
        acked_by=None if worse else alert.acked_by,
        acked_at=None if worse else alert.acked_at,
        version=alert.version + 1,
    )
