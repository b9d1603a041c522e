"""Two crews that take turns around the clock, twelve hours each; the next handover is within two hours."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import cycle
from typing import Final

from controlroom.watch.duty import Place
from controlroom.watch.shifts import PlanShift

TURN: Final = timedelta(hours=12)
AT_LEAST: Final = timedelta(minutes=40)
DAYS: Final = 8

Crew = Mapping[Place, str]


def roster(now: datetime, crews: Sequence[Crew], by: str) -> Iterator[PlanShift]:
    """The first crew is on now, until the next full hour that leaves time to prepare the handover."""
    full = (now + AT_LEAST).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    begins = full - TURN
    for _, crew in zip(range(int(timedelta(days=DAYS) / TURN)), cycle(crews), strict=False):
        named = (crew.get(place) for place in (Place.OFFICER, Place.DEPUTY, Place.LEADER))
        yield PlanShift(begins, begins + TURN, by, *named)
        begins += TURN
