"""The pages of the watch: wall and desk, drawn from the same panels that are pushed."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from controlroom.auth.audience import Audience
from controlroom.auth.screens import Screen
from controlroom.auth.sessions import Person
from controlroom.desk.desk import Desk
from controlroom.errors import AlreadyDone, Unknown
from controlroom.store.panels.alerts import one_alert
from controlroom.store.panels.snapshot import look
from controlroom.ui import views
from controlroom.ui.display import Display
from controlroom.ui.guard import DeskViewerDep, OfficerDep, WallDep, viewer
from controlroom.ui.panels import AlertRow
from controlroom.ui.past_page import wall_of_the_past
from controlroom.ui.problems import audience_of, wants_json
from controlroom.ui.render import render_page
from controlroom.watch.alerts import Acknowledge

router = APIRouter(include_in_schema=False)
AlertNumber = Annotated[int, Path(ge=1, lt=2**63)]
Version = Annotated[int, Form(ge=0, lt=2**31)]


@router.get("/")
async def home(seen_by: WallDep) -> Response:
    return RedirectResponse("/desk" if seen_by.may_see("desk") else "/wall", 303)


@router.get("/wall")
async def wall(request: Request, seen_by: WallDep, at: str | None = None) -> Response:
    if at is not None:
        return await wall_of_the_past(request, seen_by, at)
    audience = seen_by.audience("wall")
    panels = await _picture(request, audience)
    display = _display(seen_by.screen)
    return HTMLResponse(render_page("wall.html", audience=audience, screen=display, panels=panels))


def _display(screen: Screen | None) -> Display:
    """A person who looks at the wall from a desk has no screen of the room's."""
    if screen is None:
        return Display("desk")
    return Display(screen.name, screen.diagonal_in, screen.distance_m, screen.theme)


@router.get("/desk")
async def desk(request: Request, seen_by: DeskViewerDep) -> Response:
    audience = seen_by.audience("desk")
    panels = await _picture(request, audience)
    page = render_page("desk.html", audience=audience, officer=seen_by.display_name, panels=panels)
    return HTMLResponse(page)


async def _picture(request: Request, audience: Audience) -> dict[str, str]:
    drawn = await request.app.state.hub.picture(audience)
    return {name: panel.html for name, panel in drawn.items()}


@router.get("/quarantine")
async def quarantine(request: Request, seen_by: DeskViewerDep) -> Response:
    """What units sent and the watch could not use, newest first."""
    kept = await request.app.state.door.quarantine.newest(100)
    rows = [
        {
            "unit": one.unit,
            "feed": one.feed,
            "at": one.received_at,
            "why": one.reason,
            "raw": _legible(one.raw),
        }
        for one in kept
    ]
    page = render_page("quarantine.html", audience=seen_by.audience("desk"), rows=rows)
    return HTMLResponse(page)


def _legible(raw: bytes) -> str:
    """The beginning of what was sent; a byte that is no text shows as its number."""
    text = raw[:2000].decode("utf-8", "backslashreplace")
    return text + (" …" if len(raw) > 2000 else "")


@router.get("/openapi.json")
async def openapi(request: Request) -> Response:
    """How to post reports, for machines: told to whoever may report or is signed in."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    tokens = request.app.state.tokens
    if not (scheme.lower() == "bearer" and await tokens.unit(token.strip())):
        await viewer(request)
    return JSONResponse(request.app.openapi())


@router.post("/alerts/{alert_id}/acknowledgement")
async def acknowledge(request: Request, alert_id: AlertNumber, seen: Version, who: OfficerDep) -> Response:
    desk: Desk = request.app.state.desk
    try:
        await desk.do(Acknowledge(alert_id, who.name, seen), who.name)
    except AlreadyDone as lost:
        raise await _named(request, lost) from None
    row = await _row(request, alert_id)
    if wants_json(request):
        return JSONResponse(_as_json(row, who))
    if "hx-request" in request.headers:
        page = render_page("fragments/acknowledged.html", audience=audience_of(request), alert=row)
        return HTMLResponse(page)
    return RedirectResponse("/desk", 303)


async def _row(request: Request, alert_id: int) -> AlertRow:
    async with look(request.app.state.engine) as snapshot:
        found = await one_alert(snapshot, alert_id)
    if not found.alerts:
        raise Unknown(f"there is no alert {alert_id}")
    return views.alert_row(found.alerts[0], found)


async def _named(request: Request, lost: AlreadyDone) -> AlreadyDone:
    """The winner as people call them, not by account."""
    async with look(request.app.state.engine) as snapshot:
        people = await snapshot.people([lost.by])
    return AlreadyDone(str(lost), by=people.get(lost.by, lost.by), at=lost.at)


def _as_json(row: AlertRow, who: Person) -> dict[str, Any]:
    return {
        "alert": row.id,
        "version": row.version,
        "acknowledged_by": who.display_name,
        "acknowledged_at": row.acked_at.isoformat() if row.acked_at else None,
    }
