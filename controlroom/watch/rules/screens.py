"""Screens of the room: one that says nothing may be dark, or show what has long been over."""

from typing import Final

from controlroom.watch.refs import Noun
from controlroom.watch.rule import Holds, Owner, Rule, Sight, Step
from controlroom.watch.screens import MISSING_AFTER, Screen
from controlroom.watch.words import mark


def missing(screen: Screen, sight: Sight) -> Holds | None:
    return Holds(3) if screen.missing_since else None


MISSING: Final = Rule(
    "screen.missing",
    Noun.SCREEN,
    missing,
    title=mark("Screen missing"),
    action=mark("Look what the screen shows"),
    raises=mark("when a screen of the room said nothing for some seconds"),
    clears=mark("the screen is heard again, is out of service by plan, or was cut off"),
    thresholds=(MISSING_AFTER,),
    steps=(
        Step(
            "look",
            mark("Look what the screen shows"),
            Owner.OPERATOR,
            120,
            (("nothing", "power"), ("STALE", "line"), ("its access ended", "link")),
        ),
        Step("power", mark("Have it switched on"), Owner.OPERATOR, 600, (("done", ""), ("broken", "plan"))),
        Step(
            "line",
            mark("Have its line to the server checked"),
            Owner.OPERATOR,
            900,
            (("done", ""), ("broken", "plan")),
        ),
        Step("link", mark("Have a new link made, and open it there"), Owner.OPERATOR, 900, (("done", ""),)),
        Step(
            "plan",
            mark("Take it out of service until it is repaired"),
            Owner.DUTY_OFFICER,
            900,
            (("done", ""),),
        ),
    ),
)
