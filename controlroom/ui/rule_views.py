"""What the pages of rules and ladders show: from the rules' objects and the book, pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from controlroom.store.panels.rulebook import Change, Rulebook
from controlroom.watch.book import Book, Measure, Threshold
from controlroom.watch.escalation import USUAL_LADDERS, LadderSet, Means, Rung
from controlroom.watch.refs import Noun
from controlroom.watch.rule import Ends, Rule, Step
from controlroom.watch.rules import ALL, BY_NAME, OF_ALL_ALERTS, OF_NO_ALERT
from controlroom.watch.words import mark

ALL_ALERTS: Final = mark("All alerts")
EMPTY_RUNGS: Final = 2
"""Rows for new rungs, so that the form works without a script."""


@dataclass(frozen=True, slots=True)
class Apart:
    """For one thing, as in `post:EU-07`."""

    scope: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class NumberRow:
    """`value` as it is for all, `usual` as it is by itself; `choices`: what it can be set apart for."""

    rule: str
    name: str
    what: str
    measure: Measure
    value: str
    usual: str
    least: str
    most: str
    apart: tuple[Apart, ...]
    choices: tuple[tuple[Noun, tuple[str, ...]], ...]

    @property
    def changed(self) -> bool:
        return self.value != self.usual


@dataclass(frozen=True, slots=True)
class RuleCard:
    name: str
    noun: str
    title: str
    action: str
    raises: str
    clears: str
    latched: bool
    closed_by_hand: bool
    numbers: tuple[NumberRow, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """`title` and `what` are words to be translated."""

    at: datetime
    by: str
    title: str
    what: str
    scope: str
    value: str


@dataclass(frozen=True, slots=True)
class RulesPage:
    """`complaint`: what is wrong with the number that was sent, and which one that was."""

    rules: tuple[RuleCard, ...]
    general: tuple[NumberRow, ...]
    changes: tuple[ChangeRow, ...]
    may_change: bool
    complaint: str = ""
    amiss: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class LadderCard:
    priority: int
    rungs: tuple[Rung, ...]
    untouched_min: str
    changed: bool


@dataclass(frozen=True, slots=True)
class LaddersPage:
    ladders: tuple[LadderCard, ...]
    means: tuple[str, ...]
    changes: tuple[ChangeRow, ...]
    may_change: bool
    complaint: str = ""
    amiss: int = 0


def rules_page(read: Rulebook, *, may_change: bool) -> RulesPage:
    return RulesPage(
        tuple(_rule(rule, read) for rule in ALL),
        tuple(_number(threshold, read) for threshold in (*OF_ALL_ALERTS, *OF_NO_ALERT)),
        tuple(_change(change, read) for change in read.changes),
        may_change,
    )


def _rule(rule: Rule, read: Rulebook) -> RuleCard:
    return RuleCard(
        rule.name,
        rule.noun.value,
        rule.title,
        rule.action,
        rule.raises,
        rule.clears,
        rule.latched,
        rule.ends is Ends.BY_A_PERSON,
        tuple(_number(threshold, read) for threshold in rule.thresholds),
        rule.steps,
    )


def _number(threshold: Threshold, read: Rulebook) -> NumberRow:
    return NumberRow(
        threshold.rule,
        threshold.name,
        threshold.what,
        threshold.measure,
        f"{read.book.number(threshold):g}",
        f"{threshold.usual:g}",
        f"{threshold.least:g}",
        f"{threshold.most:g}",
        tuple(_apart(threshold, read.book)),
        tuple((noun, tuple(read.scopes.get(noun, ()))) for noun in threshold.by),
    )


def _apart(threshold: Threshold, book: Book) -> Iterable[Apart]:
    terms = book.terms.get(threshold.rule)
    for of in terms.numbers if terms else ():
        if of.name == threshold.name and of.scope:
            yield Apart(of.scope, of.scope.partition(":")[2], f"{of.value:g}")


def _change(change: Change, read: Rulebook) -> ChangeRow:
    event, by = change.what, read.people.get(change.by, change.by)
    if isinstance(event, LadderSet):
        rungs = "; ".join(f"{rung.after_s} s: {', '.join(rung.means)}" for rung in event.ladder.rungs)
        return ChangeRow(change.at, by, f"P{event.ladder.priority}", mark("ladder"), "", rungs or "—")
    title = BY_NAME[event.rule].title if event.rule in BY_NAME else ALL_ALERTS
    value = "—" if event.value is None else f"{event.value:g}"
    return ChangeRow(change.at, by, title, event.name, event.scope.partition(":")[2], value)


def ladders_page(read: Rulebook, receivers: Iterable[str], *, may_change: bool) -> LaddersPage:
    """`receivers`: outside the room, each a means of its own."""
    return LaddersPage(
        tuple(_ladder(priority, read.book) for priority in USUAL_LADDERS),
        (*(means.value for means in Means), *(f"webhook:{name}" for name in receivers)),
        tuple(_change(change, read) for change in read.changes if isinstance(change.what, LadderSet)),
        may_change,
    )


def _ladder(priority: int, book: Book) -> LadderCard:
    ladder = book.ladder(priority)
    untouched = "" if ladder.untouched_s is None else f"{ladder.untouched_s / 60:g}"
    return LadderCard(priority, ladder.rungs, untouched, ladder != USUAL_LADDERS[priority])
