"""What is done with an alert to a sector. `by` is an account's name; who may, the pages say."""

from dataclasses import dataclass

from controlroom.watch.sector_alerts.events import How
from controlroom.watch.sector_alerts.sector_alert import Content, MessageType, Texts


@dataclass(frozen=True, slots=True)
class DraftSectorAlert:
    """The first message of an alert, or the update or the cancellation of one that is in force.

    `sector_alert` was chosen when the form was drawn (`ids.sector_alert_ref`). `seen`: the version that is
    changed by it, None for one that nobody has written yet. `follows`: the message after which it was begun,
    None where nobody asks. `exercise`, `basis`: said once, with the first.
    """

    sector_alert: str
    msg_type: MessageType
    content: Content
    texts: Texts
    by: str
    seen: int | None = None
    exercise: bool = False
    basis: str | None = None
    follows: int | None = None


@dataclass(frozen=True, slots=True)
class SubmitSectorAlert:
    sector_alert: str
    by: str
    seen: int


@dataclass(frozen=True, slots=True)
class SendBackSectorAlert:
    sector_alert: str
    by: str
    seen: int
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawSectorAlert:
    """What is being written: of an alert that is in force only the update or the cancellation."""

    sector_alert: str
    by: str
    seen: int


@dataclass(frozen=True, slots=True)
class ReleaseSectorAlert:
    """`sender`: as this room calls itself in CAP. `recipients`: those whom whoever releases it has seen."""

    sector_alert: str
    by: str
    seen: int
    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReceiveSectorAlert:
    """A company says that it has message `number`; `by` is an account or a unit of it."""

    sector_alert: str
    company: str
    number: int
    by: str
    how: How


ChangeOfSectorAlert = (
    DraftSectorAlert | SubmitSectorAlert | SendBackSectorAlert | WithdrawSectorAlert | ReleaseSectorAlert
)
SectorAlertCommand = ChangeOfSectorAlert | ReceiveSectorAlert
