"""A site: a protected institution or a place on a visit's way, with the patrol checks it still misses."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, assert_never

from controlroom.errors import Stale
from controlroom.watch.contacts import Contact, checked
from controlroom.watch.patrols import PatrolCheckLapsed, PatrolCheckMissed, PatrolReported
from controlroom.watch.recent_checks import RecentCheck, after
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import PRIVATE
from controlroom.watch.threat import LevelChange, ThreatLevelBegan, ThreatLevelPassed, ThreatLevelSet
from controlroom.watch.units import UnitCaughtUp
from controlroom.watch.words import mark

CHANGED_MEANWHILE: Final = mark("Somebody else changed the contacts meanwhile. Look again, then change them.")


class SiteKind(StrEnum):
    EMBASSY = "embassy"
    EU = "eu"
    NATO = "nato"
    RESIDENCE = "residence"
    VENUE = "venue"
    AIRPORT = "airport"
    HOTEL = "hotel"
    COMPANY = "company"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Names:
    """What it is called in the languages of the country; None where that is its usual name."""

    nl: str | None = None
    fr: str | None = None
    de: str | None = None
    en: str | None = None


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
    `country` as in ISO 3166, two letters; `organisation` is whose house it is where that is no country.
    `contacts`: None if none were given, or if they were erased; `contacts_seq`: the event that gave them.
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
    names: Names = Names()
    country: str = ""
    organisation: str = ""
    contacts: tuple[Contact, ...] | None = None
    contacts_seq: int | None = None


@dataclass(frozen=True, slots=True)
class RegisterSite:
    """A site that is known is changed by it; of `names`, `country`, `organisation` None changes nothing."""

    code: str
    name: str
    kind: SiteKind
    address: str
    municipality: str
    lat: float
    lon: float
    threat_level: int
    short: str = ""
    names: Names | None = None
    country: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class SiteRegistered:
    """`site` without its contacts, which are personal data."""

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


@dataclass(frozen=True, slots=True)
class SetContacts:
    """All of them anew; `seen` is the number of those on the page of whoever changes them, if any."""

    site: str
    by: str
    contacts: tuple[Contact, ...]
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ContactsSet:
    kind: ClassVar = "site.contacts_set"
    site: str
    by: str
    contacts: tuple[Contact, ...] | None = field(default=None, metadata=PRIVATE)

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.SITE, self.site),)


SiteEvent = (
    SiteRegistered
    | RoundsRedrawn
    | ContactsSet
    | LevelChange
    | PatrolCheckMissed
    | PatrolCheckLapsed
    | PatrolReported
    | UnitCaughtUp
)


def decide(site: Site | None, command: RegisterSite) -> list[SiteRegistered]:
    before = site or _NOTHING
    fresh = Site(
        command.code,
        command.name,
        command.kind,
        command.address,
        command.municipality,
        command.lat,
        command.lon,
        command.threat_level,
        before.missed,
        command.short,
        before.recent,
        before.draws,
        before.names if command.names is None else command.names,
        before.country if command.country is None else command.country,
        before.organisation if command.organisation is None else command.organisation,
    )
    same = site is not None and fresh == replace(site, contacts=None, contacts_seq=None)
    return [] if same else [SiteRegistered(fresh)]


_NOTHING: Final = Site("", "", SiteKind.OTHER, "", "", 0.0, 0.0, 1)


def set_contacts(site: Site, command: SetContacts) -> list[ContactsSet]:
    contacts = checked(command.contacts)
    if contacts == (site.contacts or ()):
        return []
    if site.contacts_seq != command.seen:
        raise Stale(CHANGED_MEANWHILE)
    return [ContactsSet(site.code, command.by, contacts)]


def draw_again(site: Site, command: DrawAgain) -> list[RoundsRedrawn]:
    """A colleague's draw is the same plan for both: nobody draws away what he has not seen."""
    return [RoundsRedrawn(site.code, site.draws + 1)] if site.draws == command.seen else []


def apply(site: Site | None, event: SiteEvent, seq: int, _: datetime) -> Site:
    match event:
        case SiteRegistered(site=fresh):
            return _with_contacts_of(site, fresh)
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
        case ThreatLevelSet(level=level) | ThreatLevelBegan(level=level) | ThreatLevelPassed(level=level):
            return replace(site, threat_level=level or site.threat_level)
        case RoundsRedrawn(draws=draws):
            return replace(site, draws=draws)
        case ContactsSet(contacts=contacts):
            return replace(site, contacts=contacts or None, contacts_seq=seq)
        case _:
            assert_never(event)


def _with_contacts_of(before: Site | None, fresh: Site) -> Site:
    if before is None:
        return fresh
    return replace(fresh, contacts=before.contacts, contacts_seq=before.contacts_seq)


def _reported(site: Site, event: PatrolReported) -> Site:
    site = replace(site, recent=after(site.recent, event))
    return _without(site, event.check) if event.check and event.settles and event.report.actual else site


def _without(site: Site, check: str) -> Site:
    return replace(site, missed=tuple(missed for missed in site.missed if missed.check != check))
