"""The words every report is made of, and the envelope: who said it is the token's, when is `at`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from controlroom.watch.reports import Position, Report, Status

RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(?P<zone>[Zz]|[+-]\d\d:?\d\d)?", re.ASCII
)
AHEAD_AT_MOST: Final = timedelta(minutes=10)
"""How far a device's clock may be ahead of ours."""
LATE_AT_MOST: Final = timedelta(days=20 * 365)
"""Old records may be brought in; what is older still comes from a clock that was never set (1970, 1980)."""
SANE_YEARS: Final = range(1970, 2101)
"""Outside of these a device's clock is broken, and arithmetic with its times could overflow."""
NO_CONTROLS: Final = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
"""Lines and tabs are text, other control characters never are; direction marks are text, shown isolated."""
ONE_LINE: Final = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"


class Amiss(NamedTuple):
    """One field and what is wrong with it; an empty field means the whole report."""

    field: str
    reason: str


def _moment(given: object) -> datetime:
    found = RFC_3339.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise PydanticCustomError("time", "is not a time such as 2026-11-24T13:32:07+01:00")
    if found["zone"] is None:
        raise PydanticCustomError("time", "needs a zone, such as +01:00 or Z")
    try:
        moment = datetime.fromisoformat(found[0].upper())
    except ValueError:
        raise PydanticCustomError("time", "is not a day and hour that exist") from None
    if moment.year not in SANE_YEARS:
        raise PydanticCustomError("time", "must lie between the years 1970 and 2100")
    return moment.astimezone(UTC)


class _Rfc3339:
    """Read by `_moment` alone, written by pydantic as any datetime."""

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> core_schema.CoreSchema:
        written = core_schema.simple_ser_schema("datetime")
        return core_schema.no_info_plain_validator_function(_moment, serialization=written)


Moment = Annotated[
    datetime,
    _Rfc3339(),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-24T13:32:07+01:00"]}),
]
"""A time with its zone, as RFC 3339 writes it; kept as UTC."""
Code = Annotated[str, Field(min_length=1, max_length=64, pattern=ONE_LINE)]
Words = Annotated[str, Field(max_length=2000, pattern=NO_CONTROLS)]
Statement = Annotated[str, Field(max_length=4000, pattern=NO_CONTROLS)]
Count = Annotated[int, Field(ge=0, le=2**53)]


class Body(BaseModel):
    """Nothing is guessed: a number is no text, and a field that nobody knows is refused by name."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class PositionBody(Body):
    """WGS 84 degrees, and how far off they may be in metres."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    accuracy_m: Annotated[float | None, Field(ge=0, le=1_000_000)] = None
    at: Moment | None = None

    def as_position(self) -> Position:
        return Position(self.lat, self.lon, self.accuracy_m, self.at)


class HeartbeatBody(Body):
    position: PositionBody | None = None

    def where(self, now: datetime) -> Position | None:
        return replace(self.position.as_position(), at=self.position.at or now) if self.position else None


class ReportBody(Body):
    """What every report carries: its sender's `id` for it, and when it happened."""

    id: UUID
    at: Moment
    sent_at: Moment | None = None
    position: PositionBody | None = None
    stale_at: Moment | None = None
    seq: Count | None = None

    @property
    def always_in_time(self) -> bool:
        """Whether it is taken whatever the sender's clock says."""
        return False

    def amiss(self, now: datetime) -> Iterator[Amiss]:
        """What no field says alone: times against the server's clock, and fields against each other."""
        if self.always_in_time:
            return
        if self.at < now - LATE_AT_MOST:
            yield Amiss("at", f"is more than {LATE_AT_MOST.days // 365} years ago")
        located_at = self.position and self.position.at
        for field, moment in (("at", self.at), ("sent_at", self.sent_at), ("position.at", located_at)):
            if moment and moment > now + AHEAD_AT_MOST:
                yield Amiss(field, "is in the future; is the device's clock right?")

    def envelope(self, unit: str, status: Status) -> Report:
        return Report(
            id=str(self.id),
            unit=unit,
            at=self.at,
            sent_at=self.sent_at,
            position=self.position.as_position() if self.position else None,
            stale_at=self.stale_at,
            unit_seq=self.seq,
            status=status,
        )
