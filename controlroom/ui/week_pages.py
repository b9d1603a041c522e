"""The board of the weekly meeting (requirement R39): on a page, on paper, and as rows."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from controlroom.auth.sessions import Person
from controlroom.catalogs import translations
from controlroom.errors import Refused
from controlroom.paper.press import print_pdf
from controlroom.problems import status_of
from controlroom.store.panels.snapshot import look
from controlroom.store.panels.week import Week, week
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import FilesReaderDep
from controlroom.ui.level_words import GATHERINGS
from controlroom.ui.locale import locale_of
from controlroom.ui.reason import reason
from controlroom.ui.spreadsheet import spreadsheet
from controlroom.ui.week_paper import told
from controlroom.ui.week_period import Chosen, chosen
from controlroom.ui.week_table import COLUMNS, rows
from controlroom.ui.week_views import SHOWN_AT_MOST, THEME_TITLES, board
from controlroom.watch.consultations import Data, DataExported

router = APIRouter(include_in_schema=False, prefix="/week")


@router.get("")
async def page(request: Request, who: FilesReaderDep, day: str = "") -> Response:
    now: datetime = request.app.state.clock.now()
    try:
        choice = chosen(day, now)
    except Refused as wrong:
        return await _drawn(request, who, chosen("", now), None, day, wrong)
    read = await _read(request, who, choice)
    await consulted(request, who, Look(Data.MEETING, words=choice.day.isoformat()))
    return await _drawn(request, who, choice, read, choice.day.isoformat())


async def _read(request: Request, who: Person, choice: Chosen) -> Week:
    async with look(request.app.state.engine, who.name) as snapshot:
        return await week(snapshot, choice.past, choice.coming)


async def _drawn(
    request: Request, who: Person, choice: Chosen, read: Week | None, typed: str, wrong: Refused | None = None
) -> Response:
    return await framed(
        request,
        who,
        "week.html",
        status=status_of(wrong) if wrong else 200,
        board=board(read) if read else None,
        choice=choice,
        typed=typed,
        complaint=reason(wrong, locale_of(request)) if wrong else "",
        titles=THEME_TITLES,
        most=SHOWN_AT_MOST,
        gatherings=GATHERINGS,
    )


@router.get(".csv")
async def as_rows(request: Request, who: FilesReaderDep, day: str = "") -> Response:
    choice = chosen(day, request.app.state.clock.now())
    read = await _read(request, who, choice)
    found = list(rows(read))
    name = f"week-{choice.day:%Y%m%d}"
    await consulted(request, who, Look(Data.MEETING, count=len(found), words=name, deed=DataExported))
    return spreadsheet(name, COLUMNS, found)


@router.get(".pdf")
async def paper(request: Request, who: FilesReaderDep, day: str = "") -> Response:
    now: datetime = request.app.state.clock.now()
    choice = chosen(day, now)
    read = await _read(request, who, choice)
    name = f"week-{choice.day:%Y%m%d}"
    await consulted(request, who, Look(Data.MEETING, words=name, deed=DataExported))
    catalog: Any = translations(locale_of(request))
    said = told(board(read), catalog, now)
    printed = await print_pdf("week", locale_of(request), said, at=now.replace(microsecond=0))
    headers = {"content-disposition": f'inline; filename="{name}.pdf"'}
    return Response(printed, media_type="application/pdf", headers=headers)
