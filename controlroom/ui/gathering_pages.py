"""One gathering: what it is, its level, which sites and visits are near it; entered, changed, cancelled."""

import re
from dataclasses import replace
from datetime import datetime
from secrets import token_hex
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.clock import BRUSSELS
from controlroom.desk.desk import Desk
from controlroom.errors import Refused
from controlroom.problems import status_of
from controlroom.store.panels.gatherings import OneGathering, one_gathering
from controlroom.store.panels.interchange import known_gatherings
from controlroom.store.panels.levels import one_level
from controlroom.store.panels.snapshot import look
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.gathering_form import Typed, changed_by, command_of, is_entered, typed_of
from controlroom.ui.guard import FilesKeeperDep, FilesReaderDep
from controlroom.ui.level_views import level_card
from controlroom.ui.locale import locale_of
from controlroom.ui.reason import reason
from controlroom.watch.consultations import Data, Ground, Reason
from controlroom.watch.gatherings import CancelGathering
from controlroom.watch.refs import Noun, Ref

router = APIRouter(include_in_schema=False, prefix="/calendar")
Key = Annotated[str, Path(max_length=64)]
TypedForm = Annotated[Typed, Form()]
Words = Annotated[str, Form(max_length=1000)]
FRESH: Final = re.compile(r"G-\d{6}-[0-9A-F]{6}")


@router.get("/new")
async def begin(request: Request, who: FilesKeeperDep, day: str = "") -> Response:
    at = f"{day}T14:00" if len(day) == 10 else ""
    return await _form(request, who, Typed(key=_fresh_key(request), starts_at=at))


@router.post("/new")
async def enter(request: Request, who: FilesKeeperDep, typed: TypedForm) -> Response:
    """A form that was sent twice enters one. One that was changed after it was sent enters another."""
    desk: Desk = request.app.state.desk
    key = typed.key if FRESH.fullmatch(typed.key) else _fresh_key(request)
    try:
        command = command_of(key, typed, who.name)
        async with look(request.app.state.engine, who.name) as snapshot:
            there = (await known_gatherings(snapshot, [key])).get(key)
        if there and not is_entered(command, there):
            command = replace(command, id=_fresh_key(request))
        elif there:
            return RedirectResponse(_at(key), 303)
        await desk.do(command, who.name)
    except Refused as wrong:
        return await _form(request, who, typed, wrong)
    return RedirectResponse(_at(command.id), 303)


def _fresh_key(request: Request) -> str:
    """The day of its entering and something of its own, short enough to be said."""
    now: datetime = request.app.state.clock.now()
    return f"G-{now.astimezone(BRUSSELS):%y%m%d}-{token_hex(3).upper()}"


def _at(key: str) -> str:
    return f"/calendar/{quote(key, safe='')}"


async def _form(
    request: Request, who: Person, typed: Typed, wrong: Refused | None = None, key: str = ""
) -> Response:
    return await framed(
        request,
        who,
        "gathering_form.html",
        status=status_of(wrong) if wrong else 200,
        typed=typed,
        key=key,
        field=(wrong.field or "") if wrong else "",
        complaint=reason(wrong, locale_of(request)) if wrong else "",
    )


@router.get("/{key}")
async def one(request: Request, who: FilesReaderDep, key: Key) -> Response:
    return await _page(request, who, key)


async def _page(request: Request, who: Person, key: str, wrong: Refused | None = None) -> Response:
    """One that is not over is its own reason to look who organises it."""
    async with look(request.app.state.engine, who.name) as snapshot:
        read = await one_gathering(snapshot, key)
        level = await one_level(snapshot, str(Ref(Noun.GATHERING, key)))
    await consulted(request, who, _look(request, read))
    return await framed(
        request,
        who,
        "gathering.html",
        status=status_of(wrong) if wrong else 200,
        read=read,
        card=level_card(level),
        may_keep=who.role.may(Right.KEEP_FILES),
        may_set=who.role.may(Right.SET_LEVELS),
        complaint=reason(wrong, locale_of(request)) if wrong else "",
    )


def _look(request: Request, read: OneGathering) -> Look:
    over = read.gathering.ends_at < request.app.state.clock.now() and read.organiser is not None
    ref = Ref(Noun.GATHERING, read.gathering.id)
    return Look(Data.FILE, (ref,), reason=None if over else Reason(Ground.VISIT))


@router.get("/{key}/change")
async def change(request: Request, who: FilesKeeperDep, key: Key) -> Response:
    async with look(request.app.state.engine, who.name) as snapshot:
        read = await one_gathering(snapshot, key)
    return await _form(request, who, typed_of(read.gathering), key=key)


@router.post("/{key}/change")
async def changed(request: Request, who: FilesKeeperDep, key: Key, typed: TypedForm) -> Response:
    desk: Desk = request.app.state.desk
    async with look(request.app.state.engine, who.name) as snapshot:
        read = await one_gathering(snapshot, key)
    try:
        await desk.do(changed_by(typed, read.gathering, who.name), who.name)
    except Refused as wrong:
        return await _form(request, who, typed, wrong, key)
    return RedirectResponse(_at(key), 303)


@router.post("/{key}/cancellation")
async def cancel(request: Request, who: FilesKeeperDep, key: Key, reason: Words = "") -> Response:
    desk: Desk = request.app.state.desk
    try:
        await desk.do(CancelGathering(key, who.name, reason), who.name)
    except Refused as wrong:
        return await _page(request, who, key, wrong)
    return RedirectResponse(_at(key), 303)
