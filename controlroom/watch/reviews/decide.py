"""What follows from an act on a review, or why it is refused."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, assert_never

from controlroom.clock import BRUSSELS
from controlroom.errors import Refused, Stale, Term
from controlroom.watch.measures import (
    Decision,
    FixedPost,
    Measure,
    MeasureEvent,
    Patrols,
    ProposeChange,
    Terms,
)
from controlroom.watch.reviews.acts import CloseReview, DecideLine, OpenReview, ReopenLine, ReviewCommand
from controlroom.watch.reviews.events import (
    LineDecided,
    LineReopened,
    Proposed,
    ReviewClosed,
    ReviewEvent,
    ReviewOpened,
)
from controlroom.watch.reviews.review import Line, Review, Ruling
from controlroom.watch.words import mark

MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
NAMED_AT_MOST: Final = 20
NO_MONTH: Final = mark("Write the month as 2026-11.")
TO_COME: Final = mark("This month has not begun yet.")
NOTHING: Final = mark("No measure is in force: there is nothing to review.")
NO_REVIEW: Final = mark("No review of this month was opened.")
CLOSED: Final = mark("This review is closed: its proposals were made.")
NOT_IN_IT: Final = mark("%(measure)s was not in force when this review was opened.")
SAY_WHY: Final = mark("Say why.")
NO_DECISION: Final = mark("Extend, reduce, maintain or end it.")
UNDECIDED: Final = mark("These lines are not decided yet: %(measures)s.")
NO_STRENGTH: Final = mark("Only a fixed post has a strength, and patrols have rounds a day.")
CANNOT: Final = mark("The change of %(measure)s cannot be proposed: %(why)s")
LOOK_AGAIN: Final = mark("The review changed in the meantime: look again.")

Propose = Callable[[Measure, ProposeChange], list[MeasureEvent]]
"""What a change of a measure leads to, or why it is refused (watch.measures.decide)."""


def decide(
    review: Review | None,
    command: ReviewCommand,
    measures: Mapping[str, Measure],
    propose: Propose,
    now: datetime,
) -> list[ReviewEvent | MeasureEvent]:
    """`measures`: what is known of those that the command names."""
    if isinstance(command, OpenReview):
        return [*_open(review, command, now)]
    if review is None:
        raise Refused(NO_REVIEW, field="month")
    if review.closed:
        if isinstance(command, CloseReview) and review.closed_by == command.by:
            return []
        raise Refused(CLOSED, field="month")
    match command:
        case DecideLine():
            return [_rule(review, command, measures, propose, now)]
        case ReopenLine(measure=key, by=by):
            line = _line(review, key)
            return [LineReopened(review.month, key, line.file, by, now)] if line.ruling else []
        case CloseReview():
            return _close(review, command, measures, propose, now)
        case _:
            assert_never(command)


def _open(review: Review | None, command: OpenReview, now: datetime) -> list[ReviewOpened]:
    if not MONTH.fullmatch(command.month):
        raise Refused(NO_MONTH, field="month")
    if command.month > f"{now.astimezone(BRUSSELS):%Y-%m}":
        raise Refused(TO_COME, field="month")
    if review:
        return []
    if not command.lines:
        raise Refused(NOTHING, field="month")
    return [ReviewOpened(command.month, command.by, now, command.lines)]


def _line(review: Review, measure: str) -> Line:
    line = review.line(measure)
    if line is None:
        raise Refused(NOT_IN_IT, field="measure", measure=measure)
    return line


def _rule(
    review: Review,
    command: DecideLine,
    measures: Mapping[str, Measure],
    propose: Propose,
    now: datetime,
) -> LineDecided:
    """Refused at once where the measure could not be changed so now."""
    line = _line(review, command.measure)
    if command.decision is Decision.PROPOSE:
        raise Refused(NO_DECISION, field="decision")
    if not command.words.strip():
        raise Refused(SAY_WHY, field="words")
    measure = measures.get(command.measure)
    if measure is None:
        raise Stale(LOOK_AGAIN, field="measure")
    ruling = Ruling(command.decision, command.by, now, 0, command.valid_to, command.strength)
    propose(measure, _change(measure, ruling, command.by, command.words.strip()))
    return LineDecided(
        review.month,
        line.measure,
        line.file,
        command.decision,
        command.by,
        now,
        command.valid_to,
        command.strength,
        command.words.strip(),
    )


def _change(measure: Measure, ruling: Ruling, by: str, words: str) -> ProposeChange:
    """One that has no end goes on without one, and is looked at again at the next review.

    One that ends by itself still does.
    """
    ends = ruling.decision is Decision.END
    valid_to = None if ends else ruling.valid_to or measure.valid_to
    review_on = measure.review_on if valid_to is None and not ends else None
    terms = _terms(measure, ruling.strength)
    final = measure.latest.final and valid_to is not None
    return ProposeChange(
        measure.id,
        ruling.decision,
        by,
        words,
        terms=terms,
        valid_to=valid_to,
        review_on=review_on,
        final=final,
    )


def _terms(measure: Measure, strength: int | None) -> Terms | None:
    if strength is None:
        return None
    match measure.terms:
        case FixedPost() as post:
            return replace(post, strength=strength)
        case Patrols() as patrols:
            return replace(patrols, rounds_a_day=strength)
        case _:
            raise Refused(NO_STRENGTH, field="strength")


def _close(
    review: Review,
    command: CloseReview,
    measures: Mapping[str, Measure],
    propose: Propose,
    now: datetime,
) -> list[ReviewEvent | MeasureEvent]:
    """Each decision becomes the proposal of a change, by who decided it; another person approves it."""
    if any(line.measure not in measures or line.measure not in command.words for line in review.lines):
        raise Stale(LOOK_AGAIN, field="month")
    gone = tuple(line.measure for line in review.lines if measures[line.measure].over)
    if undecided := review.undecided(gone):
        named = ", ".join(undecided[:NAMED_AT_MOST]) + (", …" if len(undecided) > NAMED_AT_MOST else "")
        raise Refused(UNDECIDED, field="lines", measures=named)
    changes: list[ReviewEvent | MeasureEvent] = []
    proposed: list[Proposed] = []
    for line in review.lines:
        measure, ruling = measures[line.measure], line.ruling
        if ruling is None or line.measure in gone:
            continue
        words = command.words[line.measure].strip() or review.month
        changes += _proposal(measure, _change(measure, ruling, ruling.by, words), propose)
        proposed.append(Proposed(measure.id, measure.next_number))
    return [*changes, ReviewClosed(review.month, command.by, now, tuple(proposed), gone)]


def _proposal(measure: Measure, change: ProposeChange, propose: Propose) -> list[MeasureEvent]:
    try:
        return propose(measure, change)
    except Refused as refusal:
        why = Term(refusal.message) if not refusal.words else refusal.detail
        raise Refused(CANNOT, field="lines", measure=measure.id, why=why) from refusal
