"""Signing in and out, and the link that makes a browser a screen of the room."""

import logging
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from controlroom.auth.accounts import Accounts, WrongSignIn
from controlroom.auth.audience import Audience
from controlroom.auth.cookies import KEPT_FOR_S, cookies
from controlroom.auth.roles import Right, Role
from controlroom.auth.screens import Screens
from controlroom.auth.sessions import Person
from controlroom.auth.throttle import Throttled
from controlroom.catalogs import translations
from controlroom.desk.desk import Desk
from controlroom.errors import Busy
from controlroom.ui.guard import local_path
from controlroom.ui.locale import locale_of
from controlroom.ui.render import render_page
from controlroom.watch.duty import Place, TakeDuty
from controlroom.watch.words import mark

ON_DUTY_AS: Final = {Role.DUTY_OFFICER: Place.OFFICER, Role.SHIFT_LEADER: Place.LEADER}
WRONG = mark("Name or password is wrong.")
WAIT = mark("Too many attempts. Wait %(seconds)s seconds, then try again.")
NO_SCREEN = mark("This link belongs to no screen")
ASK = mark("It was withdrawn or mistyped. Ask whoever set up this screen for a new one.")

router = APIRouter(include_in_schema=False)
log = logging.getLogger(__name__)


@router.get("/sign-in")
async def show_sign_in(request: Request) -> Response:
    return _form(request, request.query_params.get("next", ""))


@router.post("/sign-in")
async def sign_in(
    request: Request,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    wish: Annotated[str, Form(alias="next")] = "",
) -> Response:
    accounts: Accounts = request.app.state.accounts
    try:
        signed_in = await accounts.sign_in(name, password, _address(request), _agent(request))
    except WrongSignIn:
        return _form(request, wish, name, _say(request, WRONG), status=403)
    except Throttled as refusal:
        wait = {"seconds": refusal.retry_after_s}
        again = {"retry-after": str(refusal.retry_after_s)}
        return _form(request, wish, name, _say(request, WAIT) % wait, status=429, headers=again)
    await _end_session(request)
    await _take_a_free_place(request.app.state.desk, signed_in.person)
    answer = RedirectResponse(local_path(wish, _home(signed_in.person.role)), 303)
    names = cookies(request.app.state.settings)
    answer.set_cookie(names.session, signed_in.token, **names.flags)
    locale = signed_in.person.locale or locale_of(request)
    answer.set_cookie(names.language, locale, max_age=KEPT_FOR_S, **names.flags)
    return answer


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _agent(request: Request) -> str:
    return request.headers.get("user-agent", "")


async def _take_a_free_place(desk: Desk, person: Person) -> None:
    """Whoever signs in to a room where their place is free is on duty; a relief is done by hand."""
    if place := ON_DUTY_AS.get(person.role):
        try:
            await desk.do(TakeDuty(person.name, place, only_if_free=True), person.name)
        except Busy as refusal:
            log.warning("signed in without taking duty: %s", refusal.slug)


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    await _end_session(request)
    answer = RedirectResponse("/sign-in", 303)
    names = cookies(request.app.state.settings)
    answer.delete_cookie(names.session, **names.flags)
    return answer


async def _end_session(request: Request) -> None:
    """Whatever session the browser brought: after signing in, nobody who planted it holds anything."""
    accounts: Accounts = request.app.state.accounts
    if token := request.cookies.get(cookies(request.app.state.settings).session):
        await accounts.sessions.end(token)


@router.get("/screen/{token}")
async def become_screen(request: Request, token: str) -> Response:
    screens: Screens = request.app.state.screens
    if await screens.screen(token) is None:
        words = {"title": _say(request, NO_SCREEN), "detail": _say(request, ASK), "back": ""}
        return HTMLResponse(
            render_page("error.html", audience=Audience(locale=locale_of(request)), **words), 404
        )
    answer = RedirectResponse("/wall", 303)
    names = cookies(request.app.state.settings)
    answer.set_cookie(names.screen, token, max_age=KEPT_FOR_S, **names.flags)
    return answer


def _form(
    request: Request,
    wish: str,
    name: str = "",
    problem: str = "",
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    shown = {"next": local_path(wish, ""), "name": name, "problem": problem}
    page = render_page("sign_in.html", audience=Audience(locale=locale_of(request)), **shown)
    answer = HTMLResponse(page, status, headers)
    names = cookies(request.app.state.settings)
    answer.set_cookie(names.language, locale_of(request), max_age=KEPT_FOR_S, **names.flags)
    return answer


def _say(request: Request, message: str) -> str:
    said: str = translations(locale_of(request)).gettext(message)
    return said


def _home(role: Role) -> str:
    """Where this role works; an administrator sets rules, and looks at the wall now and then."""
    if role.may(Right.SEE_DESK):
        return "/desk"
    return "/rules" if role.may(Right.MANAGE_RULES) else "/wall"
