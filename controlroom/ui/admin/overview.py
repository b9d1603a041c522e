"""The first page of an administrator: how much there is of everything, and what needs care."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from controlroom.store.panels.admin_care import care
from controlroom.store.panels.snapshot import look
from controlroom.ui.admin.drawing import drawn
from controlroom.ui.guard import AccountsManagerDep

router = APIRouter(include_in_schema=False)


@router.get("/admin")
async def overview(request: Request, who: AccountsManagerDep) -> Response:
    async with look(request.app.state.engine) as snapshot:
        found = await care(snapshot, request.app.state.clock.now())
    return await drawn(request, who, "admin/overview.html", None, care=found)
