"""The rules: which alert a thing's state asks for. An alert is raised, changed and cleared by nothing else.

To change a rule, change one function here: the watch compares what holds now with the alerts that are
open, and writes the difference into the journal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Final

from controlroom.watch.clocks import Clock
from controlroom.watch.incidents import Incident, IncidentKind
from controlroom.watch.legs import Leg
from controlroom.watch.posts import Post, PostState
from controlroom.watch.refs import Noun
from controlroom.watch.reports import Status
from controlroom.watch.sites import MissedCheck, Site
from controlroom.watch.units import Unit

DAY: Final = timedelta(hours=24)
SERIOUS: Final = 3
"""The threat level from which a missed check of a site is high at once (requirement R16)."""


@dataclass(frozen=True, slots=True)
class Holds:
    """A rule holds for a thing, with this priority (1 highest to 4).

    `count` is how many there are of what it counts; None where it counts nothing but its own returns.
    """

    rule: str
    priority: int
    site: str | None = None
    count: int | None = None
    status: Status = Status.ACTUAL
    latched: bool = False


def unit(u: Unit) -> list[Holds]:
    holding = []
    if u.duress_at:
        holding.append(Holds("unit.duress", 1, count=u.duress_calls, status=u.duress_status, latched=True))
    if u.silent_since:
        holding.append(Holds("feed.silent", 2 if u.silence_risen else 3))
    return holding


def post(p: Post) -> list[Holds]:
    holding = []
    if p.state is PostState.UNMANNED and p.settled_at:
        holding.append(Holds("post.left", 1, p.site))
    if p.state is PostState.RELIEF_OVERDUE:
        holding.append(Holds("post.relief_overdue", 2, p.site))
    if p.missed_calls:
        priority = 3 if p.missed_calls == 1 else 2
        holding.append(Holds("post.check_call_missed", priority, p.site, p.missed_calls))
    return holding


def site(s: Site) -> list[Holds]:
    """All missed checks of a site are one alert with a count."""
    if not s.missed:
        return []
    low = 3 if _two_in_a_day(s.missed) else 4
    priority = 2 if s.threat_level >= SERIOUS else low
    return [Holds("patrol.missed", priority, s.code, len(s.missed))]


def _two_in_a_day(missed: tuple[MissedCheck, ...]) -> bool:
    ends = sorted(m.window_end for m in missed)
    return any(later - earlier < DAY for earlier, later in pairwise(ends))


def leg(g: Leg) -> list[Holds]:
    if not g.overdue:
        return []
    rule = "leg.arrival_overdue" if g.state.moving else "leg.departure_overdue"
    where = g.destination if g.state.moving else g.origin
    return [Holds(rule, 3 if g.overdue == 1 else 2, where)]


def incident(i: Incident) -> list[Holds]:
    """A report that a unit itself calls P1 or P2 asks for an officer, and stays while one has it in hand."""
    if i.priority > 2 or i.settled or i.kind is IncidentKind.DURESS:
        return []
    return [Holds("incident.serious", i.priority, i.site, status=i.status)]


def clock(c: Clock) -> list[Holds]:
    """Every time on the screens comes from these clocks (requirement R50)."""
    return [Holds(f"clock.{c.fault}", 2)] if c.fault else []


RULES: Final[dict[Noun, Callable[..., list[Holds]]]] = {
    Noun.UNIT: unit,
    Noun.POST: post,
    Noun.SITE: site,
    Noun.LEG: leg,
    Noun.INCIDENT: incident,
    Noun.CLOCK: clock,
}
