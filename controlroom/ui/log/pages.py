"""The pages of the watch log: the running log, one line of it, what is new, and all of it as a table."""

from dataclasses import replace
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from controlroom.auth.sessions import Person
from controlroom.catalogs import translations
from controlroom.clock import BRUSSELS
from controlroom.errors import Unknown
from controlroom.store.log_rows import count_since, with_numbers
from controlroom.store.panels.log_names import is_kept, names_for
from controlroom.store.panels.snapshot import look
from controlroom.ui.complaint import Complaint
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import ReaderDep, StillThereDep
from controlroom.ui.locale import locale_of
from controlroom.ui.log.filters import Typed, Wish, read
from controlroom.ui.log.reading import LogPage, page_of
from controlroom.ui.log.rows import LogRow, by_day, log_row
from controlroom.ui.log.wording import Wording
from controlroom.ui.log.writing import Number
from controlroom.ui.spreadsheet import spreadsheet
from controlroom.watch.consultations import Data, DataExported, DataSearched, DataViewed
from controlroom.watch.log import NO_LINE
from controlroom.watch.refs import Noun, Ref

router = APIRouter(include_in_schema=False)
Wished = Annotated[Typed, Query()]
After = Annotated[int, Query(ge=0, lt=2**62)]
NEW_AT_MOST: Final = 100
ROWS_AT_MOST: Final = 5000
COLUMNS: Final = ("number", "at", "happened_at", "kind", "by", "text", "words", "priority", "status", "about")
COLUMNS_MORE: Final = ("corrects", "corrected_as")


@router.get("/log")
async def log(request: Request, who: ReaderDep, typed: Wished) -> Response:
    wish = read(typed)
    if not isinstance(wish, Wish):
        return await _drawn(request, who, typed, wish, LogPage((), 0), 422)
    page = await _page(request, who, wish)
    await consulted(request, who, _look(wish, page))
    return await _drawn(request, who, typed, [], page)


@router.get("/log/new")
async def new(request: Request, who: StillThereDep, typed: Wished, after: After) -> Response:
    """How much came after the newest that a page shows, of what it shows; asked every few seconds."""
    wish = read(typed)
    if not isinstance(wish, Wish):
        return JSONResponse({"new": 0})
    async with look(request.app.state.engine, who.name) as snapshot:
        count = await count_since(snapshot, wish.sorts, after, NEW_AT_MOST)
    if count and (wish.selective or wish.typed.q or wish.ends):
        page = await _page(request, who, wish)
        count = sum(row.seq > after for row in page.rows)
    return JSONResponse({"new": min(count, NEW_AT_MOST)})


@router.get("/log.csv")
async def as_rows(request: Request, who: ReaderDep, typed: Wished) -> Response:
    """What the filters leave, the newest 5,000 of it."""
    wish = read(typed)
    if not isinstance(wish, Wish):
        return await _drawn(request, who, typed, wish, LogPage((), 0), 422)
    page = await _page(request, who, wish, ROWS_AT_MOST)
    await consulted(request, who, replace(_look(wish, page), deed=DataExported))
    now = request.app.state.clock.now().astimezone(BRUSSELS)
    return spreadsheet(f"log-{now:%Y%m%dT%H%M}", (*COLUMNS, *COLUMNS_MORE), map(_cells, page.rows))


@router.get("/log/{number}")
async def one(request: Request, who: ReaderDep, number: Number) -> Response:
    """A line with what became of it, and the form that corrects it."""
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await with_numbers(snapshot, [number])
        if number not in found:
            raise Unknown(NO_LINE, number=number)
        names = await names_for(snapshot, found.values())
        if is_kept(found[number], names, snapshot.veil):
            raise Unknown(NO_LINE, number=number)
        wording = Wording(translations(locale_of(request)), names)
    row = log_row(found[number], wording)
    if not (row.text or row.by_people):
        raise Unknown(NO_LINE, number=number)
    await consulted(request, who, Look(Data.WATCH_LOG, (Ref(Noun.ENTRY, str(number)),)))
    return await framed(request, who, "log_entry.html", row=row, complaint="", typed=row.said)


def _look(wish: Wish, page: LogPage) -> Look:
    """Who looks for something in the log searches; who only reads it does not."""
    words = _query(wish.typed)
    return Look(Data.WATCH_LOG, count=len(page.rows), words=words, deed=DataSearched if words else DataViewed)


async def _page(request: Request, who: Person, wish: Wish, most: int | None = None) -> LogPage:
    catalog = translations(locale_of(request))
    async with look(request.app.state.engine, who.name) as snapshot:
        return await (page_of(snapshot, wish, catalog, most) if most else page_of(snapshot, wish, catalog))


async def _drawn(
    request: Request, who: Person, typed: Typed, complaints: list[Complaint], page: LogPage, status: int = 200
) -> Response:
    return await framed(
        request,
        who,
        "log.html",
        status=status,
        page=page,
        days=by_day(page.rows),
        typed=typed,
        complaints={complaint.field: complaint for complaint in complaints},
        query=_query(typed),
        earlier=_query(typed, before=page.earlier),
    )


def _query(typed: Typed, **more: int) -> str:
    """The filters as they stand in an address; what is not set is left out."""
    said = typed.model_dump(by_alias=True) | {"before": 0} | more
    usual = {"kind": "all"}
    return urlencode({name: value for name, value in said.items() if value and usual.get(name) != value})


def _cells(row: LogRow) -> list[object]:
    return [
        *(row.seq, _local(row.at), _local(row.happened_at) if row.happened_at else None),
        *("people" if row.by_people else "automatic", row.by, row.text, row.said, row.priority, row.status),
        " ".join(about.label for about in row.about),
        *(row.corrects, row.corrected.seq if row.corrected else None),
    ]


def _local(at: Any) -> str:
    return str(at.astimezone(BRUSSELS).isoformat(timespec="seconds"))
