"""A recorded file again, at the pace at which it happened or some times faster."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from controlroom.clock import Clock
from controlroom.feeds.derived_ids import DerivedIds
from controlroom.feeds.items import Item

STEP_S = 1.0
"""The longest sleep, so that the pace follows the clock and not the sum of many sleeps."""
TOGETHER = 500


@dataclass(frozen=True, slots=True)
class Due:
    report: dict[str, Any]
    after_s: float
    """Seconds after the start of the replay."""


def schedule(items: Sequence[Item], speed: float) -> list[Due]:
    """File order is kept: a report whose time lies before its forerunner's follows it at once."""
    moments = [_moment(item.report.get("at")) for item in items]
    first = next((moment for moment in moments if moment), None)
    due, latest = [], 0.0
    for item, moment in zip(items, moments, strict=True):
        if moment and first and speed > 0:
            latest = max(latest, (moment - first).total_seconds() / speed)
        due.append(Due(item.report, latest))
    return due


def shifted(due: Sequence[Due], start: datetime) -> Iterator[Due]:
    """As if it happened now. That is another report than the recorded one, so it gets an id of its own."""
    ids = DerivedIds(f"replay begun {start.isoformat()}")
    for each in due:
        at = start + timedelta(seconds=each.after_s)
        moved = _moved(each.report, at)
        yield Due({**moved, "id": ids.named(each.report["id"])}, each.after_s)


async def play(
    due: Sequence[Due],
    put: Callable[[list[dict[str, Any]]], object],
    clock: Clock,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Hand each report to `put` when its moment has come."""
    start, place = clock.now(), 0
    while place < len(due):
        gone_s = (clock.now() - start).total_seconds()
        end = place
        while end < len(due) and due[end].after_s <= gone_s and end - place < TOGETHER:
            end += 1
        if end == place:
            await sleep(min(STEP_S, due[place].after_s - gone_s))
            continue
        put([each.report for each in due[place:end]])
        place = end
        await sleep(0)


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _moved(value: Any, at: datetime) -> Any:
    """The report with its own time at `at`, and every other time in it moved by as much."""
    own = _moment(value.get("at"))
    return _move_times(value, at - own) if own else {**value, "at": at.isoformat()}


def _move_times(value: Any, by: timedelta) -> Any:
    if not isinstance(value, dict):
        return value
    moved = {}
    for key, part in value.items():
        moment = _moment(part) if key == "at" or key in {"stale_at", "sent_at", "eta"} else None
        moved[key] = (moment + by).isoformat() if moment else _move_times(part, by)
    return moved
