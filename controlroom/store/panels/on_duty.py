"""Who is on duty, by the names that people call them."""

from datetime import datetime

from sqlalchemy import select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import duty, shift
from controlroom.watch.duty import Duty, Place
from controlroom.watch.refs import Noun


async def on_duty(snapshot: Snapshot) -> dict[str, str]:
    """Each place that somebody holds."""
    found: list[Duty] = await snapshot.things(Noun.DUTY, select(duty))
    room = found[0] if found else Duty()
    held = {place.value: name for place in Place if (name := room.at(place))}
    people = await snapshot.people(held.values())
    return {place: people.get(name, name) for place, name in held.items()}


async def handover_at(snapshot: Snapshot) -> datetime | None:
    """When the shift that is on ends by the roster."""
    query = select(shift.c.ends_at).join(duty, duty.c.shift == shift.c.id)
    ends_at: datetime | None = await snapshot.one(query)
    return ends_at
