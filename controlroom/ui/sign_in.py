"""Signing in and out, and the link that makes a browser a screen of the room."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from controlroom.auth.accounts import Accounts, FactorAwaited, WrongSignIn
from controlroom.auth.audience import Audience
from controlroom.auth.cookies import KEPT_FOR_S, cookies
from controlroom.auth.screens import Screens
from controlroom.auth.throttle import Throttled
from controlroom.catalogs import translations
from controlroom.errors import ControlRoomError
from controlroom.ui.entering import ask_for_the_second_factor, browser_of, end_session, let_in, where_to
from controlroom.ui.guard import local_path
from controlroom.ui.locale import locale_of
from controlroom.ui.render import render_page
from controlroom.ui.told import heard, status_of_refusal
from controlroom.watch.words import mark

WRONG = mark("Name or password is wrong.")
NO_SCREEN = mark("This link belongs to no screen")
ASK = mark("It was withdrawn or mistyped. Ask whoever set up this screen for a new one.")

router = APIRouter(include_in_schema=False)


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
    browser = browser_of(request)
    try:
        signed_in = await accounts.sign_in(name, password, browser.address, browser.agent, wish)
    except FactorAwaited as step:
        await end_session(request)
        return ask_for_the_second_factor(request, step.token)
    except WrongSignIn:
        return _form(request, wish, name, _say(request, WRONG), status=403)
    except Throttled as refusal:
        again = {"retry-after": str(refusal.retry_after_s)}
        return _form(request, wish, name, heard(request, refusal), status=429, headers=again)
    answer = RedirectResponse(where_to(signed_in.person, wish), 303)
    return await let_in(request, signed_in, answer)


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    await end_session(request)
    answer = RedirectResponse("/sign-in", 303)
    names = cookies(request.app.state.settings)
    answer.delete_cookie(names.session, **names.flags)
    return answer


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


def sign_in_again(request: Request, refusal: ControlRoomError) -> Response:
    """The page, with why another way in did not work."""
    return _form(request, "", problem=heard(request, refusal), status=status_of_refusal(refusal))


def _form(
    request: Request,
    wish: str,
    name: str = "",
    problem: str = "",
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    settings = request.app.state.settings
    provider = (settings.oidc_name or urlsplit(settings.oidc_issuer).hostname) if settings.oidc_issuer else ""
    shown = {"next": local_path(wish, ""), "name": name, "problem": problem, "provider": provider}
    page = render_page("sign_in.html", audience=Audience(locale=locale_of(request)), **shown)
    answer = HTMLResponse(page, status, headers)
    names = cookies(request.app.state.settings)
    answer.set_cookie(names.language, locale_of(request), max_age=KEPT_FOR_S, **names.flags)
    return answer


def _say(request: Request, message: str) -> str:
    said: str = translations(locale_of(request)).gettext(message)
    return said
