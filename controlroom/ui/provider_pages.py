"""There and back: a browser that signs in at the organisation's provider; a password always works too."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.accounts import Accounts, FactorAwaited, WrongSignIn
from controlroom.auth.cookies import cookies
from controlroom.auth.links import NOBODY_HERE, Links
from controlroom.auth.provider import VISIT_LASTS, Provider, ProviderRefused
from controlroom.errors import ControlRoomError, Unknown
from controlroom.ui.entering import ask_for_the_second_factor, browser_of, end_session, let_in, where_to
from controlroom.ui.guard import local_path
from controlroom.ui.sign_in import sign_in_again
from controlroom.watch.words import mark

NO_PROVIDER: Final = mark("Here one signs in by name and password only.")

router = APIRouter(prefix="/sign-in/provider", include_in_schema=False)


@router.get("")
async def leave(request: Request) -> Response:
    try:
        departure = await _provider(request).send(local_path(request.query_params.get("next", ""), ""))
    except ControlRoomError as refusal:
        return sign_in_again(request, refusal)
    answer = RedirectResponse(departure.address, 303)
    names = cookies(request.app.state.settings)
    lasts = int(VISIT_LASTS.total_seconds())
    answer.set_cookie(names.provider, departure.state, max_age=lasts, **names.flags)
    return answer


@router.get("/return")
async def come_back(request: Request) -> Response:
    accounts: Accounts = request.app.state.accounts
    links: Links = request.app.state.links
    settings = request.app.state.settings
    names = cookies(settings)
    try:
        kept = request.cookies.get(names.provider, "")
        known, wish = await _provider(request).receive(kept, dict(request.query_params))
        name = await links.account_of(known)
        factor = "oidc" if settings.oidc_has_second_factor else ""
        signed_in = await accounts.come_in(name, browser_of(request), first="oidc", wish=wish, factor=factor)
    except FactorAwaited as step:
        await end_session(request)
        answer = ask_for_the_second_factor(request, step.token)
    except WrongSignIn:
        answer = sign_in_again(request, ProviderRefused(NOBODY_HERE))
    except ControlRoomError as refusal:
        answer = sign_in_again(request, refusal)
    else:
        there = RedirectResponse(where_to(signed_in.person, wish), 303)
        answer = await let_in(request, signed_in, there)
    answer.delete_cookie(names.provider, **names.flags)
    return answer


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise Unknown(NO_PROVIDER)
    return provider
