"""The same report from a browser without a script: a form, made into the JSON that a script would send."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID, uuid5

from fastapi import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from controlroom.desk.requests import Accepted
from controlroom.errors import Busy, Conflict, Forbidden, Refused
from controlroom.feeds.delivery import Delivery, hand_in
from controlroom.feeds.derived_ids import canonical
from controlroom.feeds.door import door_of
from controlroom.feeds.parse import Feed
from controlroom.feeds.problems import Problem, stamp
from controlroom.feeds.split import Piece
from controlroom.watch.units import Unit

FORM: Final = "application/x-www-form-urlencoded"
FIELDS_AT_MOST: Final = 20
NO_KEY: Final = "Open the page again, then send it."


def is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").lower().startswith(FORM)


async def taken_from_a_form(request: Request, feed: Feed, unit: Unit) -> Response:
    """Back to the page, or to the reason why not."""
    door = door_of(request)
    now, asked_at = door.clock.now(), door.monotonic()
    async with request.form(max_fields=FIELDS_AT_MOST) as form:
        said = {name: value for name, value in form.items() if isinstance(value, str) and value.strip()}
    body = json.dumps({"id": report_id(said), "at": stamp(now), **_fields(said)}).encode()
    piece = Piece(body, json.loads(body))
    (receipt,) = await hand_in(door, Delivery(feed, unit, now, asked_at), [piece])
    if isinstance(receipt.outcome, Accepted):
        return RedirectResponse(f"/field?sent={receipt.outcome.seq}", 303)
    if receipt.outcome.slug == Conflict.slug:
        return RedirectResponse("/field", 303)
    raise told(receipt.outcome)


def report_id(said: Mapping[str, str]) -> str:
    """By the key of the form and what stands in it: sent twice it is one report, whenever it is sent."""
    try:
        return str(uuid5(UUID(said.get("key", "")), canonical(dict(said))))
    except ValueError:
        raise HTTPException(422, NO_KEY) from None


def _fields(said: Mapping[str, str]) -> dict[str, Any]:
    """All but the key; a leg is a number, if it is one."""
    return {
        name: int(value) if name == "leg" and value.isascii() and value.isdigit() else value
        for name, value in said.items()
        if name != "key"
    }


def told(problem: Problem) -> Exception:
    """As a page tells it to a person."""
    if problem.status == HTTPStatus.UNAUTHORIZED:
        return HTTPException(303, headers={"Location": "/sign-in?next=/field"})
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR or problem.retry_after_s:
        return Busy(problem.detail, retry_after_s=problem.retry_after_s or 1)
    return (Forbidden if problem.status == HTTPStatus.FORBIDDEN else Refused)(problem.detail)
