"""Problems as machines read them (RFC 9457): a stable type, what happened, and which fields are amiss."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from starlette.responses import Response

from controlroom import errors
from controlroom.feeds.model import Amiss

MEDIA_TYPE: Final = "application/problem+json"
STATUS: Final[dict[str, int]] = {
    errors.Forbidden.slug: 403,
    errors.AlreadyDone.slug: 409,
    errors.Stale.slug: 409,
    errors.Busy.slug: 503,
    errors.Unavailable.slug: 503,
}
"""Every other refusal is 422: the words were understood, the watch cannot use them."""


@dataclass(frozen=True, slots=True)
class Problem:
    status: int
    slug: str
    title: str
    detail: str
    errors: Sequence[Amiss] = ()
    server_time: datetime | None = None
    retry_after_s: int | None = None

    @property
    def reason(self) -> str:
        return f"{self.title}: {self.detail}"[:500]

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            said["errors"] = [{"field": amiss.field, "reason": amiss.reason} for amiss in self.errors]
        if self.server_time:
            said["server_time"] = stamp(self.server_time)
        return said


class Declined(Exception):
    """The request goes no further; `problem` is its answer."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def stamp(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def of_error(error: errors.ControlRoomError) -> Problem:
    """What the core refused, or could not do at this moment."""
    amiss = [Amiss(error.field, error.detail)] if isinstance(error, errors.Refused) and error.field else []
    return Problem(
        STATUS.get(error.slug, 422),
        error.slug,
        error.title,
        str(error),
        amiss,
        retry_after_s=error.retry_after_s if isinstance(error, errors.Busy) else None,
    )


def answer(problem: Problem) -> Response:
    headers = {}
    if problem.retry_after_s is not None:
        headers["Retry-After"] = str(problem.retry_after_s)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="controlroom feeds"'
    return Response(json.dumps(problem.as_json()), problem.status, headers, MEDIA_TYPE)
