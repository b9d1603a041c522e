"""Predictable patrols: whether the last checks of a site came at about the same time of day (R18).

Whoever watches a gate goes by the clock on the wall. So the local time of day counts: in the night in which
the clocks are put back, 02:30 comes twice and is the same time of day; 23:50 and 00:10 are 20 minutes apart.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.watch.book import USUAL as NOTHING_SET
from controlroom.watch.book import Book, Measure, Threshold
from controlroom.watch.recent_checks import KEPT
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.words import mark

RULE: Final = "patrol.predictable"
ENOUGH: Final = Threshold(
    RULE, "enough", 3, Measure.TIMES, 2, KEPT, mark("so many checks in one band are a pattern"), (Noun.SITE,)
)
OF_LAST: Final = Threshold(
    RULE, "of_last", 5, Measure.TIMES, 2, KEPT, mark("so many of the last checks are looked at"), (Noun.SITE,)
)
BAND: Final = Threshold(
    RULE, "band", 30, Measure.MINUTES, 5, 240, mark("how long a band is, both ends included"), (Noun.SITE,)
)
"""Three of the last five in half an hour: requirement R18."""
FACE: Final = timedelta(days=1)
"""Once around the face of the clock."""


@dataclass(frozen=True, slots=True)
class Meter:
    """It warns when `enough` of the last `of_last` checks fall into one band."""

    enough: int
    of_last: int
    band: timedelta


def meter_of(site: str, book: Book = NOTHING_SET) -> Meter:
    about = Ref(Noun.SITE, site)
    enough, of_last = int(book.number(ENOUGH, about)), int(book.number(OF_LAST, about))
    return Meter(enough, of_last, book.time(BAND, about))


USUAL: Final = meter_of("")


@dataclass(frozen=True, slots=True)
class Pattern:
    """`count` of the last `of` checks came between these local times; `ends` may lie after midnight."""

    count: int
    of: int
    begins: time
    ends: time


def pattern(checks: Iterable[datetime], meter: Meter = USUAL) -> Pattern | None:
    """The band that most of the last checks fall into, if that is enough of them; of equals the tightest."""
    last = sorted(checks)[-meter.of_last :]
    face = [time_of_day(at) for at in last]
    bands = [(begin, _after(begin, face, meter.band)) for begin in face]
    fullest = max(bands, key=lambda band: (len(band[1]), -max(band[1]), -band[0]), default=None)
    if fullest is None or len(fullest[1]) < meter.enough:
        return None
    begin, inside = fullest
    return Pattern(len(inside), len(last), _on_the_clock(begin), _on_the_clock(begin + meter.band))


def time_of_day(at: datetime) -> timedelta:
    """What the clocks in Brussels show, as the time since they showed midnight."""
    local = at.astimezone(BRUSSELS)
    return timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)


def _after(begin: timedelta, face: Sequence[timedelta], band: timedelta) -> list[timedelta]:
    """How long after the beginning of a band those that fall into it come."""
    later = [(at - begin) % FACE for at in face]
    return [offset for offset in later if offset <= band]


def _on_the_clock(since_midnight: timedelta) -> time:
    hour, minute = divmod(since_midnight % FACE // timedelta(minutes=1), 60)
    return time(hour, minute)


@dataclass(frozen=True, slots=True)
class Mark:
    """A check that was made at this time, or one that may be made within `slack` of it."""

    at: datetime
    slack: timedelta = timedelta()

    @property
    def made(self) -> bool:
        return not self.slack


def could_make_a_pattern(check: Mark, marks: Sequence[Mark], meter: Meter = USUAL) -> bool:
    """Whether the meter may warn of this check, when it is made or when those after it are.

    `marks` are the other checks of the site in order of time.
    """
    others = meter.of_last - 1
    here = bisect_left(marks, check.at, key=lambda mark: mark.at)
    oldest = max(0, here - others)
    own = _begins(check, check, meter.band)
    around = [_begins(mark, check, meter.band) for mark in marks[oldest : here + others]]
    runs = (around[first : first + others] for first in range(here - oldest + 1))
    return any(_meets_enough(own, run, meter.enough) for run in runs)


_Stretch = tuple[timedelta, timedelta]


def _begins(mark: Mark, check: Mark, band: timedelta) -> _Stretch:
    """How long after `check`, by the face of the clock, a band may begin that meets `mark`."""
    half = FACE / 2
    away = (time_of_day(mark.at) - time_of_day(check.at) + half) % FACE - half
    return away - mark.slack - band, away + mark.slack


def _meets_enough(own: _Stretch, run: Sequence[_Stretch], enough: int) -> bool:
    """Whether one band meets this check and enough others: where a stretch begins, most of them overlap."""
    met = [own, *(each for each in run if each[0] <= own[1] and each[1] >= own[0])]
    return len(met) >= enough and any(
        sum(low <= max(begin, own[0]) <= high for low, high in met) >= enough for begin, _ in met
    )
