"""A page of an administrator, drawn for whoever asks; never kept by a browser, since it may hold a secret."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from controlroom.auth.sessions import Person
from controlroom.problems import status_of
from controlroom.ui.admin import terms
from controlroom.ui.admin.sending import Wrong
from controlroom.ui.frame import framed


async def drawn(request: Request, who: Person, page: str, wrong: Wrong | None, **words: Any) -> Response:
    status = status_of(wrong.refusal) if wrong else 200
    known = {"terms": terms, "path": request.url.path, "wrong": wrong}
    answer = await framed(request, who, page, status=status, **known, **words)
    answer.headers["cache-control"] = "no-store"
    return answer
