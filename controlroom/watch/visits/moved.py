"""A moment moved along with the beginning of its visit: as many days and hours, by the clock on the wall."""

from datetime import datetime

from controlroom.clock import BRUSSELS


def moved(at: datetime, old: datetime, new: datetime) -> datetime:
    """Noon stays noon, also where the clocks change in between."""
    by = _on_the_wall(new) - _on_the_wall(old)
    return (_on_the_wall(at) + by).replace(tzinfo=BRUSSELS).astimezone(at.tzinfo)


def _on_the_wall(at: datetime) -> datetime:
    return at.astimezone(BRUSSELS).replace(tzinfo=None)
