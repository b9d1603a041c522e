"""One visit with all that belongs to it: programme, measures, what is near it in time, and its history."""

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Select, select

from controlroom.store.alert_history import Happened
from controlroom.store.panels.legs import legs_of
from controlroom.store.panels.log_names import Names, names_for
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import (
    COMING_VISIT,
    OF_A_VISIT,
    VISIT_OF,
    leg,
    measure,
    unit,
    visit,
    visit_is_on,
)
from controlroom.watch.events import EVENTS
from controlroom.watch.legs import Leg
from controlroom.watch.measures import Measure
from controlroom.watch.refs import Noun
from controlroom.watch.sites import Site
from controlroom.watch.unknown import no_such
from controlroom.watch.visits import Visit
from controlroom.watch.visits.clashes import SAME_WINDOW, Booked

NEAR_AT_MOST: Final = 200
HISTORY_AT_MOST: Final = 200
HISTORY: Final = sa.text(
    f"""
    SELECT seq, recorded_at, actor, kind, body, private,
        private_digest IS NOT NULL AND private IS NULL AS erased
    FROM journal WHERE ({OF_A_VISIT}) AND {VISIT_OF} = :code
    ORDER BY {VISIT_OF} DESC, seq DESC LIMIT {HISTORY_AT_MOST}
    """  # noqa: S608 - names of our own columns
)


@dataclass(frozen=True, slots=True)
class VisitFile:
    """`legs`: of the programme; `all_legs` with those that were dropped. `near`: other visits in its time.

    `happened`: the newest first.
    """

    visit: Visit
    legs: list[Leg]
    all_legs: list[Leg]
    sites: dict[str, Site]
    measures: list[Measure]
    near: list[Booked]
    code_names: dict[str, str]
    happened: list[Happened]
    names: Names


async def one_visit(snapshot: Snapshot, code: str) -> Visit:
    """With the veil over it."""
    found: list[Visit] = await snapshot.things(Noun.VISIT, select(visit).where(visit.c.code == code))
    if not found:
        raise no_such(Noun.VISIT, code)
    return found[0]


async def visit_file(snapshot: Snapshot, one: Visit) -> VisitFile:
    """Of one that whoever looks may read."""
    query = select(leg).where(leg.c.visit == one.code).order_by(leg.c.planned_start, leg.c.number)
    every: list[Leg] = await snapshot.things(Noun.LEG, query)
    in_it = (await legs_of(snapshot, [one.code]))[one.code]
    near = await _near(snapshot, one)
    legs = await legs_of(snapshot, [other.code for other in near])
    booked = [Booked(other.code, other.event, other.ends_at, legs[other.code]) for other in near]
    happened = await _history(snapshot, one.code)
    return VisitFile(
        one,
        in_it,
        every,
        await snapshot.sites(_places(one, [*every, *(leg for of in legs.values() for leg in of)])),
        await _measures(snapshot, one.code),
        booked,
        {other.code: other.code_name for other in near},
        happened,
        await names_for(snapshot, happened),
    )


async def _near(snapshot: Snapshot, one: Visit) -> list[Visit]:
    """Those that may clash; what is not read here says nothing."""
    found: list[Visit] = await snapshot.things(Noun.VISIT, in_its_time(one))
    return [other for other in found if not snapshot.veil.covers(other)]


def in_its_time(one: Visit) -> Select[Any]:
    """Other visits that are to come, give or take the window of a route; found by an index."""
    return (
        select(visit)
        .where(
            COMING_VISIT,
            visit_is_on(one.starts_at - SAME_WINDOW, one.ends_at + SAME_WINDOW),
            visit.c.code != one.code,
        )
        .order_by(visit.c.starts_at)
        .limit(NEAR_AT_MOST)
    )


def _places(one: Visit, legs: list[Leg]) -> set[str]:
    changed = (d for version in one.versions for d in version.differences)
    planned = [leg for d in changed for leg in (d.before, d.after) if leg]
    ways = [(leg.origin, leg.destination) for leg in legs]
    ways += [(leg.origin, leg.destination) for leg in planned]
    return {place for way in ways for place in way}


async def _measures(snapshot: Snapshot, code: str) -> list[Measure]:
    query = select(measure).where(measure.c.file == f"visit:{code}").order_by(measure.c.proposed_at)
    found: list[Measure] = await snapshot.things(Noun.MEASURE, query)
    return found


async def _history(snapshot: Snapshot, code: str) -> list[Happened]:
    rows = await snapshot.connection.execute(HISTORY, {"code": code})
    return [Happened.of(row) for row in rows if row.kind in EVENTS]


async def call_signs(snapshot: Snapshot) -> list[str]:
    """Of the units in service, to choose from."""
    query = select(unit.c.call_sign).where(unit.c.in_service).order_by(unit.c.call_sign)
    return [row.call_sign for row in await snapshot.connection.execute(query)]


async def places(snapshot: Snapshot) -> dict[str, str]:
    """Sites by their code, as they are called; those that are not read here by their code alone."""
    from_table = sa.text("SELECT code, name FROM site ORDER BY name")
    hidden = snapshot.veil
    rows = await snapshot.connection.execute(from_table)
    return {row.code: row.code if hidden.hides(Noun.SITE, row.code) else row.name for row in rows}
