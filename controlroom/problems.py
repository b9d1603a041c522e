"""What a refusal is called in HTTP: one table for people and for machines, and the body of RFC 9457."""

from typing import Any, Final

from controlroom.errors import (
    AlreadyDone,
    Busy,
    Conflict,
    ControlRoomError,
    Forbidden,
    ReasonWanted,
    Refused,
    Stale,
    Unknown,
)

MEDIA_TYPE: Final = "application/problem+json"
STATUS: Final[tuple[tuple[type[ControlRoomError], int], ...]] = (
    (Unknown, 404),
    (Forbidden, 403),
    (ReasonWanted, 428),
    (Conflict, 409),
    (AlreadyDone, 409),
    (Stale, 409),
    (Refused, 422),
    (Busy, 503),
)
"""The first class that fits decides; anything else is a plain 500."""


def status_of(error: ControlRoomError) -> int:
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def problem_body(status: int, slug: str, title: str, detail: str, **more: Any) -> dict[str, Any]:
    return {"type": f"/problems/{slug}", "title": title, "status": status, "detail": detail, **more}
