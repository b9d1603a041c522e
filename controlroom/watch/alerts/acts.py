"""What a person can do with an alert. `by` is an account's name, `seen` the version on the screen."""

from dataclasses import dataclass
from datetime import datetime

from controlroom.watch.alerts.alert import Disposition


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """`bulk`: one of many at once."""

    alert: int
    by: str
    seen: int
    bulk: bool = False


@dataclass(frozen=True, slots=True)
class UndoAcknowledgement:
    """A slip of the hand, taken back by whoever made it."""

    alert: int
    by: str


@dataclass(frozen=True, slots=True)
class Assign:
    alert: int
    by: str
    to: str
    seen: int


@dataclass(frozen=True, slots=True)
class Investigate:
    alert: int
    by: str


@dataclass(frozen=True, slots=True)
class Note:
    alert: int
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Escalate:
    """Call somebody now, without waiting for the ladder."""

    alert: int
    by: str
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shelve:
    alert: int
    by: str
    seen: int
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Unshelve:
    alert: int
    by: str


@dataclass(frozen=True, slots=True)
class Resolve:
    alert: int
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Close:
    alert: int
    by: str
    seen: int
    disposition: Disposition
    text: str


@dataclass(frozen=True, slots=True)
class AnswerStep:
    alert: int
    by: str
    step: str
    answer: str


@dataclass(frozen=True, slots=True)
class Reset:
    """Of a latched alert, by whoever knows the unit's code; it takes two persons."""

    alert: int
    by: str


Act = (
    Acknowledge
    | UndoAcknowledgement
    | Assign
    | Investigate
    | Note
    | Escalate
    | Shelve
    | Unshelve
    | Resolve
    | Close
    | AnswerStep
    | Reset
)
