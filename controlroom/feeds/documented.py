"""What OpenAPI says about the feeds: true to the models, though FastAPI does none of the reading."""

from typing import Any, Final

from fastapi import Depends
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from controlroom.errors import ControlRoomError
from controlroom.feeds.cap import MEDIA_TYPES
from controlroom.feeds.model import HeartbeatBody
from controlroom.feeds.parse import Feed
from controlroom.feeds.photos import KINDS
from controlroom.feeds.problems import Declined, answer, of_error
from controlroom.feeds.split import MAX_REPORTS
from controlroom.problems import MEDIA_TYPE

SECURITY: Final = [
    Depends(
        HTTPBearer(scheme_name="unit token", description="The token of one field unit.", auto_error=False)
    )
]
"""Only documents: Door.admit asks."""


class FeedRoute(APIRoute):
    """In the OpenAPI document like any other, but its handler gets the bare request and nothing else runs."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] in (self.methods or ()):
            await self.answer(scope, receive, send)
        else:
            await super().handle(scope, receive, send)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response: Response = await self.endpoint(Request(scope, receive, send))
        except Declined as declined:
            response = answer(declined.problem)
        except ControlRoomError as error:
            response = answer(of_error(error))
        await response(scope, receive, send)


PROBLEM: Final = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "examples": ["/problems/invalid-report"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "reason"],
                "properties": {"field": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
        "server_time": {"type": "string", "format": "date-time"},
    },
}
PLACE: Final = {
    "id": {"type": ["string", "null"], "format": "uuid"},
    "seq": {"type": "integer"},
    "received_at": {"type": "string", "format": "date-time"},
}
RECEIPT: Final = {"type": "object", "required": ["id", "seq", "received_at"], "properties": PLACE}
KEPT: Final = {
    "type": "object",
    "required": ["report", "digest", "width", "height"],
    "properties": {
        "report": {"type": "string", "format": "uuid"},
        "digest": {"type": "string", "description": "SHA-256 of the picture as it is kept."},
        "width": {"type": "integer"},
        "height": {"type": "integer"},
    },
}
RESULTS: Final = {
    "type": "object",
    "required": ["results"],
    "properties": {
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "status"],
                "properties": {**PLACE, "status": {"type": "integer"}, "problem": PROBLEM},
            },
        }
    },
}
REFUSALS: Final = {
    400: "It is not JSON.",
    401: "The token is missing, unknown or revoked.",
    403: "The unit may not report there.",
    413: "It is too long, or too many at once.",
    415: "Another format, charset or compression.",
    422: "A field is wrong, names what nobody knows, or the id came before with another body.",
    429: "The unit posts too fast; come again after Retry-After.",
    503: "The journal cannot be written now; send the same again after Retry-After.",
}


def report_operation(feed: Feed) -> dict[str, Any]:
    """How the POST of one feed is documented, as arguments of `router.post`."""
    report = _schema(feed.model)
    many = {"type": "array", "items": report, "maxItems": MAX_REPORTS}
    content = {
        "application/json": {"schema": {"anyOf": [report, many]}},
        "application/x-ndjson": {"schema": {"type": "string", "description": "A report on each line."}},
    }
    return {
        "status_code": 201,
        "openapi_extra": {"requestBody": {"required": True, "content": content}},
        "responses": {
            201: _json("On disk, and its number.", RECEIPT),
            200: _json("It was on disk before; or the results of many.", {"anyOf": [RECEIPT, RESULTS]}),
            **_refusals(),
        },
    }


def cap_operation() -> dict[str, Any]:
    content = {kind: {"schema": {"type": "string"}} for kind in MEDIA_TYPES}
    return {
        "status_code": 201,
        "openapi_extra": {"requestBody": {"required": True, "content": content}},
        "responses": {
            201: _json("On disk, and its number.", RECEIPT),
            200: _json("It was on disk before.", RECEIPT),
            **_refusals(),
        },
    }


def photo_operation() -> dict[str, Any]:
    report = {
        "name": "report",
        "in": "query",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
    }
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in KINDS}
    return {
        "status_code": 201,
        "openapi_extra": {"parameters": [report], "requestBody": {"required": True, "content": content}},
        "responses": {
            201: _json("On disk, and how the photo is known.", KEPT),
            200: _json("It was on disk before.", KEPT),
            **_refusals(),
        },
    }


def sector_alert_operation(kind: str, *, named: bool = False) -> dict[str, Any]:
    """`named`: the address says which message."""
    text = {"schema": {"type": "string"}}
    known = {"name": "If-None-Match", "in": "header", "required": False, **text}
    which = [{"name": "identifier", "in": "path", "required": True, **text}] if named else []
    return {
        "response_class": Response,
        "openapi_extra": {"parameters": [*which, known]},
        "responses": {
            200: {"description": "As it is now.", "content": {kind: {"schema": {"type": "string"}}}},
            304: {"description": "Whoever sent If-None-Match has it."},
            **_refusals(401, 403, 422, 429),
        },
    }


def sector_receipt_operation(model: type[BaseModel]) -> dict[str, Any]:
    content = {"application/json": {"schema": _schema(model)}}
    number = {"type": ["integer", "null"]}
    told = {"type": "object", "properties": {"identifier": {"type": "string"}, "seq": number}}
    return {
        "status_code": 201,
        "openapi_extra": {"requestBody": {"required": True, "content": content}},
        "responses": {
            201: _json("Written down, under this number.", told),
            200: _json("It was written down before.", told),
            **_refusals(),
        },
    }


def heartbeat_operation() -> dict[str, Any]:
    content = {"application/json": {"schema": _schema(HeartbeatBody)}}
    return {
        "status_code": 204,
        "openapi_extra": {"requestBody": {"required": False, "content": content}},
        "responses": {204: {"description": "Heard."}, **_refusals()},
    }


def _refusals(*only: int) -> dict[int, dict[str, Any]]:
    return {
        status: {"description": description, "content": {MEDIA_TYPE: {"schema": PROBLEM}}}
        for status, description in REFUSALS.items()
        if not only or status in only
    }


def _json(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    whole = model.model_json_schema()
    definitions = whole.pop("$defs", {})
    inlined: dict[str, Any] = _inlined(whole, definitions)
    return inlined


def _inlined(part: Any, definitions: dict[str, Any]) -> Any:
    """References of pydantic point into its own schema; in the OpenAPI document they would point nowhere."""
    if isinstance(part, list):
        return [_inlined(item, definitions) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _inlined(definitions[part["$ref"].rpartition("/")[2]], definitions)
    return {key: _inlined(value, definitions) for key, value in part.items()}
