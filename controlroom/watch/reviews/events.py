"""What happens to a review."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, NamedTuple

from controlroom.watch.measures import Decision
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE
from controlroom.watch.reviews.review import Line


@dataclass(frozen=True, slots=True)
class _OfReview:
    month: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.REVIEW, self.month),)


@dataclass(frozen=True, slots=True)
class ReviewOpened(_OfReview):
    kind: ClassVar = "review.opened"
    by: str
    at: datetime
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class LineDecided(_OfReview):
    kind: ClassVar = "review.line_decided"
    measure: str
    file: str
    decision: Decision
    by: str
    at: datetime
    valid_to: datetime | None = None
    strength: int | None = None
    words: str | None = field(default=None, metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class LineReopened(_OfReview):
    kind: ClassVar = "review.line_reopened"
    measure: str
    file: str
    by: str
    at: datetime


class Proposed(NamedTuple):
    """Which version of a measure a review proposed."""

    measure: str
    version: int


@dataclass(frozen=True, slots=True)
class ReviewClosed(_OfReview):
    """`gone`: the measures that had ended meanwhile; all others have a change that was proposed."""

    kind: ClassVar = "review.closed"
    by: str
    at: datetime
    proposed: tuple[Proposed, ...]
    gone: tuple[str, ...] = ()


ReviewEvent = ReviewOpened | LineDecided | LineReopened | ReviewClosed
