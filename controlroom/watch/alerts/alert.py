"""What is known of one alert, and by when somebody has to have done something about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from controlroom.watch.book import Book, Measure, Threshold
from controlroom.watch.escalation import Ladder
from controlroom.watch.refs import Expectation
from controlroom.watch.reports import Status
from controlroom.watch.words import mark

MUST_BE_SEEN: Final = 2
"""A cleared alert of this priority or higher stays on the screens until somebody acknowledged it."""
MUST_BE_CLOSED: Final = 1
"""An alert of this priority ends only when a person closed it and said what it was."""
LINGERS: Final = timedelta(minutes=1)
"""An alert that cleared and comes back within this time is the same one."""
ON_TIME: Final = timedelta(seconds=5)
"""A call that was made this much after its time was made in time: the watch looks once a second."""
CHATTERS_AT: Final = Threshold(
    "alert.chattering", "cycles", 3, Measure.TIMES, 2, 20, mark("chattering from so many times in a minute")
)
CHATTER_WINDOW: Final = timedelta(minutes=1)
"""Requirement R23: three or more times in one minute."""
QUIET_FOR: Final = Threshold(
    "alert.chattering",
    "quiet",
    60,
    Measure.SECONDS,
    10,
    3600,
    mark("a chattering alert clears after so long without"),
)


class Condition(StrEnum):
    ACTIVE = "active"
    CLEARED = "cleared"


class Suppression(StrEnum):
    """Why it asks for nobody: set aside by a person, explained by its cause, its thing out of service."""

    NONE = "none"
    SHELVED = "shelved"
    BY_DESIGN = "suppressed_by_design"
    OUT_OF_SERVICE = "out_of_service"


class Handling(StrEnum):
    NEW = "new"
    ASSIGNED = "assigned"
    INVESTIGATING = "investigating"
    RESOLVED = "resolved"
    CLOSED = "closed"

    @property
    def in_work(self) -> bool:
        return self in (Handling.ASSIGNED, Handling.INVESTIGATING, Handling.RESOLVED)


class Disposition(StrEnum):
    """What it was, as whoever closed it says (requirement R26)."""

    TRUE = "true"
    FALSE = "false"
    DUPLICATE = "duplicate"
    TEST = "test"
    NO_ACTION = "no_action"


@dataclass(frozen=True, slots=True)
class Answer:
    """A step of the rule's list that somebody took."""

    step: str
    answer: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """`id` is the journal's number of its raising; `object` the thing it is about, as in `post:EU-07`.

    `version` grows when it becomes another; an act names the one it saw. `cause` explains an alert that is
    suppressed by design. `asked_at`: when it first asked for somebody, as what is held back and an exercise
    do not. `wants_since`: when it began to want somebody; `escalation`: rungs of the ladder
    taken since, the last of them at `escalated_at`; `called`: by which means. `attention`: it was
    acknowledged, and then nobody touched it for too long. `undone_at`: an acknowledgement was taken back.
    `returns`: the last times at which it came; `files`: what it speaks of besides its thing;
    `lull_since`: it chatters, and its condition is gone since then. `ended_at`: it is history.
    """

    id: int
    rule: str
    object: str
    priority: int
    site: str | None
    raised_at: datetime
    status: Status
    latched: bool
    wants_since: datetime
    asked_at: datetime | None = None
    count: int = 1
    version: int = 1
    condition: Condition = Condition.ACTIVE
    cleared_at: datetime | None = None
    acked_by: str | None = None
    acked_at: datetime | None = None
    first_acked_at: datetime | None = None
    suppression: Suppression = Suppression.NONE
    cause: str | None = None
    shelved_by: str | None = None
    shelved_until: datetime | None = None
    shelf_reason: str | None = None
    handling: Handling = Handling.NEW
    assigned_to: str | None = None
    disposition: Disposition | None = None
    escalation: int = 0
    escalated_at: datetime | None = None
    called: tuple[str, ...] = ()
    touched_at: datetime | None = None
    attention: bool = False
    undone_at: datetime | None = None
    returns: tuple[datetime, ...] = ()
    files: tuple[str, ...] = ()
    chattering: bool = False
    lull_since: datetime | None = None
    answers: tuple[Answer, ...] = ()
    reset_asked_by: str | None = None
    reset_asked_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.ended_at is None

    @property
    def active(self) -> bool:
        return self.open and self.condition is Condition.ACTIVE

    @property
    def needs_a_person(self) -> bool:
        """It does not end by itself: it has to be seen, to be closed, or somebody is at work on it.

        What was held back by the watch asked for nobody, and asks for nobody when it is over.
        """
        if self.suppression in (Suppression.BY_DESIGN, Suppression.OUT_OF_SERVICE):
            return False
        unseen = self.acked_by is None and self.priority <= MUST_BE_SEEN
        unclosed = self.priority <= MUST_BE_CLOSED and self.status is Status.ACTUAL
        return unseen or unclosed or self.handling.in_work

    @property
    def shown(self) -> bool:
        """It belongs on the screens: it holds, or somebody still has to do something about it."""
        return self.open and self.suppression is Suppression.NONE and (self.active or self.needs_a_person)

    @property
    def counts(self) -> bool:
        """It is among the figures by which the room is judged (requirement R26)."""
        return self.open and self.suppression is Suppression.NONE and self.status is Status.ACTUAL

    @property
    def wants_somebody(self) -> bool:
        unanswered = self.acked_by is None or self.attention
        return self.active and self.suppression is Suppression.NONE and unanswered

    def escalates_at(self, book: Book) -> datetime | None:
        """When the next rung of the ladder is due; an exercise calls nobody."""
        ladder = book.ladder(self.priority)
        rung = ladder.rung(self.escalation)
        if rung is None or not self.wants_somebody or self.status is not Status.ACTUAL:
            return None
        return self.wants_since + timedelta(seconds=rung.after_s) + self._called_late_by(ladder)

    def _called_late_by(self, ladder: Ladder) -> timedelta:
        """After a downtime the next call keeps its distance to the one before, which may be answered yet.

        An acknowledgement that was taken back makes no later call later: it is as if it had never been.
        """
        last = ladder.rung(self.escalation - 1) if self.escalation else None
        if last is None or self.escalated_at is None:
            return timedelta()
        due = self.wants_since + timedelta(seconds=last.after_s)
        if self.undone_at and self.undone_at <= self.escalated_at:
            due = max(due, self.undone_at)
        late = self.escalated_at - due
        return late if late > ON_TIME else timedelta()


def expectations(alert: Alert, book: Book) -> list[Expectation]:
    if not alert.open:
        return []
    dues = {
        "unshelve": alert.shelved_until,
        "lull": alert.lull_since and alert.lull_since + book.time(QUIET_FOR),
        "escalate": alert.escalates_at(book),
        "untouched": _untouched_at(alert, book),
        "end": _ends_at(alert),
    }
    return [Expectation(kind, due) for kind, due in dues.items() if due]


def _untouched_at(alert: Alert, book: Book) -> datetime | None:
    patience = book.ladder(alert.priority).untouched
    in_hand = alert.active and alert.suppression is Suppression.NONE and not alert.attention
    if patience is None or alert.touched_at is None or alert.acked_by is None or not in_hand:
        return None
    return alert.touched_at + patience if alert.status is Status.ACTUAL else None


def _ends_at(alert: Alert) -> datetime | None:
    if alert.condition is Condition.ACTIVE or alert.needs_a_person or alert.cleared_at is None:
        return None
    return max(alert.cleared_at, alert.touched_at or alert.cleared_at) + LINGERS
