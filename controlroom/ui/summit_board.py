"""What the board of a summit shows: one row a delegation, all on one time-line. Built by summit_views.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from controlroom.ui.panels import LegRow, VisitRow
from controlroom.ui.place import Place

Standing = Literal["on_time", "delayed", "late", "overdue", "none"]
HOURS: Final = 12
"""So many the time-line shows at most: of more a convoy of ten minutes would be a hair."""


@dataclass(frozen=True, slots=True)
class Delegation:
    """`escort`: the units of its next movement, the convoy being so many cars. `place`: where it is now."""

    visit: VisitRow
    escort: tuple[str, ...] = ()
    convoy: int = 0
    place: Place | None = None

    @property
    def leg(self) -> LegRow | None:
        return self.visit.leg

    @property
    def standing(self) -> Standing:
        """`late` and `overdue` are alerts; `delayed` is said by an ETA behind the plan."""
        leg = self.leg
        if leg is None or self.visit.restricted:
            return "none"
        if leg.overdue:
            return "overdue" if leg.overdue == 2 else "late"
        return "delayed" if leg.delay_min > 0 else "on_time"


@dataclass(frozen=True, slots=True)
class Board:
    """The delegations of one event, by their next movement."""

    rows: tuple[Delegation, ...] = ()

    @property
    def moving(self) -> int:
        return sum(row.leg is not None and row.leg.moving for row in self.rows)

    @property
    def behind(self) -> int:
        return sum(row.standing in ("late", "overdue") for row in self.rows)

    @property
    def axis(self) -> tuple[datetime, datetime] | None:
        """The hours that all rows share: from the earliest movement that is not done, else the last ones."""
        legs = [leg for row in self.rows for leg in row.visit.legs]
        if not legs:
            return None
        due = [leg.planned_start for leg in legs if not leg.done]
        first, last = min(leg.planned_start for leg in legs), max(leg.planned_end for leg in legs)
        start = _hour(min(due) if due else max(first, last - timedelta(hours=HOURS - 1)))
        end = _hour(min(last, start + timedelta(hours=HOURS - 1)))
        return start, max(end, start) + timedelta(hours=1)


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class SummitPanel:
    """`boards` by event. `masked`: a visitor is in the room, so that not even the event is named."""

    v: int
    boards: Mapping[str, Board] = field(default_factory=dict)
    stale_since: datetime | None = None
    masked: bool = False

    def of(self, event: str) -> Board:
        return self.boards.get(event, Board())
