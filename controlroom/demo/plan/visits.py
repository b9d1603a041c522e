"""The visits and the legs of their programmes."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random
from typing import Any, Final

from controlroom.demo.plan.timetable import Timetable
from controlroom.watch.legs import PlannedLeg
from controlroom.watch.visits import PlanVisit, Rank, VisitKind

SUMMIT: Final = "European Council"


def visits(times: Timetable, rows: Sequence[dict[str, Any]], chance: Random) -> Iterator[PlanVisit]:
    for visit in rows:
        legs = tuple(_legs(visit, times, chance))
        kind = VisitKind(visit["kind"])
        yield PlanVisit(
            code=f"{visit['code_name']}-{times.start:%d%H%M}",
            code_name=visit["code_name"],
            rank=Rank(visit["rank"]),
            kind=kind,
            delegation=visit["delegation"],
            starts_at=legs[0].planned_start,
            ends_at=legs[-1].planned_end + timedelta(minutes=15) / times.speed,
            threat_level=visit["level"],
            event=SUMMIT if kind is VisitKind.SUMMIT else None,
            legs=legs,
        )


def _legs(visit: dict[str, Any], times: Timetable, chance: Random) -> Iterator[PlannedLeg]:
    """Everything after the first hour shifts a little with the seed."""
    units = tuple(visit[role] for role in ("escort", "liaison") if role in visit)
    for number, (origin, destination, begin, end, convoy) in enumerate(visit["legs"], start=1):
        shift = chance.randint(-6, 6) if begin > 60 else 0
        yield PlannedLeg(
            number, origin, destination, times.at(begin + shift), times.at(end + shift), units, convoy
        )
