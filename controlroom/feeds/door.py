"""Who may hand in reports, how fast, how much, in which format."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Final, Protocol

from starlette.requests import ClientDisconnect, Request

from controlroom.clock import Clock, Latest, monotonic
from controlroom.desk.requests import Accepted, Incoming
from controlroom.errors import Refused
from controlroom.feeds.pace import Pace
from controlroom.feeds.parse import not_json, too_large
from controlroom.feeds.problems import Declined, Problem
from controlroom.photos.photo import Photo
from controlroom.store.quarantine import Unusable
from controlroom.watch.reports import Position
from controlroom.watch.units import Pulse, Unit

MAX_BODY_BYTES: Final = 2 * 1024 * 1024
JSON: Final = "application/json"
NDJSON: Final = "application/x-ndjson"


class Tokens(Protocol):
    async def unit(self, token: str) -> Unit | None: ...


class Desk(Protocol):
    """What the feeds need of the desk."""

    async def report(self, reports: Sequence[Incoming], asked_at: float) -> list[Accepted | Refused]: ...

    def heard(self, unit: str, pulse: Pulse, at: datetime, position: Position | None = None) -> None: ...

    def fed(self, feed: str, at: datetime) -> None: ...


class Quarantine(Protocol):
    async def keep(self, unusable: Sequence[Unusable]) -> None: ...


class Album(Protocol):
    async def keep(self, report: str, by: str, photos: Sequence[Photo]) -> bool: ...

    async def of_each(self, reports: Sequence[str], by: str) -> Mapping[str, tuple[str, ...]]: ...


class Darkroom(Protocol):
    async def develop(self, raw: bytes) -> Photo: ...


@dataclass(frozen=True, slots=True)
class Door:
    """What the feeds work with; one for each app."""

    desk: Desk
    tokens: Tokens
    quarantine: Quarantine
    clock: Clock
    pace: Pace
    album: Album
    darkroom: Darkroom
    latest: Latest = field(default_factory=Latest)
    monotonic: Callable[[], float] = monotonic

    async def admit(self, request: Request) -> Unit:
        """The unit whose token it is. Raises Declined."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        unit = await self.tokens.unit(token.strip()) if scheme.lower() == "bearer" else None
        if unit is None:
            raise Declined(_nobody(self.clock.now()))
        return self.let_in(unit)

    def let_in(self, unit: Unit) -> Unit:
        """A unit that is known, by its token or by whoever signed in for it. Raises Declined."""
        if not unit.in_service:
            raise Declined(_out_of_service(unit.call_sign))
        if wait_s := self.pace.wait_s(unit.call_sign):
            raise Declined(_too_fast(wait_s))
        return unit


def door_of(request: Request) -> Door:
    door: Door = request.app.state.door
    return door


async def read_body(request: Request, now: datetime, *, most: int = MAX_BODY_BYTES) -> bytes:
    """The body, or more of it than `most`, which is what a feed takes. Raises Declined."""
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            parts.append(part)
            size += len(part)
            if size > most:
                break
    except ClientDisconnect:
        raise Declined(not_json("it ended too soon", now)) from None
    return b"".join(parts)


def check_size(body: bytes, now: datetime) -> None:
    if len(body) > MAX_BODY_BYTES:
        raise Declined(too_large(f"a request may have {MAX_BODY_BYTES} bytes", now))


def media_type(request: Request, *, only: tuple[str, ...] = (JSON, NDJSON)) -> str:
    """Which of the formats that a feed reads it is in. Raises Declined."""
    given, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    kind = given.strip()
    if kind not in only:
        raise Declined(_not_read(f"send {' or '.join(only)}, not {kind or 'a body without content type'}"))
    charset = parameters.partition("charset=")[2].split(";")[0].strip(' "')
    if charset not in ("", "utf-8", "utf8"):
        raise Declined(_not_read("the text must be UTF-8"))
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Declined(_not_read("send the body as it is, not compressed"))
    return kind


def _nobody(now: datetime) -> Problem:
    detail = "Send the unit's token as Authorization: Bearer; this one is missing, unknown or revoked."
    return Problem(401, "unknown-token", "Who is this?", detail, server_time=now)


def _out_of_service(call_sign: str) -> Problem:
    return Problem(403, "forbidden", "Not allowed", f"{call_sign} is out of service and may not report.")


def _too_fast(wait_s: float) -> Problem:
    detail = "This unit posts faster than it may; send several reports in one request."
    return Problem(429, "too-fast", "Too many requests", detail, retry_after_s=max(1, ceil(wait_s)))


def _not_read(detail: str) -> Problem:
    return Problem(415, "unsupported-media-type", "This format is not read here", detail)
