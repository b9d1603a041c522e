"""Legs of visits that do not leave or do not arrive (requirement R4)."""

from typing import Final

from controlroom.watch.legs import BEHIND_AFTER, FAR_BEHIND_AFTER, Leg
from controlroom.watch.refs import Noun
from controlroom.watch.rule import Holds, Owner, Rule, Sight, Step
from controlroom.watch.words import mark


def departure_overdue(leg: Leg, sight: Sight) -> Holds | None:
    return None if leg.state.moving else _overdue(leg, leg.origin)


def arrival_overdue(leg: Leg, sight: Sight) -> Holds | None:
    return _overdue(leg, leg.destination) if leg.state.moving else None


def _overdue(leg: Leg, where: str) -> Holds | None:
    if not leg.overdue:
        return None
    return Holds(3 if leg.overdue == 1 else 2, where, cause=leg.behind_cause)


DEPARTURE_OVERDUE: Final = Rule(
    "leg.departure_overdue",
    Noun.LEG,
    departure_overdue,
    title=mark("Departure overdue"),
    action=mark("Ask the liaison officer for a new time"),
    raises=mark("when a leg has not left some minutes after its time; later it is P2"),
    clears=mark("the convoy leaves, or a new ETA"),
    thresholds=(BEHIND_AFTER, FAR_BEHIND_AFTER),
    steps=(
        Step(
            "ask",
            mark("Ask the liaison officer for a new time"),
            Owner.OPERATOR,
            300,
            (("new time", "tell"), ("no answer", "escort")),
        ),
        Step(
            "escort",
            mark("Call the escort by radio"),
            Owner.OPERATOR,
            300,
            (("new time", "tell"), ("no answer", "")),
        ),
        Step("tell", mark("Tell the next place and its post"), Owner.OPERATOR, 600, (("done", ""),)),
    ),
)
ARRIVAL_OVERDUE: Final = Rule(
    "leg.arrival_overdue",
    Noun.LEG,
    arrival_overdue,
    title=mark("Arrival overdue"),
    action=mark("Call the convoy, ask for position and ETA"),
    raises=mark("when a convoy has not arrived some minutes after its ETA; later it is P2"),
    clears=mark("the convoy arrives, or a new ETA"),
    steps=(
        Step(
            "call",
            mark("Call the convoy, ask for position and ETA"),
            Owner.OPERATOR,
            120,
            (("new ETA", ""), ("no answer", "second")),
        ),
        Step(
            "second",
            mark("Call the second car and the liaison officer"),
            Owner.OPERATOR,
            180,
            (("new ETA", ""), ("no answer", "unit")),
        ),
        Step("unit", mark("Send a unit along the route"), Owner.DUTY_OFFICER, 300, (("sent", ""),)),
    ),
)
