"""Radio silence: a unit drops out for some minutes, and what it had to say arrives late and in order."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from random import Random

from controlroom.demo.field.sending import FeedPath, Planned

FIRST_S = 160
LASTS_S = (215, 290)
APART_S = (2400, 3900)
FORESEEN_S = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Silence:
    unit: str
    begin_s: float
    end_s: float


def silences(units: Sequence[str], chance: Random, speed: float) -> list[Silence]:
    """A week of them; how long one lasts is real time, as the patience of the watch is."""
    found, begin = [], FIRST_S * speed
    while begin < FORESEEN_S:
        found.append(Silence(chance.choice(units), begin, begin + chance.uniform(*LASTS_S) * speed))
        begin += chance.uniform(*APART_S) * speed
    return found


def held_back(planned: Iterable[Planned], hushed: Iterable[Silence]) -> Iterator[Planned]:
    """In order of sending: what falls into a silence waits for its end, a heartbeat is lost."""
    by_unit: dict[str, list[Silence]] = {}
    for silence in hushed:
        by_unit.setdefault(silence.unit, []).append(silence)
    waiting: list[tuple[float, int, Planned]] = []
    order = count()
    for item in planned:
        while waiting and waiting[0][0] <= item.after_s:
            yield heapq.heappop(waiting)[2]
        end = _end_of_silence(item, by_unit.get(item.unit, []))
        if end is None:
            yield item
        elif item.feed is not FeedPath.HEARTBEAT:
            happened = item.after_s if item.said_s is None else item.said_s
            heapq.heappush(waiting, (end, next(order), replace(item, after_s=end, said_s=happened)))
    while waiting:
        yield heapq.heappop(waiting)[2]


def _end_of_silence(item: Planned, hushed: Iterable[Silence]) -> float | None:
    return next((s.end_s for s in hushed if s.begin_s <= item.after_s < s.end_s), None)
