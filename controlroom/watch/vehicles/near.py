"""Plates that may be the same vehicle, misread: shown as possible, and never counted (requirement R36)."""

import re
from enum import StrEnum
from typing import Final

from controlroom.watch.incidents import Vehicle
from controlroom.watch.vehicles.plates import partial

ALIKE: Final = str.maketrans("018", "OIB")
"""What a hand or an eye takes for one another: 0 and O, 1 and I, 8 and B."""
SHORTEST_PART: Final = 3


class Near(StrEnum):
    """Why two plates may be one, the surest first."""

    LOOKS_ALIKE = "looks_alike"
    ONE_OFF = "one_off"
    PART = "part"


def nearness(one: str, other: str) -> Near | None:
    """Of two plates that were read whole."""
    if one == other or partial(one) or partial(other):
        return None
    first, second = look(one), look(other)
    if first == second:
        return Near.LOOKS_ALIKE
    return Near.ONE_OFF if _one_off(first, second) else None


def look(plate: str) -> str:
    """The same for all plates that look alike."""
    return plate.translate(ALIKE)


def without_one(plate: str) -> frozenset[str]:
    """How it looks, and how it looks without one of its characters.

    Two plates that are one character off have one of these in common, and few others do.
    """
    seen = look(plate)
    return frozenset({seen, *(seen[:n] + seen[n + 1 :] for n in range(len(seen)))})


def _one_off(one: str, other: str) -> bool:
    """One character is another one, or is missing, or too many."""
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return len(long) - len(short) == 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def may_be(part: Vehicle, whole: Vehicle) -> bool:
    """A plate that was read in part, with the make and the colour of a vehicle whose plate it fits."""
    return _fits(part.plate or "", whole.plate or "") and _same_look(part, whole)


def _fits(part: str, whole: str) -> bool:
    read = [c for c in part if c.isalnum()]
    if part == whole or partial(whole) or len(read) < SHORTEST_PART:
        return False
    if not partial(part):
        return part in whole
    wanted = "".join({"?": ".", "*": ".*"}.get(c, re.escape(c)) for c in part)
    return re.fullmatch(wanted, whole) is not None


def _same_look(one: Vehicle, other: Vehicle) -> bool:
    return all(
        mine and theirs and _word(mine) == _word(theirs)
        for mine, theirs in ((one.make, other.make), (one.colour, other.colour))
    )


def _word(said: str) -> str:
    return "".join(said.casefold().split())
