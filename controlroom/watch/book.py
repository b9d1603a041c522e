"""The book of the watch: thresholds and ladders as the administrator set them, and as they are by themselves.

A threshold stands in the file of the noun that it is about. The book knows only what was set otherwise, for
all, or for one site, post or unit. Each change is an event: a rebuild folds the past by the book of its day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar, Final

from controlroom.errors import Refused, Term
from controlroom.watch.escalation import USUAL_LADDERS, Ladder
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.words import mark


class Measure(StrEnum):
    SECONDS = "s"
    MINUTES = "min"
    HOURS = "h"
    DAYS = "d"
    TIMES = "times"
    PERCENT = "%"
    GIB = "GiB"
    METRES = "m"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of one rule, in its measure, between `least` and `most`.

    `by`: for which things it may be set apart from all others, the most particular first.
    """

    rule: str
    name: str
    usual: float
    measure: Measure
    least: float
    most: float
    what: str
    by: tuple[Noun, ...] = ()

    @property
    def time(self) -> timedelta:
        return self.as_time(self.usual)

    def as_time(self, value: float) -> timedelta:
        match self.measure:
            case Measure.SECONDS:
                return timedelta(seconds=value)
            case Measure.MINUTES:
                return timedelta(minutes=value)
            case Measure.HOURS:
                return timedelta(hours=value)
            case Measure.DAYS:
                return timedelta(days=value)
            case Measure.TIMES | Measure.PERCENT | Measure.GIB | Measure.METRES:
                raise TypeError(f"{self.rule} {self.name} is no time")


@dataclass(frozen=True, slots=True)
class Set:
    """`scope` is a thing as in `post:EU-07`; empty for all."""

    name: str
    scope: str
    value: float


@dataclass(frozen=True, slots=True)
class Terms:
    """What was set otherwise for one rule."""

    rule: str
    numbers: tuple[Set, ...] = ()


@dataclass(frozen=True, slots=True)
class SetThreshold:
    """`value` in the threshold's measure; None is back to what it is by itself. `by` is the administrator."""

    rule: str
    name: str
    value: float | None
    by: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class ThresholdSet:
    kind: ClassVar = "rule.threshold_set"
    rule: str
    name: str
    value: float | None
    by: str
    scope: str = ""

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.RULE, self.rule),)


@dataclass(frozen=True, slots=True)
class Book:
    terms: Mapping[str, Terms] = field(default_factory=dict)
    ladders: Mapping[int, Ladder] = field(default_factory=dict)

    def number(self, threshold: Threshold, *about: Ref) -> float:
        """The value for the first of these things that has one of its own, else for all, else the usual."""
        terms = self.terms.get(threshold.rule)
        if terms is None:
            return threshold.usual
        values = {of.scope: of.value for of in terms.numbers if of.name == threshold.name}
        scopes = (*map(str, about), "")
        return next((values[scope] for scope in scopes if scope in values), threshold.usual)

    def time(self, threshold: Threshold, *about: Ref) -> timedelta:
        return threshold.as_time(self.number(threshold, *about))

    def ladder(self, priority: int) -> Ladder:
        return self.ladders.get(priority) or USUAL_LADDERS[priority]

    def with_terms(self, terms: Terms) -> "Book":
        return replace(self, terms={**self.terms, terms.rule: terms})

    def with_ladder(self, ladder: Ladder) -> "Book":
        return replace(self, ladders={**self.ladders, ladder.priority: ladder})


USUAL: Final = Book()


def decide(threshold: Threshold, terms: Terms | None, command: SetThreshold) -> list[ThresholdSet]:
    named = {"rule": threshold.rule, "name": threshold.name}
    if command.scope and Ref.parse(command.scope).noun not in threshold.by:
        raise Refused(mark("%(rule)s %(name)s is the same for all"), field="scope", **named)
    if command.value is not None and not threshold.least <= command.value <= threshold.most:
        bounds = {"least": f"{threshold.least:g}", "most": f"{threshold.most:g}"}
        measure = Term(threshold.measure.value)
        raise Refused(
            mark("%(rule)s %(name)s may be %(least)s to %(most)s %(measure)s"),
            field="value",
            **named,
            **bounds,
            measure=measure,
        )
    if command.value is not None and threshold.measure is Measure.TIMES and command.value % 1:
        raise Refused(mark("%(rule)s %(name)s is a whole number"), field="value", **named)
    current = {(of.name, of.scope): of.value for of in terms.numbers} if terms else {}
    if current.get((command.name, command.scope)) == command.value:
        return []
    return [ThresholdSet(command.rule, command.name, command.value, command.by, command.scope)]


def apply(terms: Terms | None, event: ThresholdSet) -> Terms:
    kept = [of for of in terms.numbers if (of.name, of.scope) != (event.name, event.scope)] if terms else []
    fresh = [] if event.value is None else [Set(event.name, event.scope, event.value)]
    return Terms(event.rule, tuple(sorted([*kept, *fresh], key=lambda of: (of.name, of.scope))))
