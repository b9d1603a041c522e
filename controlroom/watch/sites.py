"""A site: a protected institution or a place on a visit's way, with the patrol checks it still misses."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, assert_never

from controlroom.watch.patrols import PatrolCheckLapsed, PatrolCheckMissed, PatrolReported
from controlroom.watch.recent_checks import RecentCheck, after
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.units import UnitCaughtUp


class SiteKind(StrEnum):
    EMBASSY = "embassy"
    EU = "eu"
    NATO = "nato"
    RESIDENCE = "residence"
    VENUE = "venue"
    AIRPORT = "airport"
    HOTEL = "hotel"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MissedCheck:
    """`cause`: the unit that was to make it, if it was silent then."""

    check: str
    window_end: datetime
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """`threat_level` is 1 to 4 (Royal Decree of 28 November 2006); lat and lon are WGS 84 degrees.

    `short` is the name where room is scarce, at most 14 characters; empty where the name itself is short.
    `recent`: its last checks. `draws`: how often the times of its patrols were drawn anew (chance.py).
    """

    code: str
    name: str
    kind: SiteKind
    address: str
    municipality: str
    lat: float
    lon: float
    threat_level: int
    missed: tuple[MissedCheck, ...] = ()
    short: str = ""
    recent: tuple[RecentCheck, ...] = ()
    draws: int = 0


@dataclass(frozen=True, slots=True)
class RegisterSite:
    code: str
    name: str
    kind: SiteKind
    address: str
    municipality: str
    lat: float
    lon: float
    threat_level: int
    short: str = ""


@dataclass(frozen=True, slots=True)
class SiteRegistered:
    kind: ClassVar = "site.registered"
    site: Site

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.SITE, self.site.code),)


@dataclass(frozen=True, slots=True)
class DrawAgain:
    """Other times for the patrols of the site; `seen` is how often they had been drawn anew on the page."""

    site: str
    seen: int


@dataclass(frozen=True, slots=True)
class RoundsRedrawn:
    kind: ClassVar = "site.rounds_redrawn"
    site: str
    draws: int

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.SITE, self.site),)


SiteEvent = (
    SiteRegistered | RoundsRedrawn | PatrolCheckMissed | PatrolCheckLapsed | PatrolReported | UnitCaughtUp
)


def decide(site: Site | None, command: RegisterSite) -> list[SiteRegistered]:
    fresh = Site(
        command.code,
        command.name,
        command.kind,
        command.address,
        command.municipality,
        command.lat,
        command.lon,
        command.threat_level,
        site.missed if site else (),
        command.short,
        site.recent if site else (),
        site.draws if site else 0,
    )
    return [] if fresh == site else [SiteRegistered(fresh)]


def draw_again(site: Site, command: DrawAgain) -> list[RoundsRedrawn]:
    """A colleague's draw is the same plan for both: nobody draws away what he has not seen."""
    return [RoundsRedrawn(site.code, site.draws + 1)] if site.draws == command.seen else []


def apply(site: Site | None, event: SiteEvent) -> Site:
    match event:
        case SiteRegistered(site=fresh):
            return fresh
        case _ if site is None:
            raise LookupError(f"{event.kind} at a site that was never registered")
        case PatrolCheckMissed(check=check, window_end=window_end, cause=cause):
            return replace(site, missed=(*site.missed, MissedCheck(check, window_end, cause)))
        case PatrolCheckLapsed(check=check):
            return _without(site, check)
        case PatrolReported():
            return _reported(site, event)
        case UnitCaughtUp():
            spoken_for = (replace(m, cause=event.no_longer(m.cause)) for m in site.missed)
            return replace(site, missed=tuple(spoken_for))
        case RoundsRedrawn(draws=draws):
            return replace(site, draws=draws)
        case _:
            assert_never(event)


def _reported(site: Site, event: PatrolReported) -> Site:
    site = replace(site, recent=after(site.recent, event))
    return _without(site, event.check) if event.check and event.settles and event.report.actual else site


def _without(site: Site, check: str) -> Site:
    return replace(site, missed=tuple(missed for missed in site.missed if missed.check != check))
