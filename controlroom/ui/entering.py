"""The last step of every way in: a new session, the cookies that go with it, and a free place on duty."""

import logging
from typing import Final, TypeVar

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.accounts import Accounts, Browser, SignedIn
from controlroom.auth.cookies import KEPT_FOR_S, cookies
from controlroom.auth.halfway import LASTS
from controlroom.auth.roles import Right, Role
from controlroom.auth.sessions import Person
from controlroom.desk.desk import Desk
from controlroom.errors import Busy
from controlroom.ui.guard import local_path
from controlroom.ui.locale import locale_of
from controlroom.watch.duty import Place, TakeDuty

ON_DUTY_AS: Final = {Role.DUTY_OFFICER: Place.OFFICER, Role.SHIFT_LEADER: Place.LEADER}

R = TypeVar("R", bound=Response)
log = logging.getLogger(__name__)


def browser_of(request: Request) -> Browser:
    return Browser(request.client.host if request.client else "", request.headers.get("user-agent", ""))


async def let_in(request: Request, signed_in: SignedIn, answer: R) -> R:
    """Whatever session the browser brought ends: nobody who planted one holds anything."""
    await end_session(request)
    await _take_a_free_place(request.app.state.desk, signed_in.person)
    names = cookies(request.app.state.settings)
    answer.set_cookie(names.session, signed_in.token, **names.flags)
    answer.delete_cookie(names.half, **names.flags)
    locale = signed_in.person.locale or locale_of(request)
    answer.set_cookie(names.language, locale, max_age=KEPT_FOR_S, **names.flags)
    return answer


def ask_for_the_second_factor(request: Request, half: str) -> Response:
    names = cookies(request.app.state.settings)
    answer = RedirectResponse("/sign-in/factor", 303)
    answer.set_cookie(names.half, half, max_age=int(LASTS.total_seconds()), **names.flags)
    return answer


async def end_session(request: Request) -> None:
    accounts: Accounts = request.app.state.accounts
    names = cookies(request.app.state.settings)
    if token := request.cookies.get(names.session):
        await accounts.sessions.end(token)
    if half := request.cookies.get(names.half):
        await accounts.halves.drop(half)


async def _take_a_free_place(desk: Desk, person: Person) -> None:
    """Whoever signs in to a room where their place is free is on duty; a relief is done by hand."""
    if place := ON_DUTY_AS.get(person.role):
        try:
            await desk.do(TakeDuty(person.name, place, only_if_free=True), person.name)
        except Busy as refusal:
            log.warning("signed in without taking duty: %s", refusal.slug)


def where_to(person: Person, wish: str) -> str:
    return local_path(wish, home_of(person.role))


def home_of(role: Role) -> str:
    """Where this role works; an administrator keeps people, units and screens."""
    if role.may(Right.SEE_DESK):
        return "/desk"
    if role.may(Right.MANAGE_ACCOUNTS):
        return "/admin"
    if role.may(Right.SEE_WALL):
        return "/wall"
    if role.may(Right.APPROVE):
        return "/measures/queue"
    if role.may(Right.REPORT):
        return "/report"
    if role.may(Right.REPORT_FROM_FIELD):
        return "/field"
    return "/meetings" if role.may(Right.ADVISE) else "/account"
