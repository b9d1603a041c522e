"""Screens of the room: add one, change it, rename it, give it another link, cut it off."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.screen_register import NO_SCREEN, Look, ScreenRegister
from controlroom.auth.screens import screen_of
from controlroom.auth.sessions import Person
from controlroom.errors import Refused, Unknown
from controlroom.store.panels.admin_screens import screen_lines
from controlroom.store.panels.snapshot import look
from controlroom.ui.admin.drawing import drawn
from controlroom.ui.admin.qr import square
from controlroom.ui.admin.sending import Secret, Seen, Short, Wrong, must_be_named, number
from controlroom.ui.guard import ScreensManagerDep

router = APIRouter(include_in_schema=False, prefix="/admin/screens")
Name = Annotated[str, Path(max_length=40)]


@router.get("")
async def show_screens(request: Request, who: ScreensManagerDep) -> Response:
    return await _list(request, who)


@router.post("", name="screen add")
async def add(
    request: Request,
    who: ScreensManagerDep,
    name: Short = "",
    locale: Short = "en",
    theme: Short = "night",
    diagonal: Short = "75",
    distance: Short = "5",
) -> Response:
    typed = _typed(locale, theme, diagonal, distance) | {"name": name}
    try:
        token = await _register(request).add(name.strip(), _look(typed), who.name)
    except Refused as refusal:
        return await _list(request, who, Wrong("add", refusal, typed))
    return await _screen(request, who, name.strip(), _link(request, token))


@router.get("/{name:path}")
async def show_screen(request: Request, name: Name, who: ScreensManagerDep) -> Response:
    return await _screen(request, who, name)


@router.post("/{name:path}/settings", name="screen change")
async def change(
    request: Request,
    name: Name,
    who: ScreensManagerDep,
    locale: Short = "",
    theme: Short = "",
    diagonal: Short = "",
    distance: Short = "",
    seen: Seen = "",
) -> Response:
    typed = _typed(locale, theme, diagonal, distance)
    try:
        await _register(request).change(name, _look(typed), who.name, seen)
    except Refused as refusal:
        return await _screen(request, who, name, wrong=Wrong("change", refusal, typed))
    return _back_to(request, name)


@router.post("/{name:path}/name", name="screen rename")
async def rename(
    request: Request, name: Name, who: ScreensManagerDep, to: Short = "", seen: Seen = ""
) -> Response:
    try:
        await _register(request).rename(name, to.strip(), who.name, seen)
    except Refused as refusal:
        return await _screen(request, who, name, wrong=Wrong("rename", refusal, {"to": to}))
    return _back_to(request, to.strip())


@router.post("/{name:path}/link", name="screen link")
async def new_link(
    request: Request, name: Name, who: ScreensManagerDep, seen: Seen = "", confirm: Short = ""
) -> Response:
    try:
        must_be_named(confirm, name)
        token = await _register(request).new_link(name, who.name, seen)
    except Refused as refusal:
        return await _screen(request, who, name, wrong=Wrong("link", refusal))
    return await _screen(request, who, name, _link(request, token))


@router.post("/{name:path}/revocation", name="screen revoke")
async def revoke(
    request: Request, name: Name, who: ScreensManagerDep, seen: Seen = "", confirm: Short = ""
) -> Response:
    try:
        must_be_named(confirm, name)
        await _register(request).revoke(name, who.name, seen)
    except Refused as refusal:
        return await _screen(request, who, name, wrong=Wrong("revoke", refusal))
    return _back_to(request, name)


def _register(request: Request) -> ScreenRegister:
    register: ScreenRegister = request.app.state.screen_register
    return register


def _typed(locale: str, theme: str, diagonal: str, distance: str) -> dict[str, str]:
    return {"locale": locale, "theme": theme, "diagonal": diagonal, "distance": distance}


def _look(typed: dict[str, str]) -> Look:
    size = number(typed["diagonal"], "diagonal"), number(typed["distance"], "distance")
    return Look(typed["locale"], typed["theme"], *size)


def _link(request: Request, token: str) -> Secret:
    link = f"{request.app.state.settings.public_url}/screen/{token}"
    return Secret("link", link, square(link))


def _back_to(request: Request, name: str) -> Response:
    return RedirectResponse(request.url_for("show_screen", name=name).path, 303)


async def _list(request: Request, who: Person, wrong: Wrong | None = None) -> Response:
    async with look(request.app.state.engine) as snapshot:
        lines = await screen_lines(snapshot)
    return await drawn(request, who, "admin/screens.html", wrong, lines=lines)


async def _screen(
    request: Request, who: Person, name: str, secret: Secret | None = None, wrong: Wrong | None = None
) -> Response:
    async with look(request.app.state.engine) as snapshot:
        line = next((line for line in await screen_lines(snapshot) if line.name == name), None)
    if line is None:
        raise Unknown(NO_SCREEN, field="name")
    words = {"line": line, "screen": screen_of(line.row), "secret": secret}
    return await drawn(request, who, "admin/screen.html", wrong, **words)
