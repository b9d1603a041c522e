"""What happens to an early warning. Each names the site: a restricted one keeps what is said of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from controlroom.watch.early_warnings.early_warning import Account, Behaviour, Outcome
from controlroom.watch.meetings.meeting import Invitee, Service
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE, Report


@dataclass(frozen=True, slots=True)
class _OfWarning:
    warning: str
    site: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.EARLY_WARNING, self.warning),)


@dataclass(frozen=True, slots=True)
class WarningReported(_OfWarning):
    """`at` is the sender's time, never later than when it was received; `level` is that of the site.

    `tally`: the behaviour at a site for which it counts (behaviours.py).
    """

    kind: ClassVar = "early_warning.reported"
    report: Report
    company: str
    behaviour: Behaviour
    at: datetime
    level: int
    account: Account | None = field(default=None, metadata=PRIVATE)
    tally: str | None = None

    def touches(self) -> tuple[Ref, ...]:
        warning = Ref(Noun.EARLY_WARNING, self.warning)
        return (warning, Ref(Noun.BEHAVIOUR, self.tally)) if self.tally else (warning,)


@dataclass(frozen=True, slots=True)
class WarningTriaged(_OfWarning):
    kind: ClassVar = "early_warning.triaged"
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WarningShared(_OfWarning):
    """With those with whom it was not shared before."""

    kind: ClassVar = "early_warning.shared"
    partners: tuple[Invitee, ...]
    by: str
    at: datetime
    need: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class WarningOpinionGiven(_OfWarning):
    """`service`: for whom it was given."""

    kind: ClassVar = "early_warning.opinion_given"
    by: str
    service: Service
    at: datetime
    text: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class WarningInvestigated(_OfWarning):
    kind: ClassVar = "early_warning.investigated"
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WarningAssessed(_OfWarning):
    """`action`: whether protective action is needed; then `measure` was proposed."""

    kind: ClassVar = "early_warning.assessed"
    action: bool
    by: str
    at: datetime
    measure: str | None = None
    text: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class WarningFeedbackGiven(_OfWarning):
    """What the company is told."""

    kind: ClassVar = "early_warning.feedback_given"
    by: str
    at: datetime
    text: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class WarningClosed(_OfWarning):
    kind: ClassVar = "early_warning.closed"
    outcome: Outcome
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WarningStayedUnread(_OfWarning):
    """Nobody took it up in time."""

    kind: ClassVar = "early_warning.stayed_unread"


@dataclass(frozen=True, slots=True)
class WarningStayedUnanswered(_OfWarning):
    """No partner has said anything, for the first time or for the second."""

    kind: ClassVar = "early_warning.stayed_unanswered"
    times: int


@dataclass(frozen=True, slots=True)
class WarningPurged(_OfWarning):
    """It was unfounded, and its time is over: what was said in it, and its photos, are gone."""

    kind: ClassVar = "early_warning.purged"


@dataclass(frozen=True, slots=True)
class WarningLinked(_OfWarning):
    """Somebody said that it describes the same person as others do. `seen_at`: when it was, by the report."""

    kind: ClassVar = "early_warning.linked"
    described: str
    company: str
    unit: str
    seen_at: datetime
    by: str
    reason: str | None = field(default=None, metadata=PRIVATE)

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.EARLY_WARNING, self.warning), Ref(Noun.DESCRIBED, self.described))


@dataclass(frozen=True, slots=True)
class WarningUnlinked(_OfWarning):
    """`reason`: none where it was only linked to another described person."""

    kind: ClassVar = "early_warning.unlinked"
    described: str
    by: str
    reason: str | None = field(default=None, metadata=PRIVATE)

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.EARLY_WARNING, self.warning), Ref(Noun.DESCRIBED, self.described))


@dataclass(frozen=True, slots=True)
class WarningToldApart(_OfWarning):
    """Somebody said that it and another report describe two persons."""

    kind: ClassVar = "early_warning.told_apart"
    other: str
    by: str
    reason: str | None = field(default=None, metadata=PRIVATE)

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.EARLY_WARNING, self.warning), Ref(Noun.EARLY_WARNING, self.other))


@dataclass(frozen=True, slots=True)
class WarningOfferedAgain(_OfWarning):
    """That they describe two persons was taken back."""

    kind: ClassVar = "early_warning.offered_again"
    other: str
    by: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.EARLY_WARNING, self.warning), Ref(Noun.EARLY_WARNING, self.other))


WarningEvent = (
    WarningReported
    | WarningTriaged
    | WarningShared
    | WarningOpinionGiven
    | WarningInvestigated
    | WarningAssessed
    | WarningFeedbackGiven
    | WarningClosed
    | WarningStayedUnread
    | WarningStayedUnanswered
    | WarningPurged
    | WarningLinked
    | WarningUnlinked
    | WarningToldApart
    | WarningOfferedAgain
)
