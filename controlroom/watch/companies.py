"""A company of the early-warning network: in which sector and where it works, and which sites are its own."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from controlroom.errors import Refused
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.words import mark

LONGEST_CODE: Final = 64
LONGEST: Final = 120
SITES_AT_MOST: Final = 200
CODE: Final = mark("A company has a code of up to 64 printable characters, without a blank at its ends.")
NAME: Final = mark("A company has a name of up to 120 printable characters.")
NO_SITE: Final = mark("Name at least one site of the company.")
TOO_MANY: Final = mark("A company has at most 200 sites.")


class Sector(StrEnum):
    """Whom an alert of the network can be meant for."""

    ENERGY = "energy"
    TRANSPORT = "transport"
    FINANCE = "finance"
    CHEMISTRY = "chemistry"
    TELECOM = "telecom"
    HEALTH = "health"
    WATER = "water"
    FOOD = "food"
    GOVERNMENT_SERVICES = "government_services"
    DIGITAL = "digital"
    DEFENCE = "defence"
    OTHER = "other"


class Region(StrEnum):
    """The provinces and the capital, by their codes in ISO 3166-2."""

    ANTWERP = "BE-VAN"
    WALLOON_BRABANT = "BE-WBR"
    BRUSSELS = "BE-BRU"
    HAINAUT = "BE-WHT"
    LIEGE = "BE-WLG"
    LIMBURG = "BE-VLI"
    LUXEMBOURG = "BE-WLX"
    NAMUR = "BE-WNA"
    EAST_FLANDERS = "BE-VOV"
    FLEMISH_BRABANT = "BE-VBR"
    WEST_FLANDERS = "BE-VWV"


SECTORS: Final = {
    Sector.ENERGY: mark("Energy"),
    Sector.TRANSPORT: mark("Transport"),
    Sector.FINANCE: mark("Finance"),
    Sector.CHEMISTRY: mark("Chemistry"),
    Sector.TELECOM: mark("Telecom"),
    Sector.HEALTH: mark("Health"),
    Sector.WATER: mark("Water"),
    Sector.FOOD: mark("Food"),
    Sector.GOVERNMENT_SERVICES: mark("Government services"),
    Sector.DIGITAL: mark("Digital services"),
    Sector.DEFENCE: mark("Defence industry"),
    Sector.OTHER: mark("Other sector"),
}
REGIONS: Final = {
    Region.ANTWERP: mark("Antwerp"),
    Region.WALLOON_BRABANT: mark("Walloon Brabant"),
    Region.BRUSSELS: mark("Brussels"),
    Region.HAINAUT: mark("Hainaut"),
    Region.LIEGE: mark("Liège"),
    Region.LIMBURG: mark("Limburg"),
    Region.LUXEMBOURG: mark("Luxembourg"),
    Region.NAMUR: mark("Namur"),
    Region.EAST_FLANDERS: mark("East Flanders"),
    Region.FLEMISH_BRABANT: mark("Flemish Brabant"),
    Region.WEST_FLANDERS: mark("West Flanders"),
}


@dataclass(frozen=True, slots=True)
class Company:
    """`sites` by their codes, in the order of the alphabet; two companies may share one, as a quay.

    `regions`: where it works; none if that is nowhere in particular.
    """

    code: str
    name: str
    sector: Sector
    sites: tuple[str, ...]
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterCompany:
    """One that is known is changed by it."""

    code: str
    name: str
    sector: Sector
    sites: tuple[str, ...]
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class CompanyRegistered:
    kind: ClassVar = "company.registered"
    company: Company

    def touches(self) -> tuple[Ref, ...]:
        return (Ref(Noun.COMPANY, self.company.code),)


def decide(company: Company | None, command: RegisterCompany) -> list[CompanyRegistered]:
    if not _written(command.code, LONGEST_CODE):
        raise Refused(CODE, field="code")
    if not _written(command.name, LONGEST):
        raise Refused(NAME, field="name")
    if not command.sites:
        raise Refused(NO_SITE, field="sites")
    if len(command.sites) > SITES_AT_MOST:
        raise Refused(TOO_MANY, field="sites")
    sites, regions = tuple(sorted(set(command.sites))), tuple(sorted(set(command.regions)))
    fresh = Company(command.code, command.name, command.sector, sites, regions)
    return [] if fresh == company else [CompanyRegistered(fresh)]


def _written(text: str, most: int) -> bool:
    return text.isprintable() and text == text.strip() and 0 < len(text) <= most


def apply(_: Company | None, event: CompanyRegistered) -> Company:
    return event.company
