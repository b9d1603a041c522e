"""What files are held against, and what is written into them: visits with their legs, gatherings, places."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import gathering, leg, site, unit, visit
from controlroom.watch.gatherings import Gathering
from controlroom.watch.legs import Leg
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site
from controlroom.watch.visits import Visit

MOST: Final = 5_000


@dataclass(frozen=True, slots=True)
class Span:
    """What begins in it; of one event alone, if that is named."""

    begins: datetime
    ends: datetime
    event: str = ""


@dataclass(frozen=True, slots=True)
class There:
    """Visits and their legs by code, without the `hidden` ones, and what a programme may name."""

    visits: dict[str, Visit]
    legs: dict[str, list[Leg]]
    hidden: frozenset[str]
    sites: frozenset[str]
    units: frozenset[str]


async def visits_there(snapshot: Snapshot, codes: Collection[str]) -> There:
    found, legs = await _with_legs(snapshot, visit.c.code.in_(codes))
    hidden = frozenset(one.code for one in found if snapshot.veil.covers(one))
    return There(
        visits={one.code: one for one in found if one.code not in hidden},
        legs={code: every for code, every in legs.items() if code not in hidden},
        hidden=hidden,
        sites=frozenset((await snapshot.connection.execute(select(site.c.code))).scalars()),
        units=frozenset((await snapshot.connection.execute(select(unit.c.call_sign))).scalars()),
    )


async def visits_in(snapshot: Snapshot, span: Span) -> tuple[list[Visit], dict[str, list[Leg]]]:
    """Without what is kept from whoever asks."""
    which = visit.c.starts_at.between(span.begins, span.ends)
    found, legs = await _with_legs(snapshot, which & (visit.c.event == span.event) if span.event else which)
    return [one for one in found if not snapshot.veil.covers(one)], legs


async def _with_legs(
    snapshot: Snapshot, which: ColumnElement[Any]
) -> tuple[list[Visit], dict[str, list[Leg]]]:
    query = select(visit).where(which).order_by(visit.c.starts_at, visit.c.code).limit(MOST)
    found: list[Visit] = await snapshot.things(Noun.VISIT, query)
    legs: dict[str, list[Leg]] = {one.code: [] for one in found}
    programme = select(leg).where(leg.c.visit.in_(legs)).order_by(leg.c.visit, leg.c.number)
    for each in await snapshot.things(Noun.LEG, programme):
        legs[each.visit].append(each)
    return found, legs


async def known_gatherings(snapshot: Snapshot, ids: Collection[str]) -> dict[str, Gathering]:
    query = select(gathering).where(gathering.c.id.in_(ids))
    return {one.id: one for one in await snapshot.things(Noun.GATHERING, query)}


async def gatherings_in(snapshot: Snapshot, span: Span) -> list[Gathering]:
    at = gathering.c.starts_at
    query = select(gathering).where(at.between(span.begins, span.ends)).order_by(at, gathering.c.id)
    return await snapshot.things(Noun.GATHERING, query.limit(MOST))


async def places(snapshot: Snapshot) -> list[Site]:
    """Those that may be named by whoever asks."""
    found: list[Site] = await snapshot.things(Noun.SITE, select(site).order_by(site.c.name))
    return [one for one in found if not snapshot.veil.covers(one)]
