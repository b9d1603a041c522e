"""What every report of a field unit carries, whatever it is about."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

PRIVATE: Final[dict[str, Any]] = {"private": True}
"""Marks a field of an event as personal data: kept apart, hashed by a salted digest, erasable by law."""


class Status(StrEnum):
    """The status of a message as in CAP 1.2; only what is actual moves posts, legs and checks."""

    ACTUAL = "actual"
    EXERCISE = "exercise"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Position:
    """WGS 84 degrees, accuracy in metres, and when the position was true."""

    lat: float
    lon: float
    accuracy_m: float | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The envelope: made by `unit` under its own `id`; `at` is when it happened by the unit's clock."""

    id: str
    unit: str
    at: datetime
    sent_at: datetime | None = None
    position: Position | None = None
    stale_at: datetime | None = None
    unit_seq: int | None = None
    status: Status = Status.ACTUAL

    @property
    def actual(self) -> bool:
        return self.status is Status.ACTUAL
