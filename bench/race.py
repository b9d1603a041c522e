"""What the answers of a race say, held against the journal: one winner, and every loser told who."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bench.wire import Answer


class Told(StrEnum):
    """What an officer learned about an alert that all of them wanted."""

    WON = "won"
    LOST = "told who was first, and when"
    UNNAMED = "refused without the winner's name or time"
    BROKEN = "5xx, or no answer"


@dataclass(frozen=True, slots=True)
class Press:
    """`by`: who pressed, as people call them; `winner`: whom the answer names as the first."""

    alert: int
    by: str
    told: Told
    winner: str
    took_ms: float


@dataclass(frozen=True, slots=True)
class Race:
    """`wrong`: alerts whose answers and journal do not agree on exactly one winner."""

    alerts: int
    presses: Sequence[Press]
    wrong: Sequence[int]

    def told(self, told: Told) -> int:
        return sum(press.told is told for press in self.presses)


def judge(presses: Sequence[Press], journal: Iterable[tuple[int, str]]) -> Race:
    """`journal`: each acknowledgement that is written, and by whom, as people call them."""
    written: dict[int, list[str]] = defaultdict(list)
    for alert, by in journal:
        written[alert].append(by)
    pressed: dict[int, list[Press]] = defaultdict(list)
    for press in presses:
        pressed[press.alert].append(press)
    wrong = [alert for alert, of_it in pressed.items() if not _one_winner(of_it, written[alert])]
    return Race(len(pressed), presses, wrong)


def _one_winner(presses: Sequence[Press], written: Sequence[str]) -> bool:
    """The one who was told so stands in the journal, once, and is whom all others were told."""
    winners = [press.by for press in presses if press.told is Told.WON]
    named = Counter(press.winner for press in presses)
    return len(winners) == 1 and winners == list(written) and set(named) == set(winners)


@dataclass(frozen=True, slots=True)
class Form:
    """An officer's form with many alerts: how many were theirs, how many somebody's before."""

    done: int
    before: int
    wrong: bool
    took_ms: float


def judge_forms(
    answers: Sequence[tuple[Answer, float]], chosen: Sequence[int], written: Sequence[int]
) -> Sequence[Form]:
    """Together they are told each alert once, as the journal has it; a form that is refused is wrong."""
    told = [_counts(answer) for answer, _ in answers]
    once = Counter(alert for alert in written if alert in set(chosen)) == Counter(chosen)
    together = sum(done for done, _ in told) == len(chosen)
    return [
        Form(done, before, not (once and together and done + before == len(chosen)), took_ms)
        for (done, before), (_, took_ms) in zip(told, answers, strict=True)
    ]


def _counts(answer: Answer) -> tuple[int, int]:
    return (answer.body["acknowledged"], answer.body["before"]) if answer.status == 200 else (0, 0)
