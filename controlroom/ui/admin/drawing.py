"""A page of an administrator, drawn for whoever asks; never kept by a browser, since it may hold a secret."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from controlroom.auth.sessions import Person
from controlroom.problems import status_of
from controlroom.ui.admin import terms
from controlroom.ui.admin.sending import Wrong
from controlroom.ui.frame import framed
from controlroom.ui.locale import locale_of
from controlroom.ui.reason import reason


async def drawn(request: Request, who: Person, page: str, wrong: Wrong | None, **words: Any) -> Response:
    status = status_of(wrong.refusal) if wrong else 200
    why = reason(wrong.refusal, locale_of(request)) if wrong else ""
    known = {"terms": terms, "path": request.url.path, "wrong": wrong, "why": why}
    answer = await framed(request, who, page, status=status, **known, **words)
    answer.headers["cache-control"] = "no-store"
    return answer
