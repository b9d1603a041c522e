"""The pages of the watch: wall and desk, drawn from the same panels that are pushed."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from controlroom.auth.audience import Audience
from controlroom.auth.screens import Screen
from controlroom.store.panels.snapshot import look
from controlroom.store.panels.unusable import unusable
from controlroom.ui.consult import Look, consulted
from controlroom.ui.display import Display
from controlroom.ui.entering import home_of
from controlroom.ui.frame import framed
from controlroom.ui.guard import DeskViewerDep, ReporterDep, SeenByDep, WallDep
from controlroom.ui.past_page import wall_of_the_past
from controlroom.ui.render import render_page
from controlroom.watch.consultations import Data

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(seen_by: SeenByDep) -> Response:
    return RedirectResponse(home_of(seen_by.role), 303)


@router.get("/wall")
async def wall(request: Request, seen_by: WallDep, at: str | None = None) -> Response:
    if at is not None:
        return await wall_of_the_past(request, seen_by, at)
    audience = seen_by.audience("wall")
    panels = await picture_for(request, audience)
    display = display_of(seen_by.screen)
    return HTMLResponse(render_page("wall.html", audience=audience, screen=display, panels=panels))


def display_of(screen: Screen | None) -> Display:
    """A person who looks at the wall from a desk has no screen of the room's."""
    if screen is None:
        return Display("desk")
    return Display(screen.name, screen.diagonal_in, screen.distance_m, screen.theme)


@router.get("/desk")
async def desk(request: Request, seen_by: DeskViewerDep) -> Response:
    audience = seen_by.audience("desk")
    panels = await picture_for(request, audience)
    return await framed(request, seen_by, "desk.html", panels=panels)


async def picture_for(request: Request, audience: Audience) -> dict[str, str]:
    drawn = await request.app.state.hub.picture(audience)
    return {name: panel.html for name, panel in drawn.items()}


@router.get("/quarantine")
async def quarantine(request: Request, seen_by: DeskViewerDep) -> Response:
    """What units sent and the watch could not use, newest first."""
    async with look(request.app.state.engine, seen_by.name) as snapshot:
        kept = await unusable(snapshot, request.app.state.door.quarantine)
    await consulted(request, seen_by, Look(Data.QUARANTINE, count=len(kept)))
    rows = [
        {
            "unit": one.unit,
            "feed": one.feed,
            "at": one.received_at,
            "why": one.reason,
            "raw": _legible(one.raw),
            "hidden": hidden,
        }
        for one, hidden in kept
    ]
    return await framed(request, seen_by, "quarantine.html", rows=rows)


def _legible(raw: bytes) -> str:
    """The beginning of what was sent; a byte that is no text shows as its number."""
    text = raw[:2000].decode("utf-8", "backslashreplace")
    return text + (" …" if len(raw) > 2000 else "")


@router.get("/openapi.json")
async def openapi(request: Request, _: ReporterDep) -> Response:
    """How to post reports, for machines: told to whoever may report, or reads the rules of the room."""
    return JSONResponse(request.app.openapi())
