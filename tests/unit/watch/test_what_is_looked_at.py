"""What is pending costs nothing until it is due: nobody walks through all that is known for one report."""

from typing import Any

import pytest

from controlroom.watch.book import SetThreshold
from controlroom.watch.commands import Command
from controlroom.watch.incidents import IncidentKind
from controlroom.watch.patrols import PatrolKind
from controlroom.watch.units import HearUnit, MissPulse
from tests.unit.watch.room import (
    Room,
    incident_word,
    leg_word,
    noon,
    plan_check,
    post_word,
    the_post,
    the_visit,
)


class Walked(dict[Any, Any]):
    """Says so when somebody goes through all of it."""

    times = 0

    def items(self) -> Any:
        self.times += 1
        return super().items()

    def values(self) -> Any:
        self.times += 1
        return super().values()

    def __iter__(self) -> Any:
        self.times += 1
        return super().__iter__()


REPORTS: dict[str, Command] = {
    "incident": incident_word(IncidentKind.BREACH, 1, 1),
    "post": post_word("EU-07A", PatrolKind.LEFT, 1),
    "leg": leg_word(1, eta=noon(90)),
    "silence": MissPulse("PATROL-1", noon()),
    "sign of life": HearUnit("PATROL-1"),
}


def walked_by(command: Command) -> int:
    room = Room.of(the_post(), the_visit(), *(plan_check(n, 300, 330) for n in range(9)))
    known = Walked(room.world.things)
    room.world.things = known
    room.do(command)
    return known.times


@pytest.mark.parametrize("command", REPORTS.values(), ids=REPORTS)
def test_a_report_looks_at_what_it_is_about(command: Command) -> None:
    assert walked_by(command) == 0


def test_another_threshold_looks_at_all_once() -> None:
    assert walked_by(SetThreshold("patrol.missed", "grace", 20, "chief")) == 1
