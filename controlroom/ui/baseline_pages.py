"""The centre's own table: which measures are usual at a level for a kind of file, and who changed it."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.desk.desk import Desk
from controlroom.errors import Refused
from controlroom.problems import status_of
from controlroom.store.panels.levels import Table, baselines
from controlroom.store.panels.snapshot import look
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import BaselineSetterDep, FilesReaderDep
from controlroom.ui.level_views import baseline_rows
from controlroom.ui.locale import locale_of
from controlroom.ui.reason import reason
from controlroom.ui.spreadsheet import spreadsheet
from controlroom.watch.baselines import FileKind, SetBaseline
from controlroom.watch.consultations import Data, DataExported
from controlroom.watch.measures import MeasureKind
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/levels/baselines")
Short = Annotated[str, Form(max_length=32)]
Kinds = Annotated[list[Short] | None, Form(max_length=20)]
NO_SUCH_KIND: Final = mark("Choose a kind of file and a level.")


@router.get("")
async def table(request: Request, who: FilesReaderDep, of: str = "", level: str = "") -> Response:
    """`of` and `level`: the cell that is in the form."""
    return await _page(request, who, of, level)


@router.get(".csv")
async def as_rows(request: Request, who: FilesReaderDep) -> Response:
    read = await _read(request)
    rows = [
        (row.of, level, kind.value)
        for row in baseline_rows(read)
        for level, usual in enumerate(row.levels, start=1)
        for kind in usual
    ]
    told = Look(Data.FIGURES, count=len(rows), deed=DataExported, file="/levels/baselines")
    await consulted(request, who, told)
    return spreadsheet("baselines", ("file", "level", "measure"), rows)


@router.post("")
async def set_cell(
    request: Request, who: BaselineSetterDep, of: Short = "", level: Short = "", measure: Kinds = None
) -> Response:
    try:
        await _set(request, who, of, level, set(measure or ()))
    except Refused as wrong:
        return await _page(request, who, of, level, wrong)
    return RedirectResponse(f"/levels/baselines?of={of}&level={level}#cell", 303)


async def _set(request: Request, who: Person, of: str, level: str, ticked: set[str]) -> None:
    if of not in set(FileKind) or not level.isdecimal():
        raise Refused(NO_SUCH_KIND, field="of")
    kinds = tuple(kind for kind in MeasureKind if kind.value in ticked)
    desk: Desk = request.app.state.desk
    await desk.do(SetBaseline(int(level), FileKind(of), kinds, who.name), who.name)


async def _read(request: Request) -> Table:
    async with look(request.app.state.engine) as snapshot:
        return await baselines(snapshot)


async def _page(request: Request, who: Person, of: str, level: str, wrong: Refused | None = None) -> Response:
    read = await _read(request)
    return await framed(
        request,
        who,
        "baselines.html",
        status=status_of(wrong) if wrong else 200,
        rows=baseline_rows(read),
        changes=read.changes,
        people=read.people,
        of=of if of in set(FileKind) else "",
        level=int(level) if level in ("1", "2", "3", "4") else 0,
        may_set=who.role.may(Right.SET_BASELINES),
        complaint=reason(wrong, locale_of(request)) if wrong else "",
    )
