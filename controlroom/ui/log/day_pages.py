"""The brief of today: on a page and on paper."""

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from controlroom.auth.sessions import Person
from controlroom.catalogs import translations
from controlroom.clock import BRUSSELS
from controlroom.paper.press import print_pdf
from controlroom.store.panels.day import day, since_yesterday
from controlroom.store.panels.shifts import on_now
from controlroom.store.panels.snapshot import look
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import FilesReaderDep
from controlroom.ui.locale import locale_of
from controlroom.ui.log.day_brief import Briefing
from controlroom.ui.log.sitrep import Sitrep
from controlroom.ui.log.sitrep_pages import told
from controlroom.ui.wall_times import midnight
from controlroom.ui.week_period import DAY
from controlroom.watch.alarm_load import Span
from controlroom.watch.consultations import Data, DataExported

router = APIRouter(include_in_schema=False, prefix="/day")


@router.get("")
async def page(request: Request, who: FilesReaderDep) -> Response:
    brief = await _brief(request, who)
    await consulted(request, who, Look(Data.SITREP, words="day"))
    return await framed(request, who, "day.html", brief=brief)


@router.get(".pdf")
async def paper(request: Request, who: FilesReaderDep) -> Response:
    now: datetime = request.app.state.clock.now()
    brief = await _brief(request, who)
    await consulted(request, who, Look(Data.SITREP, words="day", deed=DataExported))
    printed = await print_pdf("day", locale_of(request), told(brief), at=now.replace(microsecond=0))
    headers = {"content-disposition": f'inline; filename="day-{now.astimezone(BRUSSELS):%Y%m%d}.pdf"'}
    return Response(printed, media_type="application/pdf", headers=headers)


async def _brief(request: Request, who: Person) -> Sitrep:
    now: datetime = request.app.state.clock.now()
    today = now.astimezone(BRUSSELS).date()
    begins = midnight(today)
    async with look(request.app.state.engine, who.name) as snapshot:
        on = await on_now(snapshot, now)
        shift = on.shift.id if on.shift else None
        span = Span(begins, midnight(today + DAY))
        read = await day(snapshot, since_yesterday(begins, now), span, now, shift)
    return Briefing(read.present, translations(locale_of(request)), now, read).brief()
