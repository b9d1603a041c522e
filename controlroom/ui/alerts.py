"""The page of one alert, and the lists of those that are not in the queue."""

from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from controlroom.clock import BRUSSELS
from controlroom.store.panels.alert_lists import ListName, Page, ended, how_many, listed
from controlroom.store.panels.snapshot import Snapshot, look
from controlroom.ui.attempt import draw_page, the_page
from controlroom.ui.frame import framed
from controlroom.ui.guard import ReaderDep
from controlroom.ui.listed import listed_row

router = APIRouter(include_in_schema=False)
Number = Annotated[int, Path(ge=1, lt=2**63)]
Mark = Annotated[int | None, Query(ge=1, lt=2**63)]


@router.get("/alerts/{alert_id}")
async def one(request: Request, alert_id: Number, who: ReaderDep, before: Mark = None) -> Response:
    return await draw_page(request, who, await the_page(request, who, alert_id, before=before))


@router.get("/alerts")
async def lists(
    request: Request,
    who: ReaderDep,
    name: Annotated[ListName, Query(alias="list")] = "open",
    day: date | None = None,
    after: Mark = None,
) -> Response:
    """`day`: of what has ended, by the room's calendar; `after`: the last alert of the page before."""
    today = request.app.state.clock.now().astimezone(BRUSSELS).date()
    on = min(day or today, today)
    async with look(request.app.state.engine, who.name) as snapshot:
        counts = await how_many(snapshot)
        page = await _page(snapshot, name, on, after)
    rows = [listed_row(alert, page.read) for alert in page.read.alerts]
    days = {
        "day": on,
        "before": on - timedelta(days=1),
        "next": on + timedelta(days=1) if on < today else None,
    }
    return await framed(
        request,
        who,
        "alerts.html",
        list=name,
        rows=rows,
        counts=counts,
        further=page.further,
        **days,
    )


async def _page(snapshot: Snapshot, name: ListName, day: date, after: int | None) -> Page:
    if name != "ended":
        return await listed(snapshot, name, after)
    return await ended(snapshot, datetime.combine(day, time.min, BRUSSELS), after)
