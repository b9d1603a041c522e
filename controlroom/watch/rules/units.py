"""Units: a call for help, and silence (requirements R21, R46)."""

from typing import Final

from controlroom.watch.refs import Noun
from controlroom.watch.rule import Ends, Holds, Owner, Rule, Sight, Step
from controlroom.watch.units import CRITICAL_AFTER, NORMAL_AFTER, SILENCE_RISES_AFTER, Unit
from controlroom.watch.words import mark


def duress(unit: Unit, sight: Sight) -> Holds | None:
    return Holds(1, count=unit.duress_calls, status=unit.duress_status) if unit.duress_at else None


def silent(unit: Unit, sight: Sight) -> Holds | None:
    return Holds(2 if unit.silence_risen else 3) if unit.silent_since else None


DURESS: Final = Rule(
    "unit.duress",
    Noun.UNIT,
    duress,
    title=mark("Duress"),
    action=mark("Send nearest units, keep the channel free"),
    raises=mark("at once, when a unit presses its emergency button"),
    clears=mark("two persons reset it with the code of the unit"),
    ends=Ends.BY_A_PERSON,
    latched=True,
    steps=(
        Step("send", mark("Send the two nearest units"), Owner.DUTY_OFFICER, 60, (("sent", "channel"),)),
        Step(
            "channel",
            mark("Keep the channel free, listen, do not call the unit"),
            Owner.OPERATOR,
            60,
            (("done", "code"),),
        ),
        Step(
            "code",
            mark("Ask the unit for its code when it is safe"),
            Owner.DUTY_OFFICER,
            900,
            (("code right", ""), ("code wrong", "send")),
        ),
    ),
)
SILENT: Final = Rule(
    "feed.silent",
    Noun.UNIT,
    silent,
    title=mark("Unit silent"),
    action=mark("Call the unit by radio, then by telephone"),
    raises=mark(
        "when nothing was heard from a unit for longer than its patience; it holds what it explains under it"
    ),
    clears=mark("the unit is heard again"),
    thresholds=(CRITICAL_AFTER, NORMAL_AFTER, SILENCE_RISES_AFTER),
    steps=(
        Step(
            "radio",
            mark("Call the unit by radio"),
            Owner.OPERATOR,
            60,
            (("answered", "line"), ("no answer", "phone")),
        ),
        Step(
            "phone",
            mark("Telephone the unit"),
            Owner.OPERATOR,
            120,
            (("answered", "line"), ("no answer", "send")),
        ),
        Step("send", mark("Send the nearest unit"), Owner.DUTY_OFFICER, 180, (("sent", ""),)),
        Step("line", mark("Have the line of the unit checked"), Owner.OPERATOR, 1800, (("done", ""),)),
    ),
)
