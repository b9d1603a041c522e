"""What can happen to an alert. Words of officers may name people: they are private."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from controlroom.watch.alerts.alert import Disposition, Suppression
from controlroom.watch.refs import FLOOD, Noun, Ref
from controlroom.watch.reports import PRIVATE, Status


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
    suppression: Suppression = Suppression.NONE
    cause: str | None = None
    files: tuple[str, ...] = ()

    def touches(self) -> tuple[Ref, ...]:
        """One that asks for somebody counts towards a flood."""
        fresh = Ref(Noun.ALERT, "new")
        counts = self.status is Status.ACTUAL and self.suppression is Suppression.NONE
        return (fresh, FLOOD) if counts else (fresh,)


@dataclass(frozen=True, slots=True)
class _OfAlert:
    alert: int

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.ALERT, str(self.alert)),)


@dataclass(frozen=True, slots=True)
class AlertChanged(_OfAlert):
    """It grew or shrank, came back, was released by its cause, or is no exercise any more.

    A rise asks for attention again.
    """

    kind: ClassVar = "alert.changed"
    priority: int
    count: int
    status: Status
    suppression: Suppression = Suppression.NONE
    cause: str | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertCleared(_OfAlert):
    kind: ClassVar = "alert.cleared"


@dataclass(frozen=True, slots=True)
class AlertChattered(_OfAlert):
    """It came and went too often in a minute: it is held as one until it is quiet."""

    kind: ClassVar = "alert.chattered"


@dataclass(frozen=True, slots=True)
class AlertLulled(_OfAlert):
    """A chattering alert whose condition is gone for the moment."""

    kind: ClassVar = "alert.lulled"


@dataclass(frozen=True, slots=True)
class AlertEnded(_OfAlert):
    """It cleared, it did not come back, and nobody has to do anything about it."""

    kind: ClassVar = "alert.ended"


@dataclass(frozen=True, slots=True)
class AlertAcknowledged(_OfAlert):
    kind: ClassVar = "alert.acknowledged"
    by: str


@dataclass(frozen=True, slots=True)
class AlertAcknowledgementUndone(_OfAlert):
    """It wants somebody as it did before: what was due meanwhile is due now."""

    kind: ClassVar = "alert.acknowledgement_undone"
    by: str


@dataclass(frozen=True, slots=True)
class AlertAssigned(_OfAlert):
    kind: ClassVar = "alert.assigned"
    by: str
    to: str


@dataclass(frozen=True, slots=True)
class AlertInvestigated(_OfAlert):
    kind: ClassVar = "alert.investigated"
    by: str


@dataclass(frozen=True, slots=True)
class AlertNoted(_OfAlert):
    kind: ClassVar = "alert.noted"
    by: str
    text: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class AlertEscalated(_OfAlert):
    """`step`: the rung of the ladder, 0 if a person called. `to`: the accounts that were on duty for it."""

    kind: ClassVar = "alert.escalated"
    step: int
    means: tuple[str, ...]
    to: tuple[str, ...]
    by: str | None = None


@dataclass(frozen=True, slots=True)
class AlertNeglected(_OfAlert):
    """It was acknowledged, and then nobody touched it: it needs attention again."""

    kind: ClassVar = "alert.neglected"


@dataclass(frozen=True, slots=True)
class AlertShelved(_OfAlert):
    kind: ClassVar = "alert.shelved"
    by: str
    until: datetime
    reason: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class AlertUnshelved(_OfAlert):
    """`by` is None when its time had come."""

    kind: ClassVar = "alert.unshelved"
    by: str | None = None


@dataclass(frozen=True, slots=True)
class AlertResolved(_OfAlert):
    kind: ClassVar = "alert.resolved"
    by: str
    text: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class AlertClosed(_OfAlert):
    kind: ClassVar = "alert.closed"
    by: str
    disposition: Disposition
    text: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class AlertStepAnswered(_OfAlert):
    kind: ClassVar = "alert.step_answered"
    by: str
    step: str
    answer: str


@dataclass(frozen=True, slots=True)
class ResetAsked(_OfAlert):
    """The first of the two persons."""

    kind: ClassVar = "alert.reset_asked"
    by: str


@dataclass(frozen=True, slots=True)
class AlertReset(_OfAlert):
    """Two persons made sure of it: `first` asked, `by` confirmed. The unit is no longer in duress."""

    kind: ClassVar = "alert.reset"
    by: str
    first: str
    object: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.ALERT, str(self.alert)), Ref.parse(self.object))


AlertEvent = (
    AlertRaised
    | AlertChanged
    | AlertCleared
    | AlertChattered
    | AlertLulled
    | AlertEnded
    | AlertAcknowledged
    | AlertAcknowledgementUndone
    | AlertAssigned
    | AlertInvestigated
    | AlertNoted
    | AlertEscalated
    | AlertNeglected
    | AlertShelved
    | AlertUnshelved
    | AlertResolved
    | AlertClosed
    | AlertStepAnswered
    | ResetAsked
    | AlertReset
)
