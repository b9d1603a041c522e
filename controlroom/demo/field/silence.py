"""Radio silence: a unit drops out for a while, and what it had to say arrives late and in order, or never."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from random import Random

from controlroom.demo.field.sending import FeedPath, Planned

FIRST_S = 160
LASTS_S = (215, 290)
FORESEEN_S = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Silence:
    """`keeps`: how many reports its radio can hold, the newest; None if all."""

    unit: str
    begin_s: float
    end_s: float
    keeps: int | None = None


def silences(
    units: Sequence[str], apart_s: tuple[float, float], chance: Random, speed: float
) -> list[Silence]:
    """A week of them; how long one lasts is real time, as the patience of the watch is."""
    found, begin = [], FIRST_S * speed
    while begin < FORESEEN_S:
        found.append(Silence(chance.choice(units), begin, begin + chance.uniform(*LASTS_S) * speed))
        begin += chance.uniform(*apart_s) * speed
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
        silence_now = _silence_of(item, by_unit.get(item.unit, []))
        if silence_now is None:
            yield item
        elif item.feed is not FeedPath.HEARTBEAT:
            end = silence_now.end_s
            happened = item.after_s if item.said_s is None else item.said_s
            heapq.heappush(waiting, (end, next(order), replace(item, after_s=end, said_s=happened)))
            _drop_the_oldest(waiting, silence_now)
    while waiting:
        yield heapq.heappop(waiting)[2]


def _silence_of(item: Planned, hushed: Iterable[Silence]) -> Silence | None:
    return next((s for s in hushed if s.begin_s <= item.after_s < s.end_s), None)


def _drop_the_oldest(waiting: list[tuple[float, int, Planned]], silence: Silence) -> None:
    held = [entry for entry in waiting if entry[2].unit == silence.unit]
    if silence.keeps is not None and len(held) > silence.keeps:
        waiting.remove(min(held))
        heapq.heapify(waiting)
