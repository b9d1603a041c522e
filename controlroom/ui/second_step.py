"""The second step of signing in: a code, a passkey, or a first factor for whoever has none and needs one."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from controlroom.auth.accounts import Accounts, SignedIn
from controlroom.auth.audience import Audience
from controlroom.auth.cookies import cookies
from controlroom.auth.factors import PASSKEY, TOTP, Factors
from controlroom.auth.halfway import Halfway, HalfwayOver
from controlroom.auth.passkeys import Passkeys, read_credential
from controlroom.errors import ControlRoomError, Refused
from controlroom.ui.entering import browser_of, let_in, where_to
from controlroom.ui.locale import locale_of
from controlroom.ui.picture_code import picture_of
from controlroom.ui.render import render_page
from controlroom.ui.told import as_json, heard, status_of_refusal

router = APIRouter(prefix="/sign-in", include_in_schema=False)
Typed = Annotated[str, Form(max_length=200)]


async def halfway(request: Request) -> Halfway:
    """Whoever did the first step a moment ago, and nobody else."""
    accounts: Accounts = request.app.state.accounts
    return await accounts.halves.at(_half(request))


async def enrolling(request: Request, half: Annotated[Halfway, Depends(halfway)]) -> Halfway:
    """A first factor is added here only while there is none: else a password alone would add one."""
    factors: Factors = request.app.state.factors
    if not half.enrols or await factors.of(half.person.name):
        raise HalfwayOver("there is a factor already")
    return half


HalfwayDep = Annotated[Halfway, Depends(halfway)]
EnrollingDep = Annotated[Halfway, Depends(enrolling)]


@router.get("/factor")
async def show_factor(request: Request) -> Response:
    try:
        half = await halfway(request)
    except HalfwayOver:
        return RedirectResponse("/sign-in", 303)
    if half.enrols:
        return RedirectResponse("/sign-in/enrolment", 303)
    return await _ask(request, half)


@router.post("/factor")
async def say_code(request: Request, half: HalfwayDep, code: Typed = "") -> Response:
    factors: Factors = request.app.state.factors
    try:
        kind = await factors.check(half.person.name, code, browser_of(request).address)
    except ControlRoomError as refusal:
        return await _ask(request, half, refusal)
    signed_in = await _finish(request, kind)
    return await let_in(request, signed_in, RedirectResponse(where_to(half.person, half.wish), 303))


@router.post("/factor/passkey/options")
async def ask_passkey(request: Request, half: HalfwayDep) -> Response:
    passkeys: Passkeys = request.app.state.passkeys
    options = await passkeys.ask(half.person.name, _half(request))
    return Response(options, media_type="application/json")


@router.post("/factor/passkey")
async def use_passkey(request: Request, half: HalfwayDep) -> Response:
    passkeys: Passkeys = request.app.state.passkeys
    try:
        _, credential = read_credential(await request.body())
        await passkeys.check(half.person.name, _half(request), credential)
    except ControlRoomError as refusal:
        return as_json(request, refusal)
    signed_in = await _finish(request, PASSKEY)
    return await let_in(request, signed_in, JSONResponse({"to": where_to(half.person, half.wish)}))


@router.get("/enrolment")
async def show_enrolment(request: Request) -> Response:
    try:
        half = await enrolling(request, await halfway(request))
    except HalfwayOver:
        return RedirectResponse("/sign-in", 303)
    return await _enrol(request, half)


@router.post("/enrolment")
async def enrol_app(request: Request, half: EnrollingDep, code: Typed = "", label: Typed = "") -> Response:
    factors: Factors = request.app.state.factors
    name = half.person.name
    try:
        await factors.prove_app(name, code, label, by=name)
    except Refused as refusal:
        return await _enrol(request, half, refusal)
    signed_in = await _finish(request, TOTP)
    codes = await factors.new_recovery_codes(name, by=name)
    shown: dict[str, Any] = {"codes": codes, "to": where_to(half.person, half.wish)}
    return await let_in(request, signed_in, _page(request, "codes.html", **shown))


@router.post("/enrolment/passkey/options")
async def begin_passkey(request: Request, half: EnrollingDep) -> Response:
    passkeys: Passkeys = request.app.state.passkeys
    options = await passkeys.ask_to_add(half.person.name, half.person.display_name, _half(request))
    return Response(options, media_type="application/json")


@router.post("/enrolment/passkey")
async def enrol_passkey(request: Request, half: EnrollingDep) -> Response:
    passkeys: Passkeys = request.app.state.passkeys
    name = half.person.name
    try:
        label, credential = read_credential(await request.body())
        await passkeys.add(name, _half(request), credential, label, by=name)
    except ControlRoomError as refusal:
        return as_json(request, refusal)
    signed_in = await _finish(request, PASSKEY)
    return await let_in(request, signed_in, JSONResponse({"to": "/account#recovery"}))


async def _finish(request: Request, factor: str) -> SignedIn:
    accounts: Accounts = request.app.state.accounts
    return await accounts.finish(_half(request), factor, browser_of(request))


async def _ask(request: Request, half: Halfway, refusal: ControlRoomError | None = None) -> Response:
    factors: Factors = request.app.state.factors
    passkeys: Passkeys = request.app.state.passkeys
    kinds = {factor.kind for factor in await factors.of(half.person.name)}
    shown = {
        "person": half.person,
        "passkey": PASSKEY in kinds and passkeys.site.can_have_passkeys,
        "problem": heard(request, refusal) if refusal else "",
    }
    return _page(request, "factor.html", status=status_of_refusal(refusal), **shown)


async def _enrol(request: Request, half: Halfway, refusal: ControlRoomError | None = None) -> Response:
    factors: Factors = request.app.state.factors
    passkeys: Passkeys = request.app.state.passkeys
    name = half.person.name
    secret = (await factors.begun_app(name) if refusal else None) or await factors.begin_app(name)
    shown = {
        "person": half.person,
        "picture": picture_of(secret, name),
        "secret": secret,
        "passkey": passkeys.site.can_have_passkeys,
        "problem": heard(request, refusal) if refusal else "",
    }
    return _page(request, "enrolment.html", status=status_of_refusal(refusal), **shown)


def _page(request: Request, template: str, *, status: int = 200, **shown: Any) -> HTMLResponse:
    audience = Audience(locale=locale_of(request))
    return HTMLResponse(render_page(template, audience=audience, **shown), status)


def _half(request: Request) -> str:
    return request.cookies.get(cookies(request.app.state.settings).half, "")
