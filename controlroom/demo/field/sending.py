"""One message of one unit, and the moment at which it goes out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5


class FeedPath(StrEnum):
    INCIDENTS = "incidents"
    VISITS = "visits"
    PATROL_CHECKS = "patrol-checks"
    HEARTBEAT = "heartbeat"


@dataclass(frozen=True, slots=True)
class Planned:
    """`after_s` are seconds since the scenario began; `said_s` is when it happened, if before."""

    after_s: float
    unit: str
    feed: FeedPath
    says: Mapping[str, Any] = field(default_factory=dict)
    said_s: float | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    due_at: datetime
    unit: str
    feed: FeedPath
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tempo:
    """Turns seconds of the scenario into moments, and back."""

    start: datetime
    speed: float

    def at(self, seconds: float) -> datetime:
        return self.start + timedelta(seconds=seconds / self.speed)

    def seconds(self, moment: datetime) -> float:
        return (moment - self.start).total_seconds() * self.speed


def addressed(planned: Iterable[Planned], tempo: Tempo, seed: int) -> Iterator[Sending]:
    """Give every report its id and its time; the ids depend on start, seed, unit and number only."""
    sent: dict[str, int] = {}
    run = uuid5(NAMESPACE_URL, f"{tempo.start.isoformat()}/{tempo.speed}/{seed}")
    for item in planned:
        if item.feed is FeedPath.HEARTBEAT:
            yield Sending(tempo.at(item.after_s), item.unit, item.feed, {})
            continue
        sent[item.unit] = sent.get(item.unit, 0) + 1
        yield Sending(tempo.at(item.after_s), item.unit, item.feed, _body(item, tempo, run, sent[item.unit]))


def _body(item: Planned, tempo: Tempo, run: UUID, number: int) -> dict[str, Any]:
    happened = item.after_s if item.said_s is None else item.said_s
    said = {key: _clock_time(value) for key, value in item.says.items()}
    envelope = {"id": str(uuid5(run, f"{item.unit}/{number}")), "at": _clock_time(tempo.at(happened))}
    return {**envelope, "seq": number, **said}


def _clock_time(value: Any) -> Any:
    return value.isoformat(timespec="milliseconds") if isinstance(value, datetime) else value
