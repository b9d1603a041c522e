"""Units: add one, change it, give and take tokens, set its code, retire it."""

from collections.abc import Awaitable
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.sessions import Person
from controlroom.auth.tokens import token_name
from controlroom.auth.unit_register import NO_UNIT, UnitRegister
from controlroom.errors import Refused, Unknown
from controlroom.store.panels.admin_units import unit_line, unit_lines
from controlroom.store.panels.snapshot import look
from controlroom.ui.admin.drawing import drawn
from controlroom.ui.admin.sending import Secret, Seen, Short, Wrong, must_be_named, one_of
from controlroom.ui.guard import UnitsManagerDep
from controlroom.watch.units import Pulse, UnitKind

router = APIRouter(include_in_schema=False, prefix="/admin/units")
CallSign = Annotated[str, Path(max_length=64)]


@router.get("")
async def show_units(request: Request, who: UnitsManagerDep) -> Response:
    return await _list(request, who)


@router.post("", name="unit add")
async def add(
    request: Request,
    who: UnitsManagerDep,
    call_sign: Short = "",
    name: Short = "",
    kind: Short = UnitKind.PATROL,
    pulse: Short = Pulse.NORMAL,
    company: Short = "",
) -> Response:
    typed = {"call_sign": call_sign, "name": name, "kind": kind, "pulse": pulse, "company": company}
    try:
        chosen = one_of(UnitKind, kind, "kind"), one_of(Pulse, pulse, "pulse")
        token = await _register(request).add(
            call_sign.strip(), name, *chosen, who.name, company.strip() or None
        )
    except Refused as refusal:
        return await _list(request, who, Wrong("add", refusal, typed))
    return await _unit(request, who, call_sign.strip(), Secret("token", token))


@router.get("/{call_sign:path}")
async def show_unit(request: Request, call_sign: CallSign, who: UnitsManagerDep) -> Response:
    return await _unit(request, who, call_sign)


@router.post("/{call_sign:path}/settings", name="unit change")
async def change(
    request: Request,
    call_sign: CallSign,
    who: UnitsManagerDep,
    name: Short = "",
    kind: Short = "",
    pulse: Short = "",
    company: Short = "",
    seen: Seen = "",
) -> Response:
    typed = {"name": name, "kind": kind, "pulse": pulse, "company": company}
    try:
        chosen = one_of(UnitKind, kind, "kind"), one_of(Pulse, pulse, "pulse")
        await _register(request).change(call_sign, name, *chosen, who.name, seen, company.strip() or None)
    except Refused as refusal:
        return await _unit(request, who, call_sign, wrong=Wrong("change", refusal, typed))
    return _back_to(request, call_sign)


@router.post("/{call_sign:path}/tokens", name="unit token")
async def issue(request: Request, call_sign: CallSign, who: UnitsManagerDep) -> Response:
    asked = _register(request).issue(call_sign, who.name)
    return await _told(request, who, call_sign, "token", asked)


@router.post("/{call_sign:path}/tokens/revocation", name="unit revoke-token")
async def revoke_token(
    request: Request, call_sign: CallSign, who: UnitsManagerDep, token: Short = "", confirm: Short = ""
) -> Response:
    try:
        must_be_named(confirm, call_sign)
        await _register(request).revoke_token(call_sign, who.name, token)
    except Refused as refusal:
        wrong = Wrong(f"revoke-{token or 'all'}", refusal)
        return await _unit(request, who, call_sign, wrong=wrong)
    return _back_to(request, call_sign)


@router.post("/{call_sign:path}/code", name="unit code")
async def set_code(
    request: Request, call_sign: CallSign, who: UnitsManagerDep, seen: Seen = "", confirm: Short = ""
) -> Response:
    try:
        must_be_named(confirm, call_sign)
    except Refused as refusal:
        return await _unit(request, who, call_sign, wrong=Wrong("code", refusal))
    asked = _register(request).set_code(call_sign, who.name, seen)
    return await _told(request, who, call_sign, "code", asked)


@router.post("/{call_sign:path}/retirement", name="unit revoke")
async def retire(
    request: Request, call_sign: CallSign, who: UnitsManagerDep, seen: Seen = "", confirm: Short = ""
) -> Response:
    try:
        must_be_named(confirm, call_sign)
        await _register(request).retire(call_sign, who.name, seen)
    except Refused as refusal:
        return await _unit(request, who, call_sign, wrong=Wrong("retire", refusal))
    return _back_to(request, call_sign)


def _register(request: Request) -> UnitRegister:
    register: UnitRegister = request.app.state.unit_register
    return register


def _back_to(request: Request, call_sign: str) -> Response:
    return RedirectResponse(request.url_for("show_unit", call_sign=call_sign).path, 303)


async def _told(request: Request, who: Person, call_sign: str, what: str, asked: Awaitable[str]) -> Response:
    try:
        secret = Secret(what, await asked)
    except Refused as refusal:
        return await _unit(request, who, call_sign, wrong=Wrong(what, refusal))
    return await _unit(request, who, call_sign, secret)


async def _list(request: Request, who: Person, wrong: Wrong | None = None) -> Response:
    async with look(request.app.state.engine) as snapshot:
        lines = await unit_lines(snapshot)
    words = {"lines": lines}
    return await drawn(request, who, "admin/units.html", wrong, **words)


async def _unit(
    request: Request, who: Person, call_sign: str, secret: Secret | None = None, wrong: Wrong | None = None
) -> Response:
    async with look(request.app.state.engine) as snapshot:
        line = await unit_line(snapshot, call_sign)
    if line is None:
        raise Unknown(NO_UNIT, field="call_sign")
    words = {"line": line, "secret": secret, "token_name": token_name}
    return await drawn(request, who, "admin/unit.html", wrong, **words)
