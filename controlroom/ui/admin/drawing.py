"""A page of an administrator, drawn for whoever asks; never kept by a browser, since it may hold a secret."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from controlroom.auth.audience import Audience
from controlroom.auth.sessions import Person
from controlroom.problems import status_of
from controlroom.ui.admin import terms
from controlroom.ui.admin.sending import Wrong
from controlroom.ui.locale import locale_of
from controlroom.ui.render import render_page


async def drawn(request: Request, who: Person, page: str, wrong: Wrong | None, **words: Any) -> Response:
    audience = Audience("desk", locale_of(request), role=who.role)
    html = render_page(page, audience=audience, terms=terms, path=request.url.path, wrong=wrong, **words)
    return HTMLResponse(html, status_of(wrong.refusal) if wrong else 200, {"cache-control": "no-store"})
