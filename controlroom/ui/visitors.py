"""A visitor in the room: one key at a desk masks every wall, another press shows them again."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from controlroom.desk.desk import Desk
from controlroom.ui.guard import MaskerDep
from controlroom.ui.problems import audience_of
from controlroom.ui.render import render_page
from controlroom.watch.visitor import ReceiveVisitor, SeeVisitorOff, VisitorCommand

router = APIRouter(include_in_schema=False, prefix="/visitor")


@router.post("")
async def came(request: Request, who: MaskerDep) -> Response:
    return await _done(request, ReceiveVisitor(who.name))


@router.post("/end")
async def left(request: Request, who: MaskerDep) -> Response:
    return await _done(request, SeeVisitorOff(who.name))


async def _done(request: Request, command: VisitorCommand) -> Response:
    desk: Desk = request.app.state.desk
    await desk.do(command, command.by)
    if "hx-request" not in request.headers:
        return RedirectResponse("/desk", 303)
    masked = isinstance(command, ReceiveVisitor)
    return HTMLResponse(render_page("fragments/visitor.html", audience=audience_of(request), masked=masked))
