"""A unit at the door of the feeds, with a desk that keeps what it gets in memory."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
from fastapi import FastAPI

from controlroom.desk.requests import Accepted, Incoming
from controlroom.errors import Conflict, ControlRoomError, Refused
from controlroom.feeds.door import Door
from controlroom.feeds.http import router
from controlroom.feeds.pace import Pace
from controlroom.photos.photo import Photo
from controlroom.store.quarantine import Unusable
from controlroom.watch.reports import Position
from controlroom.watch.units import Pulse, Unit, UnitKind

NOW = datetime(2026, 11, 24, 13, 32, 7, tzinfo=UTC)
EU_07 = Unit("EU-07", "Justus Lipsius, gate 3", UnitKind.POST, Pulse.CRITICAL)
RETIRED = Unit("OLD-1", "Gone", UnitKind.POST, Pulse.NONE, in_service=False)


class FixedClock:
    def now(self) -> datetime:
        return NOW


@dataclass
class Seconds:
    """What `monotonic` says in these tests."""

    passed: float = 0.0

    def __call__(self) -> float:
        return self.passed


@dataclass
class FakeTokens:
    """`takes_s` is how long each answer takes."""

    seconds: Seconds
    takes_s: float = 0.0

    async def unit(self, token: str) -> Unit | None:
        self.seconds.passed += self.takes_s
        return {"good": EU_07, "retired": RETIRED}.get(token)


@dataclass
class FakeDesk:
    """Numbers what it gets; `refusals` by report id; `down` is raised for everything."""

    seconds: Seconds
    kept: dict[str, tuple[Incoming, int]] = field(default_factory=dict)
    refusals: dict[str, Refused] = field(default_factory=dict)
    down: ControlRoomError | None = None
    signs: list[tuple[str, Position | None]] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    waited_s: list[float] = field(default_factory=list)

    async def report(self, reports: Sequence[Incoming], asked_at: float) -> list[Accepted | Refused]:
        self.waited_s.append(self.seconds() - asked_at)
        if self.down:
            raise self.down
        return [self._one(report) for report in reports]

    def _one(self, report: Incoming) -> Accepted | Refused:
        key = report.command.report.id
        if key in self.refusals:
            return self.refusals[key]
        before, seq = self.kept.setdefault(key, (report, len(self.kept) + 1))
        if before.digest != report.digest:
            return Conflict("this id came before with another body", field="id")
        return Accepted(seq, NOW, fresh=before is report)

    def heard(self, unit: str, pulse: Pulse, at: datetime, position: Position | None = None) -> None:
        self.signs.append((unit, position))

    def fed(self, feed: str, at: datetime) -> None:
        self.feeds.append(feed)


@dataclass
class FakeQuarantine:
    kept: list[Unusable] = field(default_factory=list)
    down: ControlRoomError | None = None

    async def keep(self, unusable: Sequence[Unusable]) -> None:
        if unusable and self.down:
            raise self.down
        self.kept.extend(unusable)


class FakeAlbum:
    async def keep(self, report: str, by: str, photos: Sequence[Photo]) -> bool:
        return True

    async def of_each(self, reports: Sequence[str], by: str) -> dict[str, tuple[str, ...]]:
        return {}


class FakeDarkroom:
    async def develop(self, raw: bytes) -> Photo:
        return Photo(1, 1, raw)


class TheUnit:
    """Posts as EU-07 would; `desk` and `quarantine` show what became of it."""

    def __init__(self, *, pace: Pace | None = None) -> None:
        self.seconds = Seconds()
        self.tokens = FakeTokens(self.seconds)
        self.desk = FakeDesk(self.seconds)
        self.quarantine = FakeQuarantine()
        app = FastAPI()
        app.include_router(router)
        app.state.door = Door(
            self.desk,
            self.tokens,
            self.quarantine,
            FixedClock(),
            pace or Pace(),
            FakeAlbum(),
            FakeDarkroom(),
            monotonic=self.seconds,
        )
        transport = httpx2.ASGITransport(app=app)
        self.client = httpx2.AsyncClient(transport=transport, base_url="http://watch")

    async def post(
        self,
        path: str,
        content: bytes | str | AsyncIterator[bytes],
        *,
        token: str | bytes | None = "good",
        content_type: str = "application/json",
        **more: str,
    ) -> httpx2.Response:
        headers = {name.replace("_", "-").encode(): value.encode() for name, value in more.items()}
        headers[b"content-type"] = content_type.encode()
        if token is not None:
            headers[b"authorization"] = b"Bearer " + (token if isinstance(token, bytes) else token.encode())
        return await self.client.post(path, content=content, headers=headers)

    async def report(self, path: str, *reports: dict[str, Any]) -> httpx2.Response:
        return await self.post(path, json.dumps(reports[0] if len(reports) == 1 else reports))


def incident(**changes: Any) -> dict[str, Any]:
    said = {"id": str(uuid4()), "at": ago(minutes=1), "kind": "other", "site": "EU-JL", "text": "grey van"}
    return {**said, **changes}


def movement(**changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "at": ago(minutes=1),
        "visit": "V-1",
        "leg": 2,
        "status": "en_route",
        **changes,
    }


def check(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "at": ago(minutes=1), "kind": "check", "site": "EU-JL", **changes}


def ago(**how_long: float) -> str:
    return (NOW - timedelta(**how_long)).isoformat()
