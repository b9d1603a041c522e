"""One's own account: password, language, second factors, sessions. For everybody who can sign in."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from controlroom.auth.accounts import Accounts
from controlroom.auth.calendar_addresses import CalendarAddresses
from controlroom.auth.cookies import cookies
from controlroom.auth.factors import Factors
from controlroom.auth.passkeys import Passkeys, read_credential
from controlroom.auth.requirement import Requirement
from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.errors import ControlRoomError, Forbidden, Refused
from controlroom.ui.browser_words import browser_words
from controlroom.ui.entering import browser_of
from controlroom.ui.frame import framed
from controlroom.ui.guard import AnybodyDep
from controlroom.ui.picture_code import picture_of
from controlroom.ui.told import as_json, heard, status_of_refusal
from controlroom.watch.words import mark

PASSWORD_CHANGED: Final = mark("Your password is changed. You are signed out everywhere else.")
NO_CALENDAR: Final = mark("your role reads no files, so it has no calendar")
SESSIONS_ENDED: Final = mark("You are signed out everywhere else.")

router = APIRouter(prefix="/account", include_in_schema=False)
Typed = Annotated[str, Form(max_length=1000)]
Number = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("")
async def show(request: Request, who: AnybodyDep) -> Response:
    return await _page(request, who)


@router.post("/password")
async def change_password(request: Request, who: AnybodyDep, old: Typed = "", new: Typed = "") -> Response:
    accounts: Accounts = request.app.state.accounts
    try:
        await accounts.confirm(who.name, old, browser_of(request).address)
        await accounts.change_own_password(who.name, new, keep=who.session)
    except ControlRoomError as refusal:
        return await _page(request, who, refusal, at="new" if _about(refusal) == "password" else "old")
    return await _page(request, who, done=PASSWORD_CHANGED)


@router.post("/factors/app")
async def begin_app(request: Request, who: AnybodyDep, password: Typed = "") -> Response:
    accounts: Accounts = request.app.state.accounts
    factors: Factors = request.app.state.factors
    try:
        await accounts.confirm(who.name, password, browser_of(request).address)
    except ControlRoomError as refusal:
        return await _page(request, who, refusal, at="app")
    return await _show_app(request, who, await factors.begin_app(who.name))


@router.post("/factors/app/proof")
async def prove_app(request: Request, who: AnybodyDep, code: Typed = "", label: Typed = "") -> Response:
    factors: Factors = request.app.state.factors
    try:
        await factors.prove_app(who.name, code, label, by=who.name)
    except Refused as refusal:
        if secret := await factors.begun_app(who.name):
            return await _show_app(request, who, secret, refusal)
        return await _page(request, who, refusal, at="app")
    if await factors.recovery_codes_left(who.name):
        return RedirectResponse("/account", 303)
    return await _new_codes(request, who)


@router.post("/factors/passkey/options")
async def begin_passkey(request: Request, who: AnybodyDep, password: Typed = "") -> Response:
    accounts: Accounts = request.app.state.accounts
    passkeys: Passkeys = request.app.state.passkeys
    try:
        await accounts.confirm(who.name, password, browser_of(request).address)
        options = await passkeys.ask_to_add(who.name, who.display_name, _token(request))
    except ControlRoomError as refusal:
        return as_json(request, refusal)
    return Response(options, media_type="application/json")


@router.post("/factors/passkey")
async def add_passkey(request: Request, who: AnybodyDep) -> Response:
    passkeys: Passkeys = request.app.state.passkeys
    try:
        label, credential = read_credential(await request.body())
        await passkeys.add(who.name, _token(request), credential, label, by=who.name)
    except ControlRoomError as refusal:
        return as_json(request, refusal)
    return JSONResponse({"to": "/account"})


@router.post("/factors/{number}/removal")
async def remove(request: Request, who: AnybodyDep, number: Number, password: Typed = "") -> Response:
    accounts: Accounts = request.app.state.accounts
    factors: Factors = request.app.state.factors
    try:
        await accounts.confirm(who.name, password, browser_of(request).address)
        await factors.remove(who.name, number, by=who.name)
    except ControlRoomError as refusal:
        return await _page(request, who, refusal, at=f"factor-{number}")
    return RedirectResponse("/account", 303)


@router.post("/recovery-codes")
async def make_codes(request: Request, who: AnybodyDep, password: Typed = "") -> Response:
    accounts: Accounts = request.app.state.accounts
    try:
        await accounts.confirm(who.name, password, browser_of(request).address)
    except ControlRoomError as refusal:
        return await _page(request, who, refusal, at="codes")
    return await _new_codes(request, who)


@router.post("/calendar")
async def make_calendar(request: Request, who: AnybodyDep, password: Typed = "") -> Response:
    """The address stands on this page, and never again anywhere."""
    accounts: Accounts = request.app.state.accounts
    addresses: CalendarAddresses = request.app.state.calendar_addresses
    try:
        await accounts.confirm(who.name, password, browser_of(request).address)
        if not who.role.may(Right.READ_FILES):
            raise Forbidden(NO_CALENDAR)
    except ControlRoomError as refusal:
        return await _page(request, who, refusal, at="calendar")
    token = await addresses.make(who.name)
    address = f"{request.app.state.settings.public_url}/calendars/{token}.ics"
    return await _page(request, who, calendar_address=address)


@router.post("/calendar/removal")
async def revoke_calendar(request: Request, who: AnybodyDep) -> Response:
    await request.app.state.calendar_addresses.revoke(who.name)
    return RedirectResponse("/account", 303)


@router.post("/sessions/{number}/end")
async def end_session(request: Request, who: AnybodyDep, number: Number) -> Response:
    accounts: Accounts = request.app.state.accounts
    await accounts.end_session(who.name, number, by=who.name)
    return RedirectResponse("/account", 303)


@router.post("/sessions/end-others")
async def end_others(request: Request, who: AnybodyDep) -> Response:
    accounts: Accounts = request.app.state.accounts
    await accounts.end_other_sessions(who.name, who.session, by=who.name)
    return await _page(request, who, done=SESSIONS_ENDED)


async def _new_codes(request: Request, who: Person) -> Response:
    factors: Factors = request.app.state.factors
    codes = await factors.new_recovery_codes(who.name, by=who.name)
    return await framed(request, who, "account/codes.html", codes=codes)


async def _show_app(
    request: Request, who: Person, secret: str, refusal: ControlRoomError | None = None
) -> Response:
    shown = {
        "secret": secret,
        "picture": picture_of(secret, who.name),
        "problem": heard(request, refusal) if refusal else "",
    }
    return await framed(request, who, "account/new_app.html", status=status_of_refusal(refusal), **shown)


async def _page(
    request: Request,
    who: Person,
    refusal: ControlRoomError | None = None,
    *,
    at: str = "",
    done: str = "",
    calendar_address: str = "",
) -> Response:
    """`at`: beside which form the refusal is told. `done`: what was done, to be told above."""
    accounts: Accounts = request.app.state.accounts
    factors: Factors = request.app.state.factors
    requirement: Requirement = request.app.state.requirement
    passkeys: Passkeys = request.app.state.passkeys
    shown: dict[str, Any] = {
        "person": who,
        "factors": await factors.of(who.name),
        "codes_left": await factors.recovery_codes_left(who.name),
        "required": who.role in await requirement.roles(),
        "passkey": passkeys.site.can_have_passkeys,
        "sessions": [(one, browser_words(one.agent)) for one in await accounts.sessions.list(who.name)],
        "amiss": {at: heard(request, refusal)} if refusal else {},
        "done": done,
        "calendar": await request.app.state.calendar_addresses.of(who.name),
        "may_have_calendar": who.role.may(Right.READ_FILES),
        "calendar_address": calendar_address,
    }
    return await framed(request, who, "account.html", status=status_of_refusal(refusal), **shown)


def _about(refusal: ControlRoomError) -> str:
    return (refusal.field or "") if isinstance(refusal, Refused) else ""


def _token(request: Request) -> str:
    return request.cookies.get(cookies(request.app.state.settings).session, "")
