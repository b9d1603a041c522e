"""A shift whose handover nobody signed in time (requirement R38)."""

from typing import Final

from controlroom.watch.refs import Noun
from controlroom.watch.rule import Holds, Rule, Sight
from controlroom.watch.shifts.shift import UNSIGNED_AFTER, Shift
from controlroom.watch.words import mark


def unsigned(shift: Shift, sight: Sight) -> Holds | None:
    return Holds(3) if shift.unsigned else None


UNSIGNED: Final = Rule(
    "handover.unsigned",
    Noun.SHIFT,
    unsigned,
    title=mark("Handover unsigned"),
    action=mark("Hand the shift over on the page Handover, or move its end in the roster"),
    raises=mark("when a shift is not handed over by so long after its planned end"),
    clears=mark("both have signed, or the roster moves its end"),
    thresholds=(UNSIGNED_AFTER,),
)
