"""Rounds: times for patrol checks that nobody outside can foretell (requirement R18, "at different times").

What is drawn and from what, chance.py says. Barred are the times that would make a pattern by our own doing:
the meter of predictability.py does not warn as long as each check is made in the band planned for it.
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from controlroom.watch import predictability
from controlroom.watch.chance import Chance, Window
from controlroom.watch.predictability import Mark, Meter, could_make_a_pattern

MINUTE: Final = timedelta(minutes=1)
WIDTH: Final = timedelta(minutes=20)
"""How long the band is in which a unit makes a planned check: it knows when to go, red lights allowed for."""
LEAST_GAP: Final = timedelta(minutes=60)
DRIVE: Final = timedelta(minutes=15)
"""What a unit needs for one check and the way to the next."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A check of the site in each window.

    `marks` are its checks that were made or are planned, `draws` is how often its times were drawn anew.
    """

    site: str
    windows: tuple[Window, ...]
    marks: tuple[Mark, ...] = ()
    draws: int = 0
    meter: Meter = predictability.USUAL


@dataclass(frozen=True, slots=True)
class Manner:
    """How checks are laid. The gaps are those between two checks of a site; None has no limit."""

    width: timedelta = WIDTH
    least_gap: timedelta = LEAST_GAP
    longest_gap: timedelta | None = None
    drive: timedelta = DRIVE

    @property
    def slack(self) -> timedelta:
        return self.width / 2


USUAL: Final = Manner()


@dataclass(frozen=True, slots=True)
class Proposal:
    """The check is to be made within half a width of `at`, by `unit`, or by any if that is None."""

    site: str
    window: Window
    at: datetime
    unit: str | None


class Why(StrEnum):
    NARROW = "narrow"
    PREDICTABLE = "predictable"
    TOO_CLOSE = "too_close"
    TOO_FAR = "too_far"
    NO_UNIT = "no_unit"


@dataclass(frozen=True, slots=True)
class Cornered:
    """No minute of the window is left; `why` is what barred most of them."""

    site: str
    window: Window
    why: Why


Busy = Mapping[str, Sequence[datetime]]
"""When each unit has a check; without units, any may make it."""


def propose(
    secret: bytes, errands: Sequence[Errand], units: Busy, manner: Manner
) -> list[Proposal | Cornered]:
    """A time in each window, in the order of the windows."""
    waiting = {errand.site: _with(errand) for errand in errands}
    busy = {unit: sorted(times) for unit, times in units.items()}
    asked = [(window, errand.site) for errand in errands for window in errand.windows]
    answers: list[Proposal | Cornered] = []
    for window, site in sorted(asked, key=lambda ask: (ask[0].start, ask[0].end, ask[1])):
        chance = Chance(secret, site, window, waiting[site].draws)
        answer = _time_in(window, waiting[site], chance, busy, manner)
        answers.append(answer)
        if isinstance(answer, Proposal):
            waiting[site] = _with(waiting[site], Mark(answer.at, manner.slack))
            if answer.unit:
                insort(busy[answer.unit], answer.at)
    return answers


def _with(errand: Errand, *more: Mark) -> Errand:
    """Its marks in order of time, with these."""
    return replace(errand, marks=tuple(sorted((*errand.marks, *more), key=_at)))


def _at(mark: Mark) -> datetime:
    return mark.at


def _time_in(
    window: Window, errand: Errand, chance: Chance, busy: Busy, manner: Manner
) -> Proposal | Cornered:
    barred = Counter({Why.NARROW: 0})
    for at in chance.in_any_order(_minutes(window, manner.slack)):
        free = _free(at, busy, manner.drive)
        why = _barred(at, window, errand, manner) or (Why.NO_UNIT if busy and not free else None)
        if why is None:
            unit = min(free, key=lambda unit: (len(busy[unit]), chance.number(f"unit {unit}")), default=None)
            return Proposal(errand.site, window, at, unit)
        barred[why] += 1
    return Cornered(errand.site, window, barred.most_common(1)[0][0])


def _minutes(window: Window, slack: timedelta) -> list[datetime]:
    """The whole minutes around which a check lies wholly in the window."""
    first = window.start + slack
    first += -timedelta(seconds=first.second, microseconds=first.microsecond) % MINUTE
    return [first + MINUTE * n for n in range((window.end - slack - first) // MINUTE + 1)]


def _free(at: datetime, busy: Busy, drive: timedelta) -> list[str]:
    """Nobody is at two places in one minute, however short the way."""
    apart = max(drive, MINUTE)
    return [unit for unit, times in busy.items() if _far(at, times, apart)]


def _far(at: datetime, times: Sequence[datetime], apart: timedelta) -> bool:
    """From the last of these times before it and the first after it, and so from all."""
    here = bisect_left(times, at)
    return all(abs(at - other) >= apart for other in times[max(0, here - 1) : here + 1])


def _barred(at: datetime, window: Window, errand: Errand, manner: Manner) -> Why | None:
    marks = errand.marks
    here = bisect_left(marks, at, key=_at)
    before, after = marks[:here][-1:], marks[here:][:1]
    if any(abs(at - mark.at) < manner.least_gap for mark in (*before, *after)):
        return Why.TOO_CLOSE
    if any(_too_far(at, mark, window, manner) for mark in before):
        return Why.TOO_FAR
    pattern = could_make_a_pattern(Mark(at, manner.slack), marks, errand.meter)
    return Why.PREDICTABLE if pattern else None


def _too_far(at: datetime, before: Mark, window: Window, manner: Manner) -> bool:
    """A gap since a check that was made may be too long before the window opens; then no time mends it."""
    if manner.longest_gap is None:
        return False
    latest = before.at + manner.longest_gap
    return at > latest and not (before.made and latest < window.start + manner.slack)
