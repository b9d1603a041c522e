"""Reviews: once a month every measure in force is decided upon (requirement R40)."""

from controlroom.watch.reviews.acts import (
    ChangeOfReview,
    CloseReview,
    DecideLine,
    OpenReview,
    ReopenLine,
    ReviewCommand,
)
from controlroom.watch.reviews.apply import apply
from controlroom.watch.reviews.decide import decide
from controlroom.watch.reviews.events import (
    LineDecided,
    LineReopened,
    Proposed,
    ReviewClosed,
    ReviewEvent,
    ReviewOpened,
)
from controlroom.watch.reviews.review import Line, Review, Ruling

__all__ = [
    "ChangeOfReview",
    "CloseReview",
    "DecideLine",
    "Line",
    "LineDecided",
    "LineReopened",
    "OpenReview",
    "Proposed",
    "ReopenLine",
    "Review",
    "ReviewClosed",
    "ReviewCommand",
    "ReviewEvent",
    "ReviewOpened",
    "Ruling",
    "apply",
    "decide",
]
