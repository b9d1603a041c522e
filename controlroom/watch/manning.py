"""For how long a fixed post was not manned, from what the journal says of it (requirement R39).

The past is in the order in which it happened, not in that in which it was told: a relief that was reported
late counts from its own time. While a post is out of service by plan, or before it was opened and after it
was closed, nobody is missing there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter

from controlroom.watch.alarm_load import Span


class Change(StrEnum):
    OPENED = "opened"
    CLOSED = "closed"
    MANNED = "manned"
    LEFT = "left"
    OUT = "out"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Told:
    """`unit`: who mans the post from then on, or who left it."""

    at: datetime
    change: Change
    unit: str | None = None


@dataclass(slots=True)
class _Standing:
    """As in watch.posts.Post: whoever left must be who was there, and not have come at that very moment."""

    open: bool = True
    unit: str | None = None
    since: datetime | None = None
    out: bool = False

    @property
    def unmanned(self) -> bool:
        return self.open and not self.out and self.unit is None

    def take(self, told: Told) -> None:
        match told.change:
            case Change.OPENED:
                self.open, self.out, self.unit, self.since = True, False, told.unit, told.at
            case Change.CLOSED:
                self.open, self.unit = False, None
            case Change.MANNED:
                self.unit, self.since = told.unit, told.at
            case Change.LEFT if told.unit == self.unit and told.at != self.since:
                self.unit, self.since = None, told.at
            case Change.OUT | Change.BACK:
                self.out = told.change is Change.OUT
            case _:
                pass


def unmanned(told: Iterable[Told], period: Span) -> list[Span]:
    """When nobody stood there. `told`: of one post, from the last word before the period on, or earlier.

    A post of which nothing is told was open all the time, and never manned.
    """
    in_order = sorted(told, key=attrgetter("at"))
    began, gaps = period.begins, []
    standing = _Standing(open=not (in_order and in_order[0].change is Change.OPENED))
    for one in in_order:
        before = standing.unmanned
        standing.take(one)
        if before and not standing.unmanned:
            gaps.append(Span(began, one.at))
        elif standing.unmanned and not before:
            began = one.at
    if standing.unmanned:
        gaps.append(Span(began, max(began, period.ends)))
    inside = (gap.of(period) for gap in gaps)
    return [gap for gap in inside if gap]
