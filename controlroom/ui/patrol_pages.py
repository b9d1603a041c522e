"""The page of the patrols: how predictable each site's checks are, and times that nobody can foretell."""

from datetime import datetime, timedelta
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.auth.viewer import Viewer
from controlroom.clock import BRUSSELS
from controlroom.desk.desk import Desk
from controlroom.errors import Refused
from controlroom.store.panels.rounds import rounds
from controlroom.store.panels.snapshot import look
from controlroom.ui.frame import framed
from controlroom.ui.guard import DeskViewerDep, PlannerDep
from controlroom.ui.patrol_form import Typed
from controlroom.ui.patrol_plan import Plan, plan
from controlroom.ui.patrol_views import page_of
from controlroom.watch.sites import DrawAgain
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False)
A_NIGHT: Final = timedelta(hours=8)
Count = Annotated[int, Query(ge=0, le=1000)]
Shown = Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=200)]
Draws = Annotated[list[Annotated[int, Field(ge=0, lt=2**31)]], Field(max_length=200)]


class Decided(Typed, frozen=True):
    """`shown`: the checks as they stood on the page; `draws`: how often each site was drawn anew by then."""

    shown: Shown = Field(default_factory=list)
    draws: Draws = Field(default_factory=list)


@router.get("/patrols")
async def patrols(request: Request, seen_by: DeskViewerDep, planned: Count = 0) -> Response:
    now = request.app.state.clock.now()
    async with look(request.app.state.engine, seen_by.name) as snapshot:
        found = Plan(await rounds(snapshot, now))
    return await _page(request, seen_by, found, _tonight(now), now, planned=planned)


def _tonight(now: datetime) -> Typed:
    """What the form begins with: eight hours from the next full one."""
    local = now.astimezone(BRUSSELS)
    begin = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return Typed(day=f"{begin:%Y-%m-%d}", begin=f"{begin:%H:%M}", end=f"{begin + A_NIGHT:%H:%M}")


@router.get("/patrols/proposal")
async def show_proposal(request: Request, typed: Annotated[Typed, Query()], who: PlannerDep) -> Response:
    now = request.app.state.clock.now()
    found = await plan(request.app.state.engine, who.name, typed, now)
    return await _page(request, who, found, typed, now, status=422 if found.complaints else 200)


@router.post("/patrols/checks")
async def accept(request: Request, decided: Annotated[Decided, Form()], who: PlannerDep) -> Response:
    """Plans what was shown. If anything moved meanwhile nothing is planned, and the new times are shown."""
    now = request.app.state.clock.now()
    found = await plan(request.app.state.engine, who.name, decided, now)
    if found.complaints:
        return await _page(request, who, found, decided, now, status=422)
    if found.shown != decided.shown:
        return await _page(request, who, found, decided, now, status=409)
    desk: Desk = request.app.state.desk
    outcomes = await desk.do_all(found.commands(), who.name)
    for refused in (outcome for outcome in outcomes if isinstance(outcome, Refused)):
        raise refused
    return RedirectResponse(f"/patrols?planned={len(outcomes)}", 303)


@router.post("/patrols/draws")
async def draw_again(request: Request, decided: Annotated[Decided, Form()], who: PlannerDep) -> Response:
    """Other times for the same form; the journal has who asked for them."""
    if len(decided.draws) != len(decided.site):
        raise Refused(mark("each site needs the count of its draws"), field="draws")
    again = [DrawAgain(site, seen) for site, seen in zip(decided.site, decided.draws, strict=True)]
    outcomes = await request.app.state.desk.do_all(again, who.name)
    for refused in (outcome for outcome in outcomes if isinstance(outcome, Refused)):
        raise refused
    asked = decided.model_dump(exclude={"shown", "draws"})
    return RedirectResponse(f"/patrols/proposal?{urlencode(asked, doseq=True)}", 303)


async def _page(
    request: Request,
    who: Person | Viewer,
    found: Plan,
    typed: Typed,
    now: datetime,
    *,
    status: int = 200,
    planned: int = 0,
) -> Response:
    may_plan = who.role.may(Right.PLAN)
    page = page_of(found, typed, now, may_plan=may_plan, planned=planned, moved=status == 409)
    return await framed(request, who, "patrols.html", status=status, page=page)
