"""What is wrong with a roster: hours without anybody, two shifts at once. It is said, not refused."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations, pairwise

from controlroom.watch.duty import Place
from controlroom.watch.shifts.shift import Shift, ShiftState


class Fault(StrEnum):
    GAP = "gap"
    OVERLAP = "overlap"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Remark:
    """From when until when; `name`: the account that is planned twice."""

    fault: Fault
    begins: datetime
    ends: datetime
    name: str | None = None


def counted(shifts: Iterable[Shift]) -> list[Shift]:
    """Those that the roster still has, in the order in which they begin."""
    kept = (shift for shift in shifts if shift.state is not ShiftState.DROPPED and shift.ends_at)
    return sorted(kept, key=lambda shift: shift.starts_at)


def remarks(shifts: Iterable[Shift]) -> list[Remark]:
    planned = counted(shifts)
    found = [*_gaps(planned), *_overlaps(planned)]
    return sorted(found, key=lambda remark: (remark.begins, remark.fault, remark.name or ""))


def _gaps(planned: list[Shift]) -> Iterator[Remark]:
    latest = [_latest(planned, until) for until in range(1, len(planned) + 1)]
    for end, (_, following) in zip(latest, pairwise(planned), strict=False):
        if following.starts_at > end:
            yield Remark(Fault.GAP, end, following.starts_at)


def _latest(planned: list[Shift], until: int) -> datetime:
    return max(shift.ends_at for shift in planned[:until] if shift.ends_at)


def _overlaps(planned: list[Shift]) -> Iterator[Remark]:
    for one, other in combinations(planned, 2):
        ends = min(end for end in (one.ends_at, other.ends_at) if end)
        if other.starts_at < ends:
            yield Remark(Fault.OVERLAP, other.starts_at, ends)
            for name in sorted(_crew(one) & _crew(other)):
                yield Remark(Fault.TWICE, other.starts_at, ends, name)


def _crew(shift: Shift) -> set[str]:
    return {name for place in Place if (name := shift.at(place))}
