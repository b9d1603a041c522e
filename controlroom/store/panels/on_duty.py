"""Who is on duty, by the names that people call them."""

from sqlalchemy import select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import duty
from controlroom.watch.duty import Duty, Place
from controlroom.watch.refs import Noun


async def on_duty(snapshot: Snapshot) -> dict[str, str]:
    """Each place that somebody holds."""
    found: list[Duty] = await snapshot.things(Noun.DUTY, select(duty))
    room = found[0] if found else Duty()
    held = {place.value: name for place in Place if (name := room.at(place))}
    people = await snapshot.people(held.values())
    return {place: people.get(name, name) for place, name in held.items()}
