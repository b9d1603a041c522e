"""A scenario: a plan that the watch is told, and the conduct of the field that ought to follow it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from controlroom.demo.field.conduct import Conduct
from controlroom.demo.field.reports import reports
from controlroom.demo.field.sending import Sending
from controlroom.demo.plan.timetable import Timetable
from controlroom.watch.commands import SetupCommand


@dataclass(frozen=True, slots=True)
class Scenario:
    """`plan` takes the seed, and puts things before what names them; `conduct` takes the speed.

    The patience of the watch is real time at any speed. What has to outlast it must therefore last as long
    in real time: it is planned by `Timetable.unhurried`, and its seconds are multiplied by the speed.
    """

    tells: str
    plan: Callable[[Timetable, int], list[SetupCommand]]
    conduct: Callable[[float], Conduct]

    def at(self, start: datetime, seed: int, speed: float = 1.0) -> "Showing":
        """`speed`: seconds of the scenario in one second."""
        return Showing(self.plan(Timetable(start, speed), seed), self.conduct(speed), start, seed, speed)


@dataclass(frozen=True, slots=True)
class Showing:
    """A scenario at a moment; the same start, seed and speed are the same plan and the same reports."""

    plan: list[SetupCommand]
    conduct: Conduct
    start: datetime
    seed: int
    speed: float

    def reports(self) -> Iterator[Sending]:
        """Without end, in the order in which they are sent."""
        return reports(self.plan, self.conduct, self.start, self.seed, self.speed)
