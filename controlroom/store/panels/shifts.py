"""The roster as it is planned, and the shift that is on with the one that follows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from controlroom.store.panels.header import the_room
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import COMING_SHIFT, shift
from controlroom.watch.duty import Duty, Place
from controlroom.watch.refs import Noun
from controlroom.watch.shifts.shift import Shift


@dataclass(frozen=True, slots=True)
class Roster:
    """The shifts of a span of time, by when they begin; `people`: what the holders of accounts are called."""

    shifts: list[Shift]
    people: dict[str, str]


@dataclass(frozen=True, slots=True)
class OnNow:
    """`follows`: to which shift would be handed over at this moment; None if the roster has none."""

    duty: Duty
    shift: Shift | None
    follows: Shift | None


async def roster(snapshot: Snapshot, begin: datetime, end: datetime) -> Roster:
    in_it = and_(shift.c.starts_at < end, or_(shift.c.ends_at > begin, shift.c.starts_at >= begin))
    query = select(shift).where(in_it, shift.c.state != "dropped", shift.c.ends_at.is_not(None))
    found: list[Shift] = await snapshot.things(Noun.SHIFT, query.order_by(shift.c.starts_at))
    return Roster(found, await snapshot.people(name for one in found for name in crew(one)))


def crew(one: Shift) -> list[str]:
    return [name for place in Place if (name := one.at(place))]


async def one_shift(snapshot: Snapshot, key: str) -> Shift | None:
    found: list[Shift] = await snapshot.things(Noun.SHIFT, select(shift).where(shift.c.id == key))
    return found[0] if found else None


async def on_now(snapshot: Snapshot, now: datetime) -> OnNow:
    duty = await the_room(snapshot)
    current = await one_shift(snapshot, duty.shift) if duty.shift else None
    return OnNow(duty, current, await _follows(snapshot, now))


async def _follows(snapshot: Snapshot, now: datetime) -> Shift | None:
    """What has begun last, else what begins next."""
    query = select(shift).where(COMING_SHIFT, shift.c.ends_at > now).order_by(shift.c.starts_at).limit(20)
    coming = [one for one in await snapshot.things(Noun.SHIFT, query) if one.can_follow(now)]
    begun = [one for one in coming if one.starts_at <= now]
    return begun[-1] if begun else next(iter(coming), None)
