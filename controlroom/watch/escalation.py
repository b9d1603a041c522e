"""The ladders: who is called, by which means and how soon, while nobody takes an alert in hand."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from typing import ClassVar, Final

from controlroom.errors import Refused
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.words import mark

RUNGS_AT_MOST: Final = 8
AFTER_AT_MOST_S: Final = 86_400
WEBHOOK: Final = re.compile(r"webhook:[a-z0-9][a-z0-9._-]{0,62}")


class Means(StrEnum):
    """`webhook:NAME` is another: a receiver outside the room."""

    DESK_SOUND = "desk_sound"
    DUTY_OFFICER = "duty_officer"
    DEPUTY = "deputy"
    SHIFT_LEADER = "shift_leader"
    WALL = "wall"


@dataclass(frozen=True, slots=True)
class Rung:
    """`after_s` counts from when the alert began to want somebody."""

    after_s: int
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """`untouched_s`: an alert that was acknowledged and not touched for so long wants somebody again."""

    priority: int
    rungs: tuple[Rung, ...] = ()
    untouched_s: int | None = None

    def rung(self, taken: int) -> Rung | None:
        """The next one, after so many."""
        return self.rungs[taken] if taken < len(self.rungs) else None

    @property
    def untouched(self) -> timedelta | None:
        return None if self.untouched_s is None else timedelta(seconds=self.untouched_s)


USUAL_LADDERS: Final = {
    1: Ladder(
        1,
        (
            Rung(30, (Means.DESK_SOUND,)),
            Rung(60, (Means.DUTY_OFFICER,)),
            Rung(120, (Means.DEPUTY, Means.SHIFT_LEADER, Means.WALL)),
        ),
        untouched_s=300,
    ),
    2: Ladder(
        2,
        (Rung(90, (Means.DESK_SOUND, Means.DUTY_OFFICER)), Rung(180, (Means.DEPUTY, Means.SHIFT_LEADER))),
        untouched_s=900,
    ),
    3: Ladder(3, untouched_s=3600),
    4: Ladder(4),
}
"""Requirements R22 and R44; the deputy is called when the second call had no answer."""


@dataclass(frozen=True, slots=True)
class SetLadder:
    ladder: Ladder
    by: str


@dataclass(frozen=True, slots=True)
class LadderSet:
    kind: ClassVar = "ladder.set"
    ladder: Ladder
    by: str

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.LADDER, str(self.ladder.priority)),)


def decide(ladder: Ladder | None, command: SetLadder) -> list[LadderSet]:
    wanted = command.ladder
    if wanted.priority not in USUAL_LADDERS:
        raise Refused(mark("there is no priority %(priority)s"), field="priority", priority=wanted.priority)
    _must_climb(wanted.rungs)
    must_be_known((means for rung in wanted.rungs for means in rung.means), field="rungs")
    if wanted.priority == 1 and not wanted.rungs:
        raise Refused(mark("a P1 that nobody acknowledges has to be called somewhere"), field="rungs")
    if wanted.untouched_s is not None and not 60 <= wanted.untouched_s <= AFTER_AT_MOST_S:
        raise Refused(mark("untouched is 60 seconds to a day"), field="untouched_s")
    same = wanted == (ladder or USUAL_LADDERS[wanted.priority])
    return [] if same else [LadderSet(wanted, command.by)]


def _must_climb(rungs: tuple[Rung, ...]) -> None:
    if len(rungs) > RUNGS_AT_MOST:
        raise Refused(mark("a ladder has at most %(most)s rungs"), field="rungs", most=RUNGS_AT_MOST)
    after = [0, *(rung.after_s for rung in rungs)]
    if any(later <= earlier for earlier, later in pairwise(after)) or after[-1] > AFTER_AT_MOST_S:
        raise Refused(mark("each rung comes later than the one before, within a day"), field="rungs")
    if any(not rung.means for rung in rungs):
        raise Refused(mark("a rung calls by at least one means"), field="rungs")


def must_be_known(means: Iterable[str], *, field: str) -> None:
    for one in means:
        if one not in set(Means) and not WEBHOOK.fullmatch(one):
            raise Refused(mark("there is no means '%(means)s'"), field=field, means=one)


def apply(ladder: Ladder | None, event: LadderSet) -> Ladder:
    return event.ladder
