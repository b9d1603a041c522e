"""POST /feeds/...: from a unit's request to the desk, and back with an answer for each report.

The handlers take the bare request: pydantic reads each report straight from its bytes, and FastAPI only
documents them. What cannot be used is in quarantine before its sender is told.
"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from controlroom.feeds import answers
from controlroom.feeds.delivery import Delivery, hand_in
from controlroom.feeds.documented import SECURITY, FeedRoute, heartbeat_operation, report_operation
from controlroom.feeds.door import JSON, NDJSON, Door, door_of, media_type, read_body
from controlroom.feeds.parse import (
    INCIDENT,
    PATROL_CHECK,
    VISIT,
    Feed,
    not_json,
    read_heartbeat,
    too_large,
)
from controlroom.feeds.problems import Declined, Problem
from controlroom.feeds.split import MAX_REPORTS, NotJson, Piece, TooMany, split_json, split_lines
from controlroom.store.quarantine import Unusable

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


@router.post("/feeds/heartbeat", **heartbeat_operation())
async def heartbeat(request: Request) -> Response:
    """The unit is alive."""
    door = door_of(request)
    now = door.clock.now()
    unit = await door.admit(request)
    body = await read_body(request, now)
    if body:
        media_type(request, only=(JSON,))
    beat = read_heartbeat(body, now)
    if isinstance(beat, Problem):
        await door.quarantine.keep([Unusable(unit.call_sign, "heartbeat", now, beat.reason, body)])
        raise Declined(beat)
    door.desk.heard(unit.call_sign, unit.pulse, now, beat.where(now))
    return Response(status_code=204)


async def _receive(request: Request, feed: Feed) -> Response:
    door = door_of(request)
    now = door.clock.now()
    unit = await door.admit(request)
    lines = media_type(request) == NDJSON
    body = await read_body(request, now)
    return await _take(door, Delivery(feed, unit, now), body, lines=lines)


async def _take(door: Door, delivery: Delivery, body: bytes, *, lines: bool) -> Response:
    try:
        pieces = split_lines(body) if lines else split_json(body)
    except NotJson as error:
        raise await _kept_whole(door, delivery, body, not_json(str(error), delivery.at)) from None
    except TooMany:
        detail = f"one request may bring {MAX_REPORTS} reports"
        raise await _kept_whole(door, delivery, body, too_large(detail, delivery.at)) from None
    if isinstance(pieces, Piece):
        (receipt,) = await hand_in(door, delivery, [pieces])
        return answers.single(receipt)
    return answers.batch(await hand_in(door, delivery, pieces))


async def _kept_whole(door: Door, delivery: Delivery, body: bytes, problem: Problem) -> Declined:
    await door.quarantine.keep([delivery.unusable(body, problem)])
    return Declined(problem)
