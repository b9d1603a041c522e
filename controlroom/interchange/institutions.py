"""Institutions as a table: the columns, a site as a row of it, and a row as what it says of a site."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from controlroom.catalogs import LANGUAGES
from controlroom.errors import Refused
from controlroom.interchange.fault import Unreadable
from controlroom.interchange.table import Row
from controlroom.watch.contacts import Contact, checked
from controlroom.watch.sites import Names, RegisterSite, Site, SiteKind
from controlroom.watch.words import mark

COLUMNS: Final = (
    *("code", "name", "name_nl", "name_fr", "name_de", "name_en", "short", "kind", "country", "organisation"),
    *("address", "municipality", "lat", "lon", "threat_level", "contacts"),
)
NEEDED: Final = ("code",)
NEEDED_ANEW: Final = ("name", "kind", "municipality", "lat", "lon")
CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")
LONGEST: Final = 160
SHORT: Final = 14
NO_CODE: Final = mark("'%(code)s' is no code: capitals, digits and hyphens, at most 20.")
NOTHING_SAID: Final = mark("%(field)s is empty.")
TOO_LONG: Final = mark("%(field)s has more than %(most)s characters.")
NO_KIND: Final = mark("There is no kind '%(value)s'; there are: %(kinds)s.")
NO_PLACE: Final = mark("%(field)s is no number of degrees: '%(value)s'.")
NO_LEVEL: Final = mark("A threat level is 1, 2, 3 or 4, not '%(value)s'.")
NO_COUNTRY: Final = mark("A country is written with two letters, as in BE, not '%(value)s'.")
NO_CONTACT: Final = mark(
    "A contact is written as name | role | telephone | 08:00-18:00, one a line, not '%(value)s'."
)
NEW_WITHOUT: Final = mark("A new institution needs %(field)s.")


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says of a site: the fields by their columns, as text that is read the same way again."""

    line: int
    code: str
    fields: Mapping[str, str]


def row_of(site: Site) -> dict[str, str]:
    """Every field of it as text; what is read from this is what the site has."""
    names = {f"name_{language}": getattr(site.names, language) or "" for language in LANGUAGES}
    return {
        "code": site.code,
        "name": site.name,
        **names,
        "short": site.short,
        "kind": site.kind.value,
        "country": site.country,
        "organisation": site.organisation,
        "address": site.address,
        "municipality": site.municipality,
        "lat": _degrees(site.lat),
        "lon": _degrees(site.lon),
        "threat_level": str(site.threat_level),
        "contacts": "\n".join(map(_contact, site.contacts or ())),
    }


def _degrees(value: float) -> str:
    return repr(value)


def _contact(one: Contact) -> str:
    return f"{one.name} | {one.role} | {one.phone} | {one.begins}-{one.ends}"


def told(row: Row) -> Told:
    """Raises Unreadable, with what is wrong with it."""
    cells = {name: cell.strip() for name, cell in row.cells.items()}
    code = cells["code"].upper()
    if not CODE.fullmatch(code):
        raise Unreadable(row.line, NO_CODE, code=cells["code"])
    fields = {name: read_cell(row.line, name, cell) for name, cell in cells.items() if name != "code"}
    if fields.get("threat_level") == "":
        del fields["threat_level"]
    return Told(row.line, code, fields)


def read_cell(line: int, name: str, cell: str) -> str:
    """What a cell of this column says, written as `row_of` writes it. Raises Unreadable."""
    match name:
        case "kind":
            return _kind(line, cell)
        case "lat" | "lon":
            return _angle(line, name, cell)
        case "threat_level":
            return _level(line, cell)
        case "country":
            return _country(line, cell)
        case "contacts":
            return "\n".join(map(_contact, contacts_in(line, cell)))
        case _:
            return _text(line, name, cell)


def _kind(line: int, cell: str) -> str:
    try:
        return SiteKind(cell.lower()).value
    except ValueError:
        raise Unreadable(line, NO_KIND, value=cell, kinds=", ".join(SiteKind)) from None


def _angle(line: int, name: str, cell: str) -> str:
    """With a point or, as Excel writes it in Belgium, with a comma."""
    most = 90 if name == "lat" else 180
    try:
        value = float(cell.replace(",", "."))
    except ValueError:
        value = math.nan
    if not -most <= value <= most:
        raise Unreadable(line, NO_PLACE, field=name, value=cell)
    return _degrees(value)


def _level(line: int, cell: str) -> str:
    if cell not in ("", "1", "2", "3", "4"):
        raise Unreadable(line, NO_LEVEL, value=cell)
    return cell


def _country(line: int, cell: str) -> str:
    if cell and not re.fullmatch(r"[A-Za-z]{2}", cell):
        raise Unreadable(line, NO_COUNTRY, value=cell)
    return cell.upper()


def contacts_in(line: int, cell: str) -> tuple[Contact, ...]:
    contacts = tuple(_one_contact(line, said) for said in cell.splitlines() if said.strip())
    try:
        return checked(contacts)
    except Refused as refusal:
        raise Unreadable(line, refusal.message, **refusal.words) from None


def _one_contact(line: int, said: str) -> Contact:
    parts = [part.strip() for part in said.split("|")]
    if not 3 <= len(parts) <= 4:
        raise Unreadable(line, NO_CONTACT, value=said)
    begins, _, ends = (parts[3] if len(parts) == 4 else "00:00-24:00").partition("-")
    return Contact(parts[0], parts[1], parts[2], begins.strip(), ends.strip())


def _text(line: int, name: str, cell: str) -> str:
    most = SHORT if name == "short" else LONGEST
    if len(cell) > most:
        raise Unreadable(line, TOO_LONG, field=name, most=most)
    if name == "name" and not cell:
        raise Unreadable(line, NOTHING_SAID, field=name)
    return cell


def must_say_enough(said: Told) -> None:
    """Raises Unreadable if a new site cannot be made of it."""
    for name in NEEDED_ANEW:
        if not said.fields.get(name):
            raise Unreadable(said.line, NEW_WITHOUT, field=name)


def registration(said: Told, site: Site | None) -> RegisterSite:
    """What it says, over what the site has."""
    has = {**(row_of(site) if site else dict.fromkeys(COLUMNS, "")), **said.fields}
    return RegisterSite(
        code=said.code,
        name=has["name"],
        kind=SiteKind(has["kind"]),
        address=has["address"],
        municipality=has["municipality"],
        lat=float(has["lat"]),
        lon=float(has["lon"]),
        threat_level=int(has["threat_level"] or 1),
        short=has["short"],
        names=Names(*(has[f"name_{language}"] or None for language in LANGUAGES)),
        country=has["country"],
        organisation=has["organisation"],
    )
