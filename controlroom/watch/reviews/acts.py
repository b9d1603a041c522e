"""What people do with a review. `by` is an account's name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from controlroom.watch.measures import Decision
from controlroom.watch.reviews.review import Line


@dataclass(frozen=True, slots=True)
class OpenReview:
    """`lines`: every measure that is in force now, with the figures of the month."""

    month: str
    by: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class DecideLine:
    month: str
    measure: str
    decision: Decision
    by: str
    words: str
    valid_to: datetime | None = None
    strength: int | None = None


@dataclass(frozen=True, slots=True)
class ReopenLine:
    """Takes the decision on a line back."""

    month: str
    measure: str
    by: str


@dataclass(frozen=True, slots=True)
class CloseReview:
    """`words`: those of each line, by its measure, as the journal has them; all lines are named."""

    month: str
    by: str
    words: Mapping[str, str] = field(default_factory=dict)


ChangeOfReview = DecideLine | ReopenLine | CloseReview
ReviewCommand = OpenReview | ChangeOfReview
