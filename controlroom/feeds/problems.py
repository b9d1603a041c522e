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
from controlroom.problems import MEDIA_TYPE, problem_body, status_of

ABOUT_THE_BODY: Final = (errors.Unknown, errors.Conflict)
"""404 and 409 to a person, 422 here: to a unit a 404 would say that the feed is gone."""


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
        said = problem_body(self.status, self.slug, self.title, self.detail)
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
        422 if isinstance(error, ABOUT_THE_BODY) else status_of(error),
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
