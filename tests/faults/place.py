"""What a fault run takes place in: units with tokens, a site, a post, and the link of a screen."""

from dataclasses import dataclass
from datetime import timedelta

from controlroom.auth.screens import Screens
from controlroom.auth.tokens import UnitTokens
from controlroom.clock import SystemClock
from controlroom.office import open_desk, open_engine
from controlroom.settings import read_settings
from controlroom.watch import duty
from controlroom.watch.duty import TakeDuty
from controlroom.watch.posts import OpenPost
from controlroom.watch.sites import RegisterSite, SiteKind
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind

SITE = RegisterSite("EU-JL", "Justus Lipsius", SiteKind.EU, "Rue de la Loi 175", "Brussels", 50.842, 4.382, 3)
UNITS = tuple(f"P-{number:02}" for number in range(1, 9))


@dataclass(frozen=True, slots=True)
class Place:
    database_url: str
    tokens: dict[str, str]
    screen_token: str


async def prepared(database_url: str) -> Place:
    settings, clock = read_settings({}, database_url=database_url), SystemClock()
    relief = clock.now() + timedelta(hours=4)
    post = OpenPost("EU-07", SITE.code, "Gate 3", 2, 240, 60, UNITS[:2], UNITS[0], relief)
    async with open_desk(settings) as desk, open_engine(settings) as engine:
        units = [RegisterUnit(unit, f"Patrol {unit}", UnitKind.PATROL, Pulse.NORMAL) for unit in UNITS]
        await desk.do_all([TakeDuty("anna", duty.Place.OFFICER), SITE, *units, post], "setup")
        issued = UnitTokens(engine, clock)
        tokens = {unit: await issued.issue(unit) for unit in UNITS}
        return Place(database_url, tokens, await Screens(engine, clock).add("W-1"))
