"""The form that asks for patrol times: what was typed, what it means, and what is wrong with which field."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal, TypeVar

from pydantic import BaseModel, Field

from controlroom.ui.complaint import Complaint, Misread
from controlroom.ui.patrol_windows import a_day, equal_windows, listed_windows
from controlroom.watch.chance import Window
from controlroom.watch.recent_checks import SAME_ROUND
from controlroom.watch.rounds import DRIVE, LEAST_GAP, WIDTH, Manner
from controlroom.watch.words import mark

SITES_AT_ONCE: Final = 20
CHECKS_AT_ONCE: Final = 100
"""A night of one shift; what is proposed must be read before it is accepted."""

NO_SITE: Final = mark("Tick the sites first.")
UNKNOWN_SITE: Final = mark("One of these sites does not exist.")
TOO_MANY_SITES: Final = mark("At most %(most)s sites at once.")
UNKNOWN_UNIT: Final = mark("One of these units is not a patrol in service.")
NO_NUMBER: Final = mark("A number from %(least)s to %(most)s.")
TOO_MANY: Final = mark("That is more than %(most)s checks; ask for fewer sites or fewer checks.")
GAP_TOO_SMALL: Final = mark("At least %(least)s minutes: the checks would run into each other.")
GAPS_CROSS: Final = mark("The longest gap is shorter than the least.")

Short = Annotated[str, Field(max_length=64)]
Names = Annotated[list[Short], Field(max_length=500)]
T = TypeVar("T")


class Typed(BaseModel, frozen=True):
    """As it was typed, so that the form can be shown again. Gaps, width and drive are whole minutes."""

    site: Names = []
    day: Short = ""
    how: Literal["number", "windows"] = "number"
    number: Short = "2"
    begin: Short = ""
    end: Short = ""
    windows: Annotated[str, Field(max_length=400)] = ""
    unit: Names = []
    width: Short = str(WIDTH // timedelta(minutes=1))
    drive: Short = str(DRIVE // timedelta(minutes=1))
    least: Short = str(LEAST_GAP // timedelta(minutes=1))
    longest: Short = ""


@dataclass(frozen=True, slots=True)
class Wish:
    sites: tuple[str, ...]
    windows: tuple[Window, ...]
    units: tuple[str, ...]
    manner: Manner


def read(
    typed: Typed, sites: Collection[str], units: Collection[str], now: datetime
) -> Wish | list[Complaint]:
    """What is wished, or everything that is wrong with how it was typed."""
    complaints: list[Complaint] = []

    def tried(part: Callable[[], T]) -> T | None:
        try:
            return part()
        except Misread as misread:
            complaints.append(misread.complaint)
            return None

    chosen, wanted = tried(lambda: _sites(typed, sites)), tried(lambda: _windows(typed, now))
    by, manner = tried(lambda: _units(typed, units)), tried(lambda: _manner(typed))
    if chosen is None or wanted is None or by is None or manner is None:
        return complaints
    if len(chosen) * len(wanted) > CHECKS_AT_ONCE:
        return [Complaint("site", TOO_MANY, {"most": CHECKS_AT_ONCE})]
    return Wish(chosen, wanted, by, manner)


def _sites(typed: Typed, sites: Collection[str]) -> tuple[str, ...]:
    if not typed.site:
        raise Misread("site", NO_SITE)
    if not set(typed.site) <= set(sites):
        raise Misread("site", UNKNOWN_SITE)
    if len(typed.site) > SITES_AT_ONCE:
        raise Misread("site", TOO_MANY_SITES, most=SITES_AT_ONCE)
    return tuple(sorted(set(typed.site)))


def _units(typed: Typed, units: Collection[str]) -> tuple[str, ...]:
    if not set(typed.unit) <= set(units):
        raise Misread("unit", UNKNOWN_UNIT)
    return tuple(sorted(set(typed.unit)))


def _windows(typed: Typed, now: datetime) -> tuple[Window, ...]:
    day = a_day(typed.day, now)
    if typed.how == "windows":
        return listed_windows(typed.windows, day, now)
    number = _whole("number", typed.number, 1, 12)
    return equal_windows(typed.begin, typed.end, number, day, now)


def _manner(typed: Typed) -> Manner:
    width = _minutes("width", typed.width, 6, 60)
    least = _minutes("least", typed.least, 0, 1440)
    if least < width + SAME_ROUND:
        raise Misread("least", GAP_TOO_SMALL, least=int((width + SAME_ROUND) / timedelta(minutes=1)))
    longest = _minutes("longest", typed.longest, 1, 10_080) if typed.longest.strip() else None
    if longest is not None and longest < least:
        raise Misread("longest", GAPS_CROSS)
    return Manner(width, least, longest, _minutes("drive", typed.drive, 0, 120))


def _minutes(field: str, text: str, least: int, most: int) -> timedelta:
    return timedelta(minutes=_whole(field, text, least, most))


def _whole(field: str, text: str, least: int, most: int) -> int:
    number = int(text) if re.fullmatch(r"\s*[0-9]{1,6}\s*", text) else -1
    if not least <= number <= most:
        raise Misread(field, NO_NUMBER, least=least, most=most)
    return number
