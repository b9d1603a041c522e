"""The country's threat level, how many alerts are open, and who is on duty."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Label, Select, func, or_, select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import OPEN_ALERT, SHOWN_ALERT, alert, duty, flood, shift, threat, visitor
from controlroom.watch.duty import Duty, Place
from controlroom.watch.refs import Noun

COUNTRY = "BE"


@dataclass(frozen=True, slots=True)
class Header:
    """`open` and `unacked` by priority, without exercises and tests.

    `suppressed`: how many are shelved, held back by their cause, or of things out of service. `duty_officer`
    is who is in charge of the watch. `flood_since`: more alerts came than one operator takes in.
    `handover_at`: when the shift that is on ends by the roster. `visitor_since`: the walls are masked.
    """

    threat_level: int | None
    open: dict[int, int]
    unacked: dict[int, int]
    suppressed: int
    duty_officer: str | None
    flood_since: datetime | None
    duty: dict[str, str]
    handover_at: datetime | None = None
    visitor_since: datetime | None = None


def _one(query: Select[Any], name: str) -> Label[Any]:
    return query.scalar_subquery().label(name)


ALONE: Final = select(
    _one(select(threat.c.level).where(threat.c.scope == COUNTRY), "level"),
    _one(select(func.count()).where(OPEN_ALERT, alert.c.suppression != "none"), "suppressed"),
    _one(select(flood.c.began_at), "flood_since"),
    _one(select(shift.c.ends_at).join(duty, duty.c.shift == shift.c.id), "handover_at"),
    _one(select(visitor.c.came_at), "visitor_since"),
)
"""What is one value each, in one statement: every wall asks for it again and again."""


async def header(snapshot: Snapshot) -> Header:
    alone = (await snapshot.connection.execute(ALONE)).one()
    counted = await snapshot.connection.execute(
        select(
            alert.c.priority,
            func.count(),
            func.count().filter(or_(alert.c.acked_by.is_(None), alert.c.attention)),
        )
        .where(SHOWN_ALERT, alert.c.status == "actual")
        .group_by(alert.c.priority)
    )
    rows = counted.all()
    room = await the_room(snapshot)
    held = {place.value: name for place in Place if (name := room.at(place))}
    people = await snapshot.people(held.values())
    first = room.first
    return Header(
        threat_level=alone.level,
        open={priority: total for priority, total, _ in rows},
        unacked={priority: unacked for priority, _, unacked in rows if unacked},
        suppressed=alone.suppressed,
        duty_officer=people.get(first, first) if first else None,
        flood_since=alone.flood_since,
        duty={place: people.get(name, name) for place, name in held.items()},
        handover_at=alone.handover_at,
        visitor_since=alone.visitor_since,
    )


async def the_room(snapshot: Snapshot) -> Duty:
    found = await snapshot.things(Noun.DUTY, select(duty))
    return found[0] if found else Duty()
