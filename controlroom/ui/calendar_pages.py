"""The calendar: what many people come to, and who visits, by month, by week and as a list."""

from datetime import date
from typing import Final

from babel.dates import format_date
from fastapi import APIRouter, Request
from fastapi.responses import Response

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.store.panels.gatherings import Wanted, calendar
from controlroom.store.panels.snapshot import look
from controlroom.ui.calendar_views import AT_ONCE, VIEWS, Choice, Entry, chosen, days_of, entries_of, today_of
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import FilesReaderDep
from controlroom.ui.locale import locale_of
from controlroom.ui.spreadsheet import spreadsheet
from controlroom.ui.wall_times import midnight
from controlroom.watch.consultations import Data, DataExported

router = APIRouter(include_in_schema=False, prefix="/calendar")
COLUMNS: Final = ("kind", "title", "place", "begins", "ends", "expected", "theme", "cancelled")


@router.get("")
async def show(
    request: Request,
    who: FilesReaderDep,
    view: str = "",
    day: str = "",
    kind: str = "",
    theme: str = "",
    q: str = "",
    page: str = "",
) -> Response:
    today = _today(request)
    choice = chosen(view, day, kind, theme, q, page, today)
    entries = await _entries(request, who, choice)
    first = (choice.page - 1) * AT_ONCE
    return await framed(
        request,
        who,
        "calendar.html",
        choice=choice,
        month=format_date(choice.day, "LLLL yyyy", locale=locale_of(request)),
        views=VIEWS,
        days=days_of(choice, entries, today) if choice.view != "list" else (),
        rows=entries[first : first + AT_ONCE] if choice.view == "list" else (),
        total=len(entries),
        most=AT_ONCE,
        today=today,
        may_keep=who.role.may(Right.KEEP_FILES),
    )


def _today(request: Request) -> date:
    return today_of(request.app.state.clock.now())


async def _entries(request: Request, who: Person, choice: Choice) -> list[Entry]:
    begins, ends = midnight(choice.begins), midnight(choice.ends)
    wanted = Wanted(begins, ends, choice.kind, choice.theme, choice.words)
    async with look(request.app.state.engine, who.name) as snapshot:
        return entries_of(await calendar(snapshot, wanted))


@router.get(".csv")
async def as_rows(
    request: Request,
    who: FilesReaderDep,
    view: str = "",
    day: str = "",
    kind: str = "",
    theme: str = "",
    q: str = "",
) -> Response:
    choice = chosen(view, day, kind, theme, q, "", _today(request))
    entries = await _entries(request, who, choice)
    words = f"{choice.begins} {choice.ends} {choice.words}".strip()
    told = Look(Data.FILE, count=len(entries), words=words, deed=DataExported, file="/calendar")
    await consulted(request, who, told)
    return spreadsheet(f"calendar-{choice.begins:%Y%m%d}", COLUMNS, map(_cells, entries))


def _cells(one: Entry) -> tuple[object, ...]:
    when = (one.begins.isoformat(), one.ends.isoformat())
    return (
        one.kind,
        one.title,
        one.beside,
        *when,
        "" if one.expected is None else one.expected,
        one.theme,
        "x" if one.struck else "",
    )
