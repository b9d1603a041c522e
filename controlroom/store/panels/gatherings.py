"""The calendar: gatherings and visits by their days, and what is near what, in place and in time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select, text

from controlroom.store.alert_history import Happened
from controlroom.store.codec import thing_of
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import GATHERING_OF, OF_A_GATHERING, gathering, rule, visit, visit_is_on
from controlroom.watch.book import Book
from controlroom.watch.distance import around, metres
from controlroom.watch.gatherings import LONGEST, NEAR_FOR, NEAR_M, Gathering
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site
from controlroom.watch.unknown import no_such
from controlroom.watch.visits import Visit, VisitState

MOST: Final = 2_000
"""Of each in one look; a month of a busy year has a few hundred."""

HISTORY: Final = text(f"""
SELECT seq, recorded_at, actor, kind, body, private,
    private_digest IS NOT NULL AND private IS NULL AS erased
FROM journal WHERE {OF_A_GATHERING} AND {GATHERING_OF} = :id ORDER BY seq DESC LIMIT 100
""")  # noqa: S608 - names of our own columns

NEAR_A_PLACE: Final = text("""
SELECT * FROM gathering
WHERE cancelled_at IS NULL AND starts_at <= :ends AND ends_at >= :begins AND starts_at >= :earliest
    AND lat BETWEEN :south AND :north AND lon BETWEEN :west AND :east
ORDER BY starts_at LIMIT 200
""")
NEAR_A_VISIT: Final = text("""
SELECT DISTINCT ON (g.id, s.code) g.*, s.code AS site, s.name AS site_name, s.lat AS site_lat,
    s.lon AS site_lon
FROM leg l JOIN site s ON s.code IN (l.origin, l.destination)
    JOIN gathering g ON g.starts_at <= l.planned_end + :margin AND g.ends_at >= l.planned_start - :margin
        AND g.lat BETWEEN s.lat - :high AND s.lat + :high
        AND abs(g.lon - s.lon) * greatest(cos(radians(s.lat)), 1e-6) <= :high
WHERE l.visit = :visit AND g.cancelled_at IS NULL AND NOT l.held AND l.state NOT IN ('dropped', 'skipped')
""")
VISITS_NEAR: Final = text("""
SELECT DISTINCT ON (v.code, s.code) v.code, v.code_name, v.rank, v.state, l.number, l.planned_start,
    l.planned_end, s.code AS site, s.name AS site_name, s.lat AS site_lat, s.lon AS site_lon
FROM site s JOIN leg l ON s.code IN (l.origin, l.destination) JOIN visit v ON v.code = l.visit
WHERE s.lat BETWEEN :south AND :north AND s.lon BETWEEN :west AND :east
    AND l.planned_start <= :ends AND l.planned_end >= :begins
    AND v.state NOT IN ('cancelled', 'postponed') AND l.state NOT IN ('dropped', 'skipped')
ORDER BY v.code, s.code, l.planned_start LIMIT 200
""")
MARGIN: Final = 1.01
"""The box in SQL is that of a sphere cut flat; a little more than the radius, then the distance decides."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """`kinds`: visit, or kinds of gatherings; empty for all. `theme` and `words`: empty for all."""

    begins: datetime
    ends: datetime
    kind: str = ""
    theme: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """In the order in which they begin. When a hidden visit is, not everybody may know."""

    gatherings: list[Gathering]
    visits: list[Visit]


@dataclass(frozen=True, slots=True)
class Near:
    """How far apart, and within which time, things count as near."""

    radius_m: float
    margin: timedelta


@dataclass(frozen=True, slots=True)
class NearGathering:
    """`place`: what of the file it is near to, by what people call it."""

    gathering: Gathering
    metres: float
    place: str


@dataclass(frozen=True, slots=True)
class NearSite:
    site: Site
    metres: float


@dataclass(frozen=True, slots=True)
class NearVisit:
    """By the leg that comes near first. `closed`: it was here, and is not any more."""

    code: str
    code_name: str
    rank: str
    place: str
    begins: datetime
    ends: datetime
    metres: float
    closed: bool = False


@dataclass(frozen=True, slots=True)
class OneGathering:
    """`organiser` as it was said last, None if it never was or was erased; `why` it was cancelled."""

    gathering: Gathering
    near: Near
    sites: list[NearSite]
    visits: list[NearVisit]
    history: list[Happened]
    people: dict[str, str]
    organiser: str | None = None
    why: str | None = None


async def calendar(snapshot: Snapshot, wanted: Wanted) -> Calendar:
    gatherings: list[Gathering] = []
    visits: list[Visit] = []
    if wanted.kind != "visit":
        gatherings = await snapshot.things(Noun.GATHERING, _gatherings(wanted))
    if wanted.kind in ("", "visit") and not wanted.theme:
        visits = await snapshot.things(Noun.VISIT, _visits(wanted))
    return Calendar(gatherings, [one for one in visits if not snapshot.veil.covers(one)])


def _gatherings(wanted: Wanted) -> Select[Any]:
    of = gathering.c
    query = select(gathering).where(
        of.starts_at < wanted.ends, of.starts_at > wanted.begins - LONGEST, of.ends_at > wanted.begins
    )
    if wanted.kind:
        query = query.where(of.kind == wanted.kind)
    if wanted.theme:
        query = query.where(of.theme == wanted.theme)
    if words := wanted.words.strip().lower():
        query = query.where(func.strpos(func.lower(of.title + " " + of.place), words) > 0)
    return query.order_by(of.starts_at, of.id).limit(MOST)


def _visits(wanted: Wanted) -> Select[Any]:
    of = visit.c
    query = select(visit).where(visit_is_on(wanted.begins, wanted.ends))
    if words := wanted.words.strip().lower():
        query = query.where(func.strpos(func.lower(of.code + " " + of.code_name), words) > 0)
    return query.order_by(of.starts_at, of.code).limit(MOST)


async def near_by(snapshot: Snapshot) -> Near:
    """As the book has it."""
    terms = await snapshot.things(Noun.RULE, select(rule).where(rule.c.rule == NEAR_M.rule))
    book = Book({one.rule: one for one in terms})
    return Near(book.number(NEAR_M), book.time(NEAR_FOR))


async def one_gathering(snapshot: Snapshot, key: str) -> OneGathering:
    found: list[Gathering] = await snapshot.things(
        Noun.GATHERING, select(gathering).where(gathering.c.id == key)
    )
    if not found:
        raise no_such(Noun.GATHERING, key)
    one, near = found[0], await near_by(snapshot)
    rows = await snapshot.connection.execute(HISTORY, {"id": key})
    happened = [Happened.of(row) for row in rows]
    said = (getattr(each.event, "organiser", None) for each in happened)
    whys = (getattr(each.event, "reason", None) for each in happened)
    return OneGathering(
        one,
        near,
        await sites_near(snapshot, one, near),
        await visits_near(snapshot, one, near),
        happened,
        await snapshot.people(getattr(each.event, "by", None) for each in happened),
        next(filter(None, said), None),
        next(filter(None, whys), None),
    )


async def sites_near(snapshot: Snapshot, one: Gathering, near: Near) -> list[NearSite]:
    """The nearest first; where a hidden file is, nobody learns from what is near it."""
    query = text("SELECT * FROM site WHERE lat BETWEEN :south AND :north AND lon BETWEEN :west AND :east")
    rows = (await snapshot.connection.execute(query, _box(one.lat, one.lon, near))).mappings()
    sites: Iterable[Site] = (thing_of(Noun.SITE, row) for row in rows)
    found = (
        NearSite(site, metres(one.lat, one.lon, site.lat, site.lon))
        for site in sites
        if not snapshot.veil.covers(site)
    )
    return sorted((each for each in found if each.metres <= near.radius_m), key=lambda each: each.metres)


async def visits_near(snapshot: Snapshot, one: Gathering, near: Near) -> list[NearVisit]:
    hours = {"begins": one.starts_at - near.margin, "ends": one.ends_at + near.margin}
    rows = await snapshot.connection.execute(VISITS_NEAR, _box(one.lat, one.lon, near) | hours)
    found = [
        NearVisit(
            row.code,
            row.code_name,
            row.rank,
            row.site_name,
            row.planned_start,
            row.planned_end,
            metres(one.lat, one.lon, row.site_lat, row.site_lon),
            row.state == VisitState.CLOSED,
        )
        for row in rows
        if not (snapshot.veil.hides(Noun.VISIT, row.code) or snapshot.veil.hides(Noun.SITE, row.site))
    ]
    return sorted((each for each in found if each.metres <= near.radius_m), key=lambda each: each.begins)


async def gatherings_near_site(
    snapshot: Snapshot, site: Site, begins: datetime, ends: datetime
) -> list[NearGathering]:
    """Those of this time, as it is: whoever looks ahead says how far."""
    if snapshot.veil.covers(site):
        return []
    near = await near_by(snapshot)
    values = {"begins": begins, "ends": ends, "earliest": begins - LONGEST}
    rows = await snapshot.connection.execute(NEAR_A_PLACE, _box(site.lat, site.lon, near) | values)
    found = [_near(thing_of(Noun.GATHERING, row), site.lat, site.lon, site.name) for row in rows.mappings()]
    return [each for each in found if each.metres <= near.radius_m]


async def gatherings_near_visit(snapshot: Snapshot, code: str) -> list[NearGathering]:
    """Near a place of its programme when it is there, give or take the margin."""
    if snapshot.veil.hides(Noun.VISIT, code):
        return []
    near = await near_by(snapshot)
    high = (around(0, 0, near.radius_m).north) * MARGIN
    values = {"visit": code, "high": high, "margin": near.margin}
    rows = (await snapshot.connection.execute(NEAR_A_VISIT, values)).mappings()
    found = [
        _near(thing_of(Noun.GATHERING, _own(row)), row["site_lat"], row["site_lon"], row["site_name"])
        for row in rows
        if not snapshot.veil.hides(Noun.SITE, row["site"])
    ]
    kept = [each for each in found if each.metres <= near.radius_m]
    return sorted(kept, key=lambda each: (each.gathering.starts_at, each.metres))


def _own(row: Any) -> dict[str, Any]:
    return {column.name: row[column.name] for column in gathering.columns}


def _near(one: Gathering, lat: float, lon: float, place: str) -> NearGathering:
    return NearGathering(one, metres(one.lat, one.lon, lat, lon), place)


def _box(lat: float, lon: float, near: Near) -> dict[str, Any]:
    box = around(lat, lon, near.radius_m)
    return {"south": box.south, "north": box.north, "west": box.west, "east": box.east}
