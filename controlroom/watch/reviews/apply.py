"""How a review takes what happened to it; `seq` is where the words of a decision stand."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from controlroom.watch.reviews.events import (
    LineDecided,
    LineReopened,
    ReviewClosed,
    ReviewEvent,
    ReviewOpened,
)
from controlroom.watch.reviews.review import Review, Ruling


def apply(review: Review | None, event: ReviewEvent, seq: int, _: datetime) -> Review:
    if isinstance(event, ReviewOpened):
        return Review(event.month, event.by, event.at, event.lines)
    if review is None:
        raise LookupError(f"{event.kind} of a review that was never opened")
    match event:
        case LineDecided():
            ruling = Ruling(event.decision, event.by, event.at, seq, event.valid_to, event.strength)
            return _with_ruling(review, event.measure, ruling)
        case LineReopened(measure=measure):
            return _with_ruling(review, measure, None)
        case ReviewClosed():
            return _closed(review, event)
        case _:
            assert_never(event)


def _with_ruling(review: Review, measure: str, ruling: Ruling | None) -> Review:
    lines = (replace(one, ruling=ruling) if one.measure == measure else one for one in review.lines)
    return replace(review, lines=tuple(lines))


def _closed(review: Review, event: ReviewClosed) -> Review:
    proposed, gone = dict(event.proposed), frozenset(event.gone)
    lines = (
        replace(one, gone=one.measure in gone, proposed=proposed.get(one.measure)) for one in review.lines
    )
    return replace(review, lines=tuple(lines), closed_by=event.by, closed_at=event.at)
