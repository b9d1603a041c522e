"""What an early warning waits for, and for how long: that somebody reads it, that a partner answers (R33).

One that was unfounded waits for nobody, but for the day on which its words are erased.
"""

from datetime import datetime
from typing import Final

from controlroom.watch.book import Book, Measure, Threshold
from controlroom.watch.early_warnings.early_warning import EarlyWarning, WarningState
from controlroom.watch.early_warnings.events import (
    WarningEvent,
    WarningPurged,
    WarningStayedUnanswered,
    WarningStayedUnread,
)
from controlroom.watch.refs import Expectation
from controlroom.watch.words import mark

UNREAD_AFTER: Final = Threshold(
    "early_warning.untriaged", "after", 15, Measure.MINUTES, 1, 1440, mark("nobody took it up for so long")
)
UNANSWERED_AFTER: Final = Threshold(
    "early_warning.no_opinion", "after", 24, Measure.HOURS, 1, 720, mark("P4: no opinion for so long")
)
STILL_UNANSWERED_AFTER: Final = Threshold(
    "early_warning.no_opinion", "rises", 72, Measure.HOURS, 1, 2160, mark("P3: no opinion for so long")
)
PURGE: Final = "purge"


def expectations(warning: EarlyWarning, book: Book) -> list[Expectation]:
    if warning.state is WarningState.RECEIVED:
        due = warning.received_at + book.time(UNREAD_AFTER)
        return [] if warning.unread else [Expectation("unread", due)]
    if warning.kept_until:
        return [Expectation(PURGE, warning.kept_until)]
    if not warning.awaits_opinions:
        return []
    steps = (("unanswered", UNANSWERED_AFTER), ("still_unanswered", STILL_UNANSWERED_AFTER))
    return [Expectation(kind, _asked_at(warning) + book.time(by)) for kind, by in steps[warning.unanswered :]]


def _asked_at(warning: EarlyWarning) -> datetime:
    """Since when somebody has been asked; whoever is asked later does not begin the time anew."""
    return warning.shared[0].at


def pass_deadline(warning: EarlyWarning, kind: str) -> list[WarningEvent]:
    of = warning.ref, warning.site
    match kind:
        case "unread":
            return [WarningStayedUnread(*of)]
        case "unanswered":
            return [WarningStayedUnanswered(*of, 1)]
        case "still_unanswered":
            return [WarningStayedUnanswered(*of, 2)]
        case "purge":
            return [WarningPurged(*of)]
        case _:
            return []
