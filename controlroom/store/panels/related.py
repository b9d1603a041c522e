"""What stands beside a thing: what it has to do with, what else is open about that, and what was before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select

from controlroom.store.panels.alerts import OpenAlerts, told_at, with_names
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.state import NUMBERED, key_column
from controlroom.store.tables import NOUNS, OPEN_ALERT, alert, incident, leg, measure, post, visit
from controlroom.store.veil import HIDDEN
from controlroom.watch.alerts import Alert
from controlroom.watch.events import Thing
from controlroom.watch.incidents import Incident
from controlroom.watch.legs import Leg
from controlroom.watch.posts import Post
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.unknown import no_such
from controlroom.watch.visits import Visit

OPEN_AT_MOST: Final = 12
BEFORE_AT_MOST: Final = 5
INCIDENTS_AT_MOST: Final = 5
LOOKED_THROUGH: Final = 2_000
"""Incidents of a unit or of a visit, among the newest of all; those of a site have an index."""
SHOWN: Final = (Noun.SITE, Noun.POST, Noun.UNIT, Noun.VISIT, Noun.INCIDENT)
"""What has a page of its own."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A thing by what people call it."""

    ref: Ref
    name: str


@dataclass(frozen=True, slots=True)
class Related:
    """`alerts`: open, about the same; `before`: the last of the same rule there, or of the same thing."""

    things: tuple[Beside, ...]
    alerts: list[Alert]
    before: list[Alert]
    incidents: list[Incident]
    named: OpenAlerts


async def thing_of(snapshot: Snapshot, noun: Noun, key: str) -> Thing:
    if noun not in SHOWN or (noun in NUMBERED and not (key.isdecimal() and len(key) < 19)):
        raise no_such(noun, key)
    column = NOUNS[noun].c[key_column(noun)]
    found = await snapshot.things(
        noun, select(NOUNS[noun]).where(column == (int(key) if noun in NUMBERED else key))
    )
    if not found:
        raise no_such(noun, key)
    thing: Thing = found[0]
    return thing


async def related_to_alert(snapshot: Snapshot, one: Alert, thing: Thing | None) -> Related:
    about = Ref.parse(one.object)
    refs = [*([about] if about.noun in SHOWN else []), *around(thing)]
    if one.site:
        refs.append(Ref(Noun.SITE, one.site))
    refs += await _undecided(snapshot, thing)
    same = told_at(snapshot.veil, [one.site]) if one.site else alert.c.object == one.object
    before = and_(alert.c.rule == one.rule, same, alert.c.id < one.id)
    return await _related(snapshot, refs, before, one.id)


async def _undecided(snapshot: Snapshot, thing: Thing | None) -> list[Ref]:
    """The measures for which an alert about a visit waits, as watch.world.World.undecided has them."""
    if not isinstance(thing, Visit) or snapshot.veil.covers(thing):
        return []
    of_it = measure.c.file == str(Ref(Noun.VISIT, thing.code))
    query = select(measure.c.id).where(of_it, measure.c.state.in_(("proposed", "lapsed")))
    rows = await snapshot.connection.execute(query.order_by(measure.c.id))
    return [Ref(Noun.MEASURE, row.id) for row in rows]


async def related_to_thing(snapshot: Snapshot, ref: Ref, thing: Thing) -> Related:
    """Without itself."""
    of_site = ref.noun is Noun.SITE
    before = told_at(snapshot.veil, [ref.key]) if of_site else alert.c.object == str(ref)
    refs = [ref, *around(thing), *await _posts_of(snapshot, ref)]
    found = await _related(snapshot, refs, and_(before, alert.c.ended_at.is_not(None)), 0)
    others = tuple(one for one in found.things if one.ref != ref)
    return Related(others, found.alerts, found.before, found.incidents, found.named)


async def _posts_of(snapshot: Snapshot, ref: Ref) -> list[Ref]:
    if ref.noun is not Noun.SITE:
        return []
    query = select(post.c.code).where(post.c.site == ref.key).order_by(post.c.code)
    return [Ref(Noun.POST, row.code) for row in await snapshot.connection.execute(query)]


def around(thing: Thing | None) -> Iterator[Ref]:
    """What a thing itself names."""
    match thing:
        case Post():
            yield from _named((Noun.UNIT, thing.manned_by), (Noun.SITE, thing.site))
        case Leg():
            yield Ref(Noun.VISIT, thing.visit)
            yield from (Ref(Noun.UNIT, unit) for unit in thing.units)
        case Incident():
            yield from _named((Noun.UNIT, thing.unit), (Noun.VISIT, thing.visit), (Noun.SITE, thing.site))
        case _:
            pass


def _named(*said: tuple[Noun, str | None]) -> Iterator[Ref]:
    return (Ref(noun, key) for noun, key in said if key and key != HIDDEN)


async def _related(
    snapshot: Snapshot, refs: Iterable[Ref], before: ColumnElement[bool], without: int
) -> Related:
    things = list(dict.fromkeys(refs))
    others = [one for one in await _open_about(snapshot, things) if one.id != without]
    query = select(alert).where(before).order_by(alert.c.id.desc()).limit(BEFORE_AT_MOST)
    earlier: list[Alert] = await snapshot.things(Noun.ALERT, query)
    return Related(
        await _names(snapshot, things),
        others[:OPEN_AT_MOST],
        earlier,
        await _incidents(snapshot, things),
        await with_names(snapshot, [*others[:OPEN_AT_MOST], *earlier]),
    )


async def _open_about(snapshot: Snapshot, things: list[Ref]) -> list[Alert]:
    objects = [str(ref) for ref in things]
    visits = [ref.key for ref in things if ref.noun is Noun.VISIT]
    if visits:
        legs = await snapshot.connection.execute(select(leg.c.id).where(leg.c.visit.in_(visits)))
        objects += [str(Ref(Noun.LEG, row.id)) for row in legs]
    sites = [ref.key for ref in things if ref.noun is Noun.SITE]
    about = or_(alert.c.object.in_(objects), told_at(snapshot.veil, sites))
    query = select(alert).where(OPEN_ALERT, about).order_by(alert.c.priority, alert.c.id)
    found: list[Alert] = await snapshot.things(Noun.ALERT, query.limit(OPEN_AT_MOST + 1))
    return found


async def _names(snapshot: Snapshot, things: list[Ref]) -> tuple[Beside, ...]:
    sites = await snapshot.sites(ref.key for ref in things if ref.noun is Noun.SITE)
    codes = [ref.key for ref in things if ref.noun is Noun.VISIT]
    visits = select(visit.c.code, visit.c.code_name).where(visit.c.code.in_(codes))
    code_names = (
        {row.code: row.code_name for row in await snapshot.connection.execute(visits)} if codes else {}
    )
    called = {Noun.SITE: {code: site.name for code, site in sites.items()}, Noun.VISIT: code_names}
    return tuple(Beside(ref, called.get(ref.noun, {}).get(ref.key, ref.key)) for ref in things)


async def _incidents(snapshot: Snapshot, things: list[Ref]) -> list[Incident]:
    """Of the site if one is meant, else of the unit or the visit; without those of which that is kept."""
    sites = [ref.key for ref in things if ref.noun is Noun.SITE]
    newest = incident.select().order_by(incident.c.id.desc())
    query: Any = newest.where(incident.c.site.in_(sites)).limit(INCIDENTS_AT_MOST)
    if not sites:
        late = newest.limit(LOOKED_THROUGH).subquery()
        of = {noun: [ref.key for ref in things if ref.noun is noun] for noun in (Noun.UNIT, Noun.VISIT)}
        meant = or_(late.c.unit.in_(of[Noun.UNIT]), late.c.visit.in_(of[Noun.VISIT]))
        query = select(late).where(meant).order_by(late.c.id.desc()).limit(INCIDENTS_AT_MOST)
    found: list[Incident] = await snapshot.things(Noun.INCIDENT, query)
    return [one for one in found if not set(things).isdisjoint(around(one))]


async def programme(snapshot: Snapshot, thing: Thing) -> list[Leg]:
    if not isinstance(thing, Visit):
        return []
    query = select(leg).where(leg.c.visit == thing.code).order_by(leg.c.planned_start, leg.c.number)
    found: list[Leg] = await snapshot.things(Noun.LEG, query)
    return found
