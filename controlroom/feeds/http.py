"""POST /feeds/...: from a unit's request to the desk, and back with an answer for each report.

The handlers take the bare request: pydantic reads each report straight from its bytes, and FastAPI only
documents them. What cannot be used, whatever is wrong with it, is in quarantine before its sender is told.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from controlroom.feeds import answers
from controlroom.feeds.cap import CAP, MEDIA_TYPES, CapFeed
from controlroom.feeds.delivery import Delivery, hand_in
from controlroom.feeds.documented import (
    SECURITY,
    FeedRoute,
    cap_operation,
    heartbeat_operation,
    photo_operation,
    report_operation,
)
from controlroom.feeds.door import JSON, NDJSON, Door, check_size, door_of, media_type, read_body
from controlroom.feeds.parse import (
    EARLY_WARNING,
    INCIDENT,
    PATROL_CHECK,
    VISIT,
    Feed,
    not_json,
    read_heartbeat,
    too_large,
)
from controlroom.feeds.photos import receive_photo
from controlroom.feeds.problems import Declined, Problem
from controlroom.feeds.split import MAX_REPORTS, NotJson, Piece, TooMany, split_json, split_lines
from controlroom.store.quarantine import Unusable
from controlroom.watch.units import Unit

router = APIRouter(tags=["feeds"], route_class=FeedRoute, dependencies=SECURITY)


@router.post("/feeds/incidents", **report_operation(INCIDENT))
async def report_incidents(request: Request) -> Response:
    """Something a field unit saw or was told."""
    return await _receive(request, INCIDENT)


@router.post("/feeds/visits", **report_operation(VISIT))
async def report_visits(request: Request) -> Response:
    """How far a leg of a visit's programme has come, or when it will arrive."""
    return await _receive(request, VISIT)


@router.post("/feeds/patrol-checks", **report_operation(PATROL_CHECK))
async def report_patrol_checks(request: Request) -> Response:
    """A check of a site, or the life of a fixed post: manned, relieved, called, left."""
    return await _receive(request, PATROL_CHECK)


@router.post("/feeds/cap", **cap_operation())
async def report_cap(request: Request) -> Response:
    """A warning of another service: one message of CAP 1.2."""
    return await _receive(request, CAP)


@router.post("/feeds/early-warnings", **report_operation(EARLY_WARNING))
async def report_early_warnings(request: Request) -> Response:
    """A company's system reports what is suspicious at one of the company's sites."""
    return await _receive(request, EARLY_WARNING)


@router.post("/feeds/photos", **photo_operation())
async def report_photos(request: Request) -> Response:
    """A photo that belongs to the early warning which comes with this id."""
    return await receive_photo(request)


@router.post("/feeds/heartbeat", **heartbeat_operation())
async def heartbeat(request: Request) -> Response:
    """The unit is alive."""
    return await hear(request, await door_of(request).admit(request))


async def hear(request: Request, unit: Unit) -> Response:
    """A sign of life of a unit that was let in. Raises Declined."""
    door = door_of(request)
    now = door.clock.now()
    body = await read_body(request, now)
    async with _kept(door, unit.call_sign, "heartbeat", now, body):
        if body:
            check_size(body, now)
            media_type(request, only=(JSON,))
        beat = read_heartbeat(body, now)
        if isinstance(beat, Problem):
            raise Declined(beat)
    door.desk.heard(unit.call_sign, unit.pulse, now, beat.where(now))
    return Response(status_code=204)


async def _receive(request: Request, feed: Feed | CapFeed) -> Response:
    door = door_of(request)
    came_at = door.monotonic()
    unit = await door.admit(request)
    return await receive(request, feed, unit, door.monotonic() - came_at)


async def receive(request: Request, feed: Feed | CapFeed, unit: Unit, waited_s: float = 0) -> Response:
    """Reports of a unit that was let in after `waited_s`. Raises Declined."""
    door = door_of(request)
    now = door.clock.now()
    body = await read_body(request, now)
    asked_at = door.monotonic() - waited_s  # sending the body is the unit's own time
    async with _kept(door, unit.call_sign, feed.name, now, body):
        check_size(body, now)
        pieces = _pieces(request, feed, body, now)
    delivery = Delivery(feed, unit, now, asked_at)
    if isinstance(pieces, Piece):
        (receipt,) = await hand_in(door, delivery, [pieces])
        return answers.single(receipt)
    return answers.batch(await hand_in(door, delivery, pieces))


def _pieces(request: Request, feed: Feed | CapFeed, body: bytes, now: datetime) -> Piece | list[Piece]:
    if isinstance(feed, CapFeed):
        media_type(request, only=MEDIA_TYPES)
        return Piece(body)
    return _split(body, now, lines=media_type(request) == NDJSON)


def _split(body: bytes, now: datetime, *, lines: bool) -> Piece | list[Piece]:
    try:
        return split_lines(body) if lines else split_json(body)
    except NotJson as error:
        raise Declined(not_json(str(error), now)) from None
    except TooMany:
        raise Declined(too_large(f"one request may bring {MAX_REPORTS} reports", now)) from None


@asynccontextmanager
async def _kept(door: Door, unit: str, feed: str, now: datetime, body: bytes) -> AsyncIterator[None]:
    """What is declined in here is in quarantine before its sender is told."""
    try:
        yield
    except Declined as declined:
        await door.quarantine.keep([Unusable(unit, feed, now, declined.problem.reason, body)])
        raise
