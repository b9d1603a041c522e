"""What a race's answers say: who was told the truth."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bench.peers.at_once import Answer


@dataclass(frozen=True, slots=True)
class SameReport:
    """One new report, sent over many connections at once: what each was told, and what is stored.

    `named`: under which name each answer says the report is kept, empty where it says none.
    """

    answers: Sequence[Answer]
    named: Sequence[str]
    stored: Sequence[str]

    @property
    def errors(self) -> int:
        return sum(answer.status >= 500 for answer in self.answers)

    @property
    def wrong(self) -> int:
        """Answers that do not say ok and name the one report that is stored."""
        told = zip(self.answers, self.named, strict=True)
        right = sum(200 <= answer.status < 300 and [name] == list(self.stored) for answer, name in told)
        return len(self.answers) - right


class Outcome(StrEnum):
    """Of two acknowledgements at once."""

    NAMED = "one told ok, the other told who was first"
    UNNAMED = "one told ok, the other refused without a name"
    BOTH = "both told ok"
    NEITHER = "neither told ok, or an error"


def outcome(officers: tuple[str, str], answers: Sequence[Answer]) -> Outcome:
    """`officers` by the names that the loser should be told."""
    first, second = answers
    if max(first.status, second.status) >= 500:
        return Outcome.NEITHER
    match first.status == 200, second.status == 200:
        case True, True:
            return Outcome.BOTH
        case True, False:
            return _told(officers[0], second)
        case False, True:
            return _told(officers[1], first)
        case _:
            return Outcome.NEITHER


def _told(winner: str, loser: Answer) -> Outcome:
    return Outcome.NAMED if winner in loser.text else Outcome.UNNAMED


def outcomes(pairs: Sequence[Outcome]) -> list[str]:
    """A column for each outcome."""
    counts = Counter(pairs)
    return [str(counts[each]) for each in Outcome]
