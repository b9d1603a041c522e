"""What went wrong, told to whoever asked: a fragment or a page to a person, problem+json to a machine."""

from typing import Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from controlroom.auth.audience import Audience
from controlroom.catalogs import translations
from controlroom.errors import AlreadyDone, Busy, ControlRoomError, ReasonWanted, Refused
from controlroom.problems import MEDIA_TYPE, problem_body, status_of
from controlroom.ui.locale import locale_of
from controlroom.ui.reason import reason
from controlroom.ui.reasons import ask_why
from controlroom.ui.render import hhmm, render_page
from controlroom.watch.words import mark

TITLES: Final = {
    401: mark("Sign in first"),
    403: mark("You may not do this"),
    404: mark("There is no such thing here"),
    405: mark("This cannot be done here"),
    409: mark("It changed in the meantime"),
    413: mark("This is more than can be sent at once"),
    422: mark("The watch cannot use this"),
    429: mark("Too many attempts"),
    500: mark("Something went wrong here"),
    503: mark("The watch cannot write at this moment"),
}
ALREADY: Final = mark("Already acknowledged by %(name)s at %(time)s.")
KEPT: Final = {
    500: mark("Nothing of what you sent was changed. It was noted for whoever keeps this running."),
    503: mark("Nothing was stored. Try again in a moment."),
}


async def controlroom_problem(request: Request, error: Exception) -> Response:
    if not isinstance(error, ControlRoomError):
        raise TypeError("only errors of the watch are told here") from error
    status = status_of(error)
    headers = {"retry-after": str(error.retry_after_s)} if isinstance(error, Busy) else {}
    if wants_json(request):
        return _json(status, error.slug, error.title, str(error), headers, **_who_won(error))
    if isinstance(error, ReasonWanted):
        return await ask_why(request, error)
    if isinstance(error, AlreadyDone):
        return _conflict(request, error)
    field = (error.field or "") if isinstance(error, Refused) else ""
    return _told(request, status, _why(request, error) if status < 500 else "", headers, field)


def _why(request: Request, error: ControlRoomError) -> str:
    return reason(error, audience_of(request).locale) if isinstance(error, Refused) else str(error)


async def http_problem(request: Request, error: Exception) -> Response:
    """What the framework refuses: no such page, not signed in, a method that is not allowed."""
    if not isinstance(error, HTTPException):
        raise TypeError("only the framework's refusals are told here") from error
    headers = dict(error.headers or {})
    if 300 <= error.status_code < 400:
        return Response(status_code=error.status_code, headers=headers)
    if wants_json(request):
        return _json(error.status_code, "http", str(error.detail), "", headers)
    return _told(request, error.status_code, "", headers)


async def unreadable_problem(request: Request, error: Exception) -> Response:
    """A number in the address that is none, a field of a form that is missing."""
    if not isinstance(error, RequestValidationError):
        raise TypeError("only what cannot be read is told here") from error
    if not wants_json(request):
        return _told(request, 422, "", {})
    amiss = [f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}" for each in error.errors()]
    return _json(422, Refused.slug, Refused.title, "; ".join(amiss), {})


async def unforeseen_problem(request: Request, _: Exception) -> Response:
    """The server logs it; whoever asked learns that it was not their fault, and no more."""
    if wants_json(request):
        return _json(500, "error", "Something went wrong", "", {})
    return _told(request, 500, "", {})


def wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "") or request.url.path.startswith("/feeds/")


def _who_won(error: ControlRoomError) -> dict[str, str]:
    return {"by": error.by, "at": error.at.isoformat()} if isinstance(error, AlreadyDone) else {}


def _json(status: int, slug: str, title: str, detail: str, headers: dict[str, str], **more: str) -> Response:
    body = problem_body(status, slug, title, detail, **more)
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def _conflict(request: Request, error: AlreadyDone) -> Response:
    audience = audience_of(request)
    if "hx-request" in request.headers:
        fragment = render_page("fragments/conflict.html", audience=audience, by=error.by, at=error.at)
        return HTMLResponse(fragment, 409)
    said = translations(audience.locale).gettext(ALREADY)
    return _page(request, 409, said % {"name": error.by, "time": hhmm(error.at)}, {})


def _told(request: Request, status: int, detail: str, headers: dict[str, str], field: str = "") -> Response:
    """`field`: of the form that was sent; a script puts the reason there too."""
    say = translations(audience_of(request).locale).gettext
    title = say(TITLES.get(status, TITLES[500]))
    kept = detail or (say(KEPT[status]) if status in KEPT else "")
    if "hx-request" in request.headers:
        words = {"title": title, "detail": kept, "field": field}
        page = render_page("fragments/problem.html", audience=audience_of(request), **words)
        return HTMLResponse(page, status, headers)
    return _page(request, status, kept, headers)


def _page(request: Request, status: int, detail: str, headers: dict[str, str]) -> Response:
    audience = audience_of(request)
    title = translations(audience.locale).gettext(TITLES.get(status, TITLES[500]))
    page = render_page("error.html", audience=audience, title=title, detail=detail, back="/")
    return HTMLResponse(page, status, headers)


def audience_of(request: Request) -> Audience:
    return Audience(locale=locale_of(request))
