"""Gatherings in a file: a row for each; or a calendar that anybody made, whose events become gatherings."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from controlroom.interchange.cells import Cells, time_text
from controlroom.interchange.entry import Entry
from controlroom.interchange.written import Written, calendar_file
from controlroom.watch.gatherings import Gathering
from controlroom.watch.sites import Site

COLUMNS: Final = (
    *("id", "title", "kind", "theme", "place", "lat", "lon", "starts_at", "ends_at", "expected"),
    "cancelled",
)
NEEDED: Final = ("id",)
YES: Final = "yes"


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What holds for events that do not say it. `sites`: places by what they are called, folded."""

    kind: str = "other"
    theme: str = "public_order"
    fallback: Site | None = None
    sites: Mapping[str, Site] = field(default_factory=dict)

    @classmethod
    def at(cls, kind: str, theme: str, sites: Iterable[Site], fallback: str = "") -> "Otherwise":
        every = list(sites)
        called = {folded(name): site for site in every for name in (site.short, site.name) if name}
        return cls(kind, theme, next((s for s in every if s.code == fallback), None), called)


def row_of_gathering(entry: Entry, otherwise: Otherwise) -> Cells:
    """An export of our own says all; another calendar is read as far as it goes, the rest is as chosen."""
    said = {
        "id": _id(entry),
        "title": entry.title,
        "place": entry.place.partition("\n")[0],
        "starts_at": time_text(entry.starts_at),
        "ends_at": time_text(entry.ends_at),
        "cancelled": YES if entry.cancelled else "",
    }
    if entry.geo:
        said |= {"lat": repr(entry.geo[0]), "lon": repr(entry.geo[1])}
    own = {name.lower().replace("-", "_"): value for name, value in entry.own.items()}
    at_first = {"kind": otherwise.kind, "theme": otherwise.theme, **_where(entry, otherwise)}
    if not said["place"]:
        del said["place"]
    return Cells(entry.line, said | own, at_first)


def _id(entry: Entry) -> str:
    """The same event, and the same time of a series, is known again when its calendar comes again."""
    which = f"{entry.uid}\n{entry.recurs.isoformat() if entry.recurs else ''}"
    return f"CAL-{hashlib.sha256(which.encode()).hexdigest()[:12].upper()}"


def _where(entry: Entry, otherwise: Otherwise) -> dict[str, str]:
    """Where a site of that name is; else where whoever imports it chose."""
    parts = [entry.place, *re.split(r"[,\n(]", entry.place)]
    site = next((found for part in parts if (found := otherwise.sites.get(folded(part)))), None)
    site = site or otherwise.fallback
    return {"lat": repr(site.lat), "lon": repr(site.lon), "place": site.name} if site else {}


def folded(text: str) -> str:
    """Without accents, capitals and doubled blanks."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def row_of(one: Gathering) -> dict[str, str]:
    return {
        "id": one.id,
        "title": one.title,
        "kind": one.kind.value,
        "theme": one.theme.value,
        "place": one.place,
        "lat": repr(one.lat),
        "lon": repr(one.lon),
        "starts_at": time_text(one.starts_at),
        "ends_at": time_text(one.ends_at),
        "expected": "" if one.expected is None else str(one.expected),
        "cancelled": YES if one.cancelled_at else "",
    }


def gatherings_calendar(gatherings: Iterable[Gathering]) -> bytes:
    return calendar_file("Controlroom", map(_event, gatherings))


def _event(one: Gathering) -> Written:
    of_its_own = ("starts_at", "ends_at", "cancelled", "title", "place")
    own = {name.upper(): value for name, value in row_of(one).items() if name not in of_its_own}
    return Written(
        uid=f"gathering/{one.id}@controlroom",
        title=one.title,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        stamp=one.starts_at,
        place=one.place,
        status="CANCELLED" if one.cancelled_at else "CONFIRMED",
        geo=(one.lat, one.lon),
        own=own,
    )
