"""What the stand's watch guards: enough of everything that a report always finds a state to change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from controlroom.auth.screens import Screens
from controlroom.auth.tokens import UnitTokens
from controlroom.clock import SystemClock
from controlroom.errors import Refused
from controlroom.office import open_desk, open_engine
from controlroom.settings import Settings
from controlroom.watch.commands import SetupCommand
from controlroom.watch.legs import PlannedLeg
from controlroom.watch.patrols import PlanPatrolCheck
from controlroom.watch.posts import OpenPost
from controlroom.watch.sites import RegisterSite, SiteKind
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind
from controlroom.watch.visits import PlanVisit, Rank, VisitKind

UNITS, SITES, POSTS, VISITS, LEGS, CHECKS = 64, 20, 12, 6, 5, 400
"""bench/report.lua names sites, posts, visits and legs by the same numbers."""


@dataclass(frozen=True, slots=True)
class Furnished:
    tokens: list[str]
    wall_token: str


async def furnish(settings: Settings) -> Furnished:
    clock = SystemClock()
    async with open_desk(settings) as desk:
        for outcome in await desk.do_all(list(_everything(clock.now())), "bench"):
            if isinstance(outcome, Refused):
                raise outcome
    async with open_engine(settings) as engine:
        units = UnitTokens(engine, clock)
        tokens = [await units.issue(f"U-{number}") for number in range(UNITS)]
        return Furnished(tokens, await Screens(engine, clock).add("bench"))


def places() -> Iterator[SetupCommand]:
    """The units and the sites, which stay as long as the watch does."""
    for n in range(UNITS):
        yield RegisterUnit(f"U-{n}", f"Unit {n}", UnitKind.PATROL, Pulse.NORMAL)
    for n in range(SITES):
        yield RegisterSite(f"S-{n}", f"Site {n}", SiteKind.EU, f"Street {n}", "Brussels", 50.84, 4.38, 2)


def _everything(now: datetime) -> Iterator[SetupCommand]:
    soon, late = now + timedelta(hours=1), now + timedelta(hours=6)
    yield from places()
    for n in range(POSTS):
        yield OpenPost(f"P-{n}", f"S-{n}", "Gate", 2, 240, 60, (f"U-{n}",), f"U-{n}", soon)
    for n in range(VISITS):
        legs = tuple(_leg(number, now) for number in range(1, LEGS + 1))
        yield PlanVisit(
            f"V-{n}", f"NAME{n}", Rank.B, VisitKind.OFFICIAL, "D", now, late, 2, event=None, legs=legs
        )
    for n in range(CHECKS):
        yield PlanPatrolCheck(f"C-{n}", f"S-{n % SITES}", now, now + timedelta(minutes=60 + n % 60))


def _leg(number: int, now: datetime) -> PlannedLeg:
    start = now + timedelta(hours=number)
    return PlannedLeg(number, f"S-{number}", f"S-{number + 1}", start, start + timedelta(minutes=30), (), 3)
