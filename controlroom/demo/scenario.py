"""A day in Brussels: the units, sites, posts, visits and patrol checks that the demo begins with.

It starts in the middle of things: a convoy is on the road, reliefs are due, a check was missed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from controlroom.demo.data import table
from controlroom.watch.commands import SetupCommand
from controlroom.watch.legs import PlannedLeg
from controlroom.watch.patrols import PlanPatrolCheck
from controlroom.watch.posts import OpenPost
from controlroom.watch.sites import RegisterSite, SiteKind
from controlroom.watch.threat import SetThreatLevel
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind
from controlroom.watch.visits import PlanVisit, Rank, VisitKind

SUMMIT: Final = "European Council"
NATIONAL_LEVEL: Final = 3
PATROLS: Final = ("PAT-1", "PAT-2", "PAT-3", "PAT-4")
PATROLLED: Final = frozenset({SiteKind.EMBASSY, SiteKind.EU, SiteKind.NATO, SiteKind.RESIDENCE})
PLANNED_HOURS: Final = 12
CHECK_CALL_MIN: Final = 60
FIRST_WINDOWS: Final = (
    ("EMB-AT", -58, -16),
    ("EMB-JP", -35, 3),
    ("EMB-DE", -22, 6),
    ("CHARL", -10, 10),
    ("EMB-UK", -4, 17),
    ("NUNC", 1, 26),
)
"""Site, begin and end of the windows that the demo starts in, in minutes; the first was missed already."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """Minutes of the scenario as moments; at speed 2 an hour of it passes in half an hour."""

    start: datetime
    speed: float = 1.0

    def at(self, minutes: float) -> datetime:
        return self.start + timedelta(minutes=minutes) / self.speed

    def interval(self, minutes: int) -> int:
        return max(1, round(minutes / self.speed))


def scenario(start: datetime, seed: int, speed: float = 1.0) -> list[SetupCommand]:
    """What the watch must know at `start`, things before what names them; same seed, same day."""
    times = Timetable(start, speed)
    return [
        SetThreatLevel("BE", NATIONAL_LEVEL),
        *_units(),
        *_sites(),
        *_posts(times),
        *_visits(times, Random(f"{seed}/visits")),
        *_patrol_checks(times, Random(f"{seed}/patrols")),
    ]


def _units() -> Iterator[RegisterUnit]:
    for post in table("posts"):
        for call_sign in _teams(post):
            yield RegisterUnit(call_sign, f"Team of {post['name']}", UnitKind.POST, Pulse.CRITICAL)
    for escort in sorted({visit["escort"] for visit in table("visits")}):
        yield RegisterUnit(escort, f"Escort {escort[4:]}", UnitKind.ESCORT, Pulse.CRITICAL)
    for officer in sorted({visit["liaison"] for visit in table("visits") if "liaison" in visit}):
        yield RegisterUnit(officer, f"Liaison officer {officer[3:]}", UnitKind.LIAISON, Pulse.NORMAL)
    for patrol in PATROLS:
        yield RegisterUnit(patrol, f"Patrol {patrol[4:]}", UnitKind.PATROL, Pulse.NORMAL)


def _teams(post: dict[str, Any]) -> tuple[str, str]:
    """Two teams take turns; the one that rests stays on the air."""
    return f"{post['code']}A", f"{post['code']}B"


def _sites() -> Iterator[RegisterSite]:
    for site in table("sites"):
        yield RegisterSite(
            code=site["code"],
            name=site["name"],
            kind=SiteKind(site["kind"]),
            address=site["address"],
            municipality=site["municipality"],
            lat=site["lat"],
            lon=site["lon"],
            threat_level=site["level"],
            short=site.get("short", ""),
        )


def _posts(times: Timetable) -> Iterator[OpenPost]:
    for post in table("posts"):
        teams = _teams(post)
        yield OpenPost(
            code=post["code"],
            site=post["site"],
            name=post["name"],
            strength=post["strength"],
            relief_every_min=times.interval(post["relief"]),
            check_every_min=times.interval(CHECK_CALL_MIN),
            units=teams,
            manned_by=teams[0],
            relief_due_at=times.at(post["due"]),
        )


def _visits(times: Timetable, chance: Random) -> Iterator[PlanVisit]:
    for visit in table("visits"):
        legs = tuple(_legs(visit, times, chance))
        kind = VisitKind(visit["kind"])
        yield PlanVisit(
            code=f"{visit['code_name']}-{times.start:%d%H%M}",
            code_name=visit["code_name"],
            rank=Rank(visit["rank"]),
            kind=kind,
            delegation=visit["delegation"],
            starts_at=legs[0].planned_start,
            ends_at=legs[-1].planned_end + timedelta(minutes=15) / times.speed,
            threat_level=visit["level"],
            event=SUMMIT if kind is VisitKind.SUMMIT else None,
            legs=legs,
        )


def _legs(visit: dict[str, Any], times: Timetable, chance: Random) -> Iterator[PlannedLeg]:
    """Everything after the first hour shifts a little with the seed."""
    units = tuple(visit[role] for role in ("escort", "liaison") if role in visit)
    for number, (origin, destination, begin, end, convoy) in enumerate(visit["legs"], start=1):
        shift = chance.randint(-6, 6) if begin > 60 else 0
        yield PlannedLeg(
            number, origin, destination, times.at(begin + shift), times.at(end + shift), units, convoy
        )


def _patrol_checks(times: Timetable, chance: Random) -> Iterator[PlanPatrolCheck]:
    """Places, times and lengths differ: who watches a site must not learn when the patrol comes."""
    for number, (site, begin, end) in enumerate([*FIRST_WINDOWS, *_drawn_windows(chance)]):
        yield PlanPatrolCheck(
            id=f"PC-{times.start:%d%H%M}-{number:03}",
            site=site,
            window_start=times.at(begin),
            window_end=times.at(end),
            unit=PATROLS[number % len(PATROLS)],
        )


def _drawn_windows(chance: Random) -> Iterator[tuple[str, int, int]]:
    sites = [site["code"] for site in table("sites") if SiteKind(site["kind"]) in PATROLLED]
    begin = 2
    while begin < PLANNED_HOURS * 60:
        yield chance.choice(sites), begin, begin + chance.randint(20, 50)
        begin += chance.randint(3, 9)
