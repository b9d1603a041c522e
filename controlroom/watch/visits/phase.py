"""Where a visit is, from what was said of its legs: derived each time, never stored (requirement R3)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from controlroom.watch.legs import Leg, LegState

DRIVEN: Final = (LegState.ARRIVED, LegState.DEPARTED)


class Phase(StrEnum):
    INBOUND = "inbound"
    ARRIVED = "arrived"
    EN_ROUTE = "en_route"
    AT_VENUE = "at_venue"
    DEPARTED = "departed"


@dataclass(frozen=True, slots=True)
class Movement:
    """The next thing to happen: `leg` leaves (or arrives, once it is on the road) at `at`."""

    leg: Leg
    arrives: bool
    at: datetime


def phase(legs: Sequence[Leg], lodgings: Collection[str] = ()) -> Phase | None:
    """None while nothing has moved. The first leg brings the guest in, after the last one they are away.

    `lodgings`: places where a guest has arrived and is not at work.
    """
    walk = in_order(legs)
    moving = next((leg for leg in walk if leg.state.moving), None)
    if moving:
        return Phase.INBOUND if moving is walk[0] else Phase.EN_ROUTE
    if walk and all(leg.state.finished for leg in walk):
        return Phase.DEPARTED
    last = next((leg for leg in reversed(walk) if leg.state in DRIVEN), None)
    if last is None:
        return None
    return Phase.ARRIVED if last.destination in lodgings else Phase.AT_VENUE


def next_movement(legs: Sequence[Leg]) -> Movement | None:
    """Of a convoy that is on the road its arrival, else the next departure."""
    ahead = [leg for leg in in_order(legs) if not leg.state.finished and not leg.held]
    moving = next((leg for leg in ahead if leg.state.moving), None)
    leg = moving or next(iter(ahead), None)
    return Movement(leg, leg.state.moving, leg.due_at) if leg else None


def in_order(legs: Sequence[Leg]) -> list[Leg]:
    """As they are driven; what was dropped from the programme is not part of it."""
    walk = (leg for leg in legs if leg.state is not LegState.DROPPED)
    return sorted(walk, key=lambda leg: (leg.planned_start, leg.number))
