"""The room itself: who is on duty, and the clocks by which everything is dated (requirements R44, R50)."""

from typing import Final

from controlroom.watch.clocks import Clock, Fault
from controlroom.watch.duty import EMPTY_FOR, Duty
from controlroom.watch.refs import Noun
from controlroom.watch.rule import Holds, Rule, Sight
from controlroom.watch.words import mark


def nobody_on_duty(duty: Duty, sight: Sight) -> Holds | None:
    return Holds(2) if duty.nobody else None


def clock_jumped(clock: Clock, sight: Sight) -> Holds | None:
    return Holds(2) if clock.fault is Fault.JUMPED else None


def clock_differs(clock: Clock, sight: Sight) -> Holds | None:
    return Holds(2) if clock.fault is Fault.DIFFERS else None


NOBODY_ON_DUTY: Final = Rule(
    "duty.nobody",
    Noun.DUTY,
    nobody_on_duty,
    title=mark("Nobody on duty"),
    action=mark("Take duty at the desk, or call the deputy"),
    raises=mark("when no duty officer, deputy or shift leader is on duty for longer than the grace"),
    clears=mark("somebody takes duty"),
    thresholds=(EMPTY_FOR,),
)
CLOCK_JUMPED: Final = Rule(
    "clock.jumped",
    Noun.CLOCK,
    clock_jumped,
    title=mark("Clock jumped"),
    action=mark("Have the time service checked, go by a watch"),
    raises=mark("when the clock of the database is put forward or back"),
    clears=mark("ten minutes without another jump"),
)
CLOCK_DIFFERS: Final = Rule(
    "clock.differs",
    Noun.CLOCK,
    clock_differs,
    title=mark("Clock wrong"),
    action=mark("Have the time service checked, go by a watch"),
    raises=mark("when a server's clock is more than 2 s from the database's"),
    clears=mark("ten minutes without a difference"),
)
