"""What a private calendar shows: legs by code name and by the codes of places, gatherings as they are.

It goes to telephones and to servers of others, so it says no name of a person, no delegation and no address.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from controlroom.interchange.written import Written, calendar_file
from controlroom.watch.gatherings import Gathering
from controlroom.watch.legs import Leg
from controlroom.watch.visits import Visit

NAME: Final = "Controlroom"
REFRESH_MINUTES: Final = 30
SURE: Final = ("approved", "active", "closed")


def private_calendar(
    visits: Iterable[Visit], legs: Mapping[str, Sequence[Leg]], gatherings: Iterable[Gathering]
) -> bytes:
    drives = (written for visit in visits for written in _visit(visit, legs.get(visit.code, ())))
    return calendar_file(NAME, [*drives, *map(_gathering, gatherings)], refresh_minutes=REFRESH_MINUTES)


def _visit(visit: Visit, legs: Sequence[Leg]) -> Iterable[Written]:
    """A visit without a programme is one event from its beginning to its end."""
    status = "CONFIRMED" if visit.state.value in SURE else "TENTATIVE"
    if not legs:
        uid = f"visit/{visit.code}@controlroom"
        yield Written(
            uid, visit.code_name, visit.starts_at, visit.ends_at, stamp=visit.starts_at, status=status
        )
    for leg in legs:
        yield Written(
            uid=f"leg/{leg.id}@controlroom",
            title=f"{visit.code_name} {leg.number}: {leg.origin} → {leg.destination}",
            starts_at=leg.planned_start,
            ends_at=leg.eta or leg.planned_end,
            stamp=leg.planned_start,
            status=status,
        )


def _gathering(one: Gathering) -> Written:
    return Written(
        uid=f"gathering/{one.id}@controlroom",
        title=one.title,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        stamp=one.starts_at,
        place=one.place,
        geo=(one.lat, one.lon),
    )
