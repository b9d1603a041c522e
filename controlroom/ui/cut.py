"""The rows of a panel that fit on a screen, and a count of the rest."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class More:
    """What did not fit: "+3 more (P3 1 · P4 2)"."""

    total: int
    by_priority: tuple[tuple[int, int], ...] = ()


Row = TypeVar("Row")


def cut(rows: Sequence[Row], limit: int) -> tuple[Sequence[Row], More]:
    """The rows that fit and a count of the rest by priority; a row that stands for many counts as so many."""
    rest = Counter(priority for row in rows[limit:] for priority in _priorities(row))
    return rows[:limit], More(rest.total(), tuple(sorted((p, n) for p, n in rest.items() if p)))


def _priorities(row: object) -> tuple[int, ...]:
    return getattr(row, "priorities", None) or (getattr(row, "priority", 0),)
