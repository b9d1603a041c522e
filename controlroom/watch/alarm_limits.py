"""What a room should be asked at most (ISA-18.2, EEMUA 191), and how soon it must answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from controlroom.watch.alarm_load import DAY, Answered, share

IN_TEN_MINUTES: Final = 10
"""More than so many alerts in ten minutes are a flood."""
ACCEPTABLE_AN_HOUR: Final = 6
MOST_AN_HOUR: Final = 12
"""Of one operator."""
STALE_AFTER: Final[timedelta] = DAY
STALE_FROM: Final = 5
"""Fewer than so many stale alerts on any day."""
FLOODED_AT_MOST: Final = 0.01
"""Of the time."""
HIGH: Final = 2
"""An alert of this priority or higher has to be acknowledged soon."""
MIX: Final = {1: 0.01, 2: 0.05, 3: 0.15, 4: 0.80}
"""The share of each priority; of the two highest it is the most that there should be."""
ENOUGH_FOR_A_MIX: Final = 100
"""Of fewer alerts a single one is more than the share of the highest priority."""


class Verdict(StrEnum):
    GOOD = "good"
    AT_THE_LIMIT = "at_the_limit"
    BAD = "bad"
    OPEN = "open"
    """There is too little to judge by."""


@dataclass(frozen=True, slots=True)
class Bars:
    """By how much a share of the alerts must be acknowledged: 80 % and 98.5 % of them, in seconds."""

    p80_s: float
    p985_s: float


DURESS_BARS: Final = Bars(30, 60)
HIGH_BARS: Final = Bars(90, 180)


def of_ten_minutes(most: int) -> Verdict:
    if most > IN_TEN_MINUTES:
        return Verdict.BAD
    return Verdict.AT_THE_LIMIT if most == IN_TEN_MINUTES else Verdict.GOOD


def of_hours(average: float, most: float) -> Verdict:
    """Both of one operator."""
    if max(average, most) > MOST_AN_HOUR:
        return Verdict.BAD
    return Verdict.AT_THE_LIMIT if average > ACCEPTABLE_AN_HOUR or most == MOST_AN_HOUR else Verdict.GOOD


def of_floods(flooded: float) -> Verdict:
    """`flooded`: the share of the time."""
    if not flooded:
        return Verdict.GOOD
    return Verdict.AT_THE_LIMIT if flooded < FLOODED_AT_MOST else Verdict.BAD


def of_stale(most_a_day: int) -> Verdict:
    if not most_a_day:
        return Verdict.GOOD
    return Verdict.AT_THE_LIMIT if most_a_day < STALE_FROM else Verdict.BAD


def of_chattering(alerts: int) -> Verdict:
    return Verdict.BAD if alerts else Verdict.GOOD


def of_mix(counts: Mapping[int, int]) -> Verdict:
    """Whether the urgent ones are few enough to be told from the others."""
    total = sum(counts.values())
    if total < ENOUGH_FOR_A_MIX:
        return Verdict.OPEN
    highest = share(counts.get(1, 0), total) <= MIX[1]
    urgent = share(counts.get(1, 0) + counts.get(2, 0), total) <= MIX[1] + MIX[2]
    if highest and urgent:
        return Verdict.GOOD
    return Verdict.AT_THE_LIMIT if highest or urgent else Verdict.BAD


def of_answers(took: Answered, bars: Bars) -> Verdict:
    if took.p80_s is None or took.p985_s is None:
        return Verdict.OPEN
    kept = [took.p80_s <= bars.p80_s, took.p985_s <= bars.p985_s]
    return Verdict.GOOD if all(kept) else Verdict.AT_THE_LIMIT if any(kept) else Verdict.BAD
