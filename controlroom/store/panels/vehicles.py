"""Vehicles that were sighted: the list, by a part of a plate, and one of them with what may be it too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from controlroom.store.alert_history import Happened
from controlroom.store.codec import decode_event
from controlroom.store.panels.institutions import A_PAGE
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import OF_A_VEHICLE, OPEN_ALERT, VEHICLE_OF, alert, journal, plate, vehicle
from controlroom.store.veil import Veil
from controlroom.watch.incidents import Vehicle
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.unknown import no_such
from controlroom.watch.vehicles import SightedVehicle, VehicleSighted
from controlroom.watch.vehicles.near import SHORTEST_PART, Near, may_be, nearness, without_one
from controlroom.watch.vehicles.plates import normalised, partial

COUNTED_AT_MOST: Final = 1_000
"""Of a list that is longer, nobody turns all the pages."""
CANDIDATES: Final = 200
POSSIBLE_AT_MOST: Final = 20
DECISIONS_AT_MOST: Final = 50
SHORTEST_ASKED: Final = 2


@dataclass(frozen=True, slots=True)
class Wish:
    """`state`: open, investigated, listed or all. `plate`: a part of one, as it was typed."""

    plate: str = ""
    state: str = "open"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Vehicles:
    """`found`: how many there are, counted up to a thousand. `sites`: what they are called, by code."""

    vehicles: list[SightedVehicle]
    found: int
    sites: dict[str, str]


@dataclass(frozen=True, slots=True)
class Possible:
    """A vehicle that may be the same, and why."""

    vehicle: SightedVehicle
    near: Near


@dataclass(frozen=True, slots=True)
class OneVehicle:
    """`looks`: what each report said that it looked like, by the number of the sighting. `alert`: the open
    one. `people`: who decided. `partly`: something of it is hidden from whoever looks, and so is what was
    decided.
    """

    vehicle: SightedVehicle
    looks: dict[int, Vehicle]
    decisions: tuple[Happened, ...]
    possible: list[Possible]
    sites: dict[str, str]
    people: dict[str, str]
    alert: int | None
    partly: bool = False


async def vehicles(snapshot: Snapshot, wish: Wish, now: datetime) -> Vehicles:
    """Patterns that nobody assessed by their priority; else what was seen last comes first.

    Those of which something is hidden from whoever looks come after all others, in an order that says
    nothing: where they stood among them would tell when they were seen.
    """
    fits, hidden = _fits(wish, now), sorted(snapshot.veil.files)
    order: tuple[Any, ...] = (vehicle.c.seen_at.desc(), vehicle.c.key)
    if wish.state == "open":
        order = (vehicle.c.priority, *order)
    touched = vehicle.c.files.bool_op("&&")(sa.cast(hidden, sa.ARRAY(sa.Text)))
    whole = [*fits, sa.not_(touched)] if hidden else fits
    count, start = await _count(snapshot, whole), (wish.page - 1) * A_PAGE
    found = await _page(snapshot, whole, order, start, A_PAGE)
    if hidden and count < COUNTED_AT_MOST:
        partly = [*fits, touched, _seen_elsewhere(snapshot.veil)]
        room = A_PAGE - len(found)
        found += await _page(snapshot, partly, (vehicle.c.key,), max(start - count, 0), room)
        count = min(count + await _count(snapshot, partly), COUNTED_AT_MOST)
    return Vehicles(found, count, await _sites(snapshot, found))


async def _count(snapshot: Snapshot, fits: list[Any]) -> int:
    some = sa.select(vehicle.c.key).where(*fits).limit(COUNTED_AT_MOST).subquery()
    return await snapshot.one(sa.select(sa.func.count()).select_from(some)) or 0


async def _page(
    snapshot: Snapshot, fits: list[Any], order: tuple[Any, ...], start: int, most: int
) -> list[SightedVehicle]:
    query = sa.select(vehicle).where(*fits).order_by(*order).offset(start).limit(most)
    return _seen(await snapshot.things(Noun.VEHICLE, query))


def _seen_elsewhere(veil: Veil) -> sa.TextClause:
    """Somebody who may not read all may read of it somewhere: `keeps_sighting`, asked of the database."""
    return sa.text("""
        EXISTS (SELECT FROM jsonb_array_elements(sightings) AS one
            WHERE (one ->> 'site' = ANY (CAST(:hidden_sites AS text[]))) IS NOT TRUE
            AND NOT (one ->> 'source' = 'incident'
                AND one ->> 'report' = ANY (CAST(:hidden_reports AS text[]))))
    """).bindparams(hidden_sites=veil.hidden(Noun.SITE), hidden_reports=sorted(veil.incidents))


def _seen(found: Iterable[SightedVehicle]) -> list[SightedVehicle]:
    """One that was seen only where nothing may be read is not told."""
    return [one for one in found if one.sightings]


def _fits(wish: Wish, now: datetime) -> list[Any]:
    fits: list[Any] = [vehicle.c.plate.is_not(None)]
    if asked := asked_for(wish.plate):
        fits.append(sa.or_(*map(_holds, sorted(asked))))
    match wish.state:
        case "open":
            fits.append(vehicle.c.priority.is_not(None))
        case "investigated":
            fits.append(sa.text("verdict = 'under_investigation'"))
        case "listed":
            fits.append(vehicle.c.listed_until > now)
        case _:
            pass
    return fits


def asked_for(typed: str) -> set[str]:
    """What was typed, as a plate may hold it: also as a German one, whose district stands apart."""
    read = {normalised(typed), normalised(typed, "DE")}
    return {part for part in read if part and sum(c.isalnum() for c in part) >= SHORTEST_ASKED}


def _holds(part: str) -> sa.ColumnElement[bool]:
    """A part of a plate, in which `?` and `*` stand for what nobody read."""
    like = part.translate(str.maketrans("?*", "_%"))
    read = max("".join(c if c not in "?*" else " " for c in part).split(), key=len)
    if len(read) < SHORTEST_ASKED:
        return vehicle.c.plate.like(f"%{like}%")
    parts = sa.func.plate_parts(plate.c.plate).op("@>")(sa.func.plate_parts(read))
    return vehicle.c.key.in_(sa.select(plate.c.key).where(parts, plate.c.plate.like(f"%{like}%")))


async def one_vehicle(snapshot: Snapshot, key: str) -> OneVehicle:
    found: list[SightedVehicle] = await snapshot.things(
        Noun.VEHICLE, sa.select(vehicle).where(vehicle.c.key == key)
    )
    if not found:
        raise no_such(Noun.VEHICLE, key)
    (one,) = found
    looks = await _looks(snapshot, [one])
    possible = await _possible(snapshot, one, looks)
    partly = snapshot.veil.covers(one)
    decisions = () if partly else await _decisions(snapshot, key)
    shown = [one, *(each.vehicle for each in possible)]
    return OneVehicle(
        vehicle=one,
        looks=looks,
        decisions=decisions,
        possible=possible,
        sites=await _sites(snapshot, shown),
        people=await snapshot.people(happened.actor for happened in decisions),
        alert=await _alert(snapshot, key),
        partly=partly,
    )


async def _sites(snapshot: Snapshot, of: Iterable[SightedVehicle]) -> dict[str, str]:
    sites = await snapshot.sites(seen.site for one in of for seen in one.sightings)
    return {code: site.name for code, site in sites.items()}


async def _looks(snapshot: Snapshot, of: Iterable[SightedVehicle]) -> dict[int, Vehicle]:
    numbers = [seen.seq for one in of for seen in one.sightings]
    query = sa.select(journal.c.seq, journal.c.kind, journal.c.body, journal.c.private)
    rows = await snapshot.connection.execute(query.where(journal.c.seq.in_(numbers))) if numbers else ()
    events = ((row.seq, decode_event(row.kind, row.body, row.private)) for row in rows)
    return {seq: event.said for seq, event in events if isinstance(event, VehicleSighted) and event.said}


async def _decisions(snapshot: Snapshot, key: str) -> tuple[Happened, ...]:
    """What people decided and what was purged, the newest first."""
    query = sa.text(f"""
        SELECT seq, recorded_at, actor, kind, body, private,
            private_digest IS NOT NULL AND private IS NULL AS erased
        FROM journal WHERE {OF_A_VEHICLE} AND {VEHICLE_OF} = :key AND kind <> 'vehicle.sighted'
        ORDER BY {VEHICLE_OF} DESC, seq DESC LIMIT :most
    """)  # noqa: S608 - names of our own columns
    rows = await snapshot.connection.execute(query, {"key": key, "most": DECISIONS_AT_MOST})
    return tuple(
        Happened(
            row.seq, row.recorded_at, row.actor, decode_event(row.kind, row.body, row.private), row.erased
        )
        for row in rows
    )


async def _possible(snapshot: Snapshot, one: SightedVehicle, looks: dict[int, Vehicle]) -> list[Possible]:
    """The surest first."""
    if one.plate is None:
        return []
    likely = [
        Possible(each, near)
        for each in await _near(snapshot, one.plate)
        if each.plate and (near := nearness(one.plate, each.plate))
    ]
    parts = await _of_a_part(snapshot, one, looks)
    order = list(Near)
    found = sorted((*likely, *parts), key=lambda each: (order.index(each.near), each.vehicle.plate or ""))
    return found[:POSSIBLE_AT_MOST]


async def _near(snapshot: Snapshot, read: str) -> list[SightedVehicle]:
    if partial(read):
        return []
    looks = sa.func.plate_looks(plate.c.plate).op("&&")(sa.cast(sorted(without_one(read)), sa.ARRAY(sa.Text)))
    query = sa.select(vehicle).join(plate, plate.c.key == vehicle.c.key)
    found = await snapshot.things(Noun.VEHICLE, query.where(looks, plate.c.plate != read).limit(CANDIDATES))
    return _seen(found)


async def _of_a_part(snapshot: Snapshot, one: SightedVehicle, looks: dict[int, Vehicle]) -> list[Possible]:
    """By a plate of which a part was read, in either direction, with the same make and colour."""
    read = one.plate or ""
    parts = sorted({read[a:b] for a in range(len(read)) for b in range(a + SHORTEST_PART, len(read) + 1)})
    shorter = sa.and_(vehicle.c.plate.in_(parts), vehicle.c.plate != read)
    unread = sa.text("partial AND plate IS NOT NULL")
    longer = _holds(read) if sum(c.isalnum() for c in read) >= SHORTEST_PART else sa.false()
    queries = [sa.select(vehicle).where(longer, vehicle.c.key != one.key)]
    if not one.partial:
        newest = sa.select(vehicle).where(unread).order_by(vehicle.c.seen_at.desc())
        queries += [sa.select(vehicle).where(shorter), newest]
    found: dict[str, SightedVehicle] = {}
    for query in queries:
        for each in _seen(await snapshot.things(Noun.VEHICLE, query.limit(CANDIDATES))):
            found[each.key] = each
    theirs = await _looks(snapshot, found.values())
    mine = [said for seen in one.sightings if (said := looks.get(seen.seq))]
    return [Possible(each, Near.PART) for each in found.values() if _are_parts(mine, each, theirs)]


def _are_parts(mine: list[Vehicle], other: SightedVehicle, theirs: dict[int, Vehicle]) -> bool:
    said = [look for seen in other.sightings if (look := theirs.get(seen.seq))]
    return any(may_be(a, b) or may_be(b, a) for a in mine for b in said)


async def _alert(snapshot: Snapshot, key: str) -> int | None:
    about = alert.c.object == str(Ref(Noun.VEHICLE, key))
    number: int | None = await snapshot.one(
        sa.select(alert.c.id).where(OPEN_ALERT, about).order_by(alert.c.id.desc()).limit(1)
    )
    return number
