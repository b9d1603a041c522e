"""The minutes of a scenario as moments."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Timetable:
    """At speed 2 an hour of the scenario passes in half an hour."""

    start: datetime
    speed: float = 1.0

    @property
    def unhurried(self) -> "Timetable":
        """For what has to outlast the patience of the watch, which is the same at any speed."""
        return Timetable(self.start)

    def at(self, minutes: float) -> datetime:
        return self.start + timedelta(minutes=minutes) / self.speed

    def interval(self, minutes: int) -> int:
        return max(1, round(minutes / self.speed))
