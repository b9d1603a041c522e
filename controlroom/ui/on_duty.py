"""Taking duty and leaving it, from the desk."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.desk.desk import Desk
from controlroom.ui.guard import OnDutyDep
from controlroom.watch.duty import LeaveDuty, Place, TakeDuty

router = APIRouter(include_in_schema=False, prefix="/duty")


@router.post("/end")
async def leave(request: Request, who: OnDutyDep) -> Response:
    desk: Desk = request.app.state.desk
    await desk.do(LeaveDuty(who.name), who.name)
    return RedirectResponse("/desk", 303)


@router.post("/{place}")
async def take(request: Request, place: Place, who: OnDutyDep) -> Response:
    """Whoever held the place is relieved."""
    desk: Desk = request.app.state.desk
    await desk.do(TakeDuty(who.name, place), who.name)
    return RedirectResponse("/desk", 303)
