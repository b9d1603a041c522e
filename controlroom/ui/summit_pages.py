"""The summits: a list, and for each the board of its movements, at a desk and on a whole screen."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from controlroom.auth.viewer import Viewer
from controlroom.errors import Unknown
from controlroom.store.panels.snapshot import look
from controlroom.store.panels.summit import Summit, list_of_summits, one_summit
from controlroom.ui.frame import framed
from controlroom.ui.guard import DeskViewerDep, WallDep
from controlroom.ui.pages import display_of, picture_for
from controlroom.ui.render import render_page, render_panel
from controlroom.ui.summit_views import summit_panel
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False)
Event = Annotated[str, Path(min_length=1, max_length=200)]
NO_SUMMIT = mark("There is no summit of that name.")


@router.get("/summits")
async def summits(request: Request, seen_by: DeskViewerDep) -> Response:
    async with look(request.app.state.engine, seen_by.name) as snapshot:
        found = await list_of_summits(snapshot, request.app.state.clock.now())
    return await framed(request, seen_by, "summits.html", summits=found)


@router.get("/summits/{event:path}")
async def board(request: Request, event: Event, seen_by: DeskViewerDep) -> Response:
    """Live in these days; of another day as it stands in the files."""
    known = await _known(request, event, seen_by)
    audience = seen_by.audience("desk", event=event)
    panels: Mapping[str, str]
    if known.near:
        panels = await picture_for(request, audience)
        return await framed(request, seen_by, "summit.html", event=event, panels=panels, live_board=True)
    async with look(request.app.state.engine, seen_by.name) as snapshot:
        read = await one_summit(snapshot, event)
    panel = summit_panel(snapshot.seq, read, request.app.state.clock.now())
    panels = {"summit": render_panel("summit", panel, audience=audience)}
    return await framed(request, seen_by, "summit.html", event=event, panels=panels, live_board=False)


@router.get("/wall/summits/{event:path}")
async def wall(request: Request, event: Event, seen_by: WallDep) -> Response:
    """For a person, and for a screen of the room: whoever may see the wall."""
    audience = seen_by.audience("wall", event=event)
    panels = await picture_for(request, audience)
    display = display_of(seen_by.screen)
    return HTMLResponse(render_page("summit_wall.html", audience=audience, screen=display, panels=panels))


async def _known(request: Request, event: str, seen_by: Viewer) -> Summit:
    async with look(request.app.state.engine, seen_by.name) as snapshot:
        found = await list_of_summits(snapshot, request.app.state.clock.now())
    known = next((one for one in found if one.event == event), None)
    if known is None:
        raise Unknown(NO_SUMMIT)
    return known
