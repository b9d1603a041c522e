"""What a rule is: one object that says all there is to say about one kind of alert."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from controlroom.watch.book import Book, Threshold
from controlroom.watch.measures.measure import Measure
from controlroom.watch.measures.terms import MeasureKind
from controlroom.watch.refs import Noun
from controlroom.watch.reports import Status


class Sight(Protocol):
    """What a rule may see besides its thing."""

    @property
    def book(self) -> Book: ...

    def effective(self, file: str) -> frozenset[MeasureKind]: ...

    def undecided(self, file: str) -> Sequence[Measure]: ...


@dataclass(frozen=True, slots=True)
class Holds:
    """A rule holds for a thing, with this priority (1 highest to 4).

    `count` is how many there are of what it counts; None where it counts nothing but its own returns.
    `cause` explains it, so that it asks for nobody by itself. `files` that it speaks of besides those that
    its thing says by its name.
    """

    priority: int
    site: str | None = None
    count: int | None = None
    status: Status = Status.ACTUAL
    cause: str | None = None
    files: tuple[str, ...] = ()


class Ends(StrEnum):
    BY_ITSELF = "by_itself"
    BY_A_PERSON = "by_a_person"


class Owner(StrEnum):
    OPERATOR = "operator"
    DUTY_OFFICER = "duty_officer"
    SHIFT_LEADER = "shift_leader"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the list that goes with a rule (requirement R27).

    `leads`: each possible answer with the step that follows it; an empty step ends the list.
    """

    id: str
    text: str
    owner: Owner
    within_s: int
    leads: tuple[tuple[str, str], ...]

    @property
    def answers(self) -> tuple[str, ...]:
        return tuple(answer for answer, _ in self.leads)

    def after(self, answer: str) -> str:
        return dict(self.leads)[answer]


@dataclass(frozen=True, slots=True)
class Rule:
    """`holds(thing, sight)` says whether it asks for somebody. The dedupe key is the thing.

    `raises`, `clears` and `action` are for people; a `latched` alert is cleared by nothing but a reset.
    """

    name: str
    noun: Noun
    holds: Callable[[Any, Sight], Holds | None]
    title: str
    action: str
    raises: str
    clears: str
    thresholds: tuple[Threshold, ...] = ()
    steps: tuple[Step, ...] = ()
    ends: Ends = Ends.BY_ITSELF
    latched: bool = False
