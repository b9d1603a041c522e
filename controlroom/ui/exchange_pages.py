"""Visits and gatherings out into files of other programs, and in from them: first shown, then done."""

from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.clock import BRUSSELS
from controlroom.desk.desk import Desk
from controlroom.errors import Refused
from controlroom.interchange import gathering_file, visit_file
from controlroom.interchange.fault import Fault, Unreadable
from controlroom.interchange.gathering_file import gatherings_calendar
from controlroom.interchange.preview import Preview
from controlroom.interchange.table import MOST_BYTES, write_table
from controlroom.interchange.visit_file import rows_of, visits_calendar
from controlroom.store.panels.interchange import Span, gatherings_in, places, visits_in
from controlroom.store.panels.snapshot import look
from controlroom.store.panels.summit import list_of_summits
from controlroom.ui.consult import Look, consulted
from controlroom.ui.exchange_plan import What, Wish, plan
from controlroom.ui.exchange_words import FIELDS
from controlroom.ui.frame import framed
from controlroom.ui.guard import FilesKeeperDep, FilesReaderDep
from controlroom.ui.level_words import GATHERINGS, THEMES
from controlroom.ui.wall_times import local_day, moment_of
from controlroom.watch.commands import Command
from controlroom.watch.consultations import Data, DataExported, Ground, Reason
from controlroom.watch.gatherings import Gathering
from controlroom.watch.legs import Leg
from controlroom.watch.visits import Visit
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/interchange")
NO_FILE: Final = mark("Choose a file.")
TABLE: Final = "text/csv; charset=utf-8"
CALENDAR: Final = "text/calendar; charset=utf-8"
Day = Annotated[str, Query(max_length=20)]
Named = Annotated[str, Query(max_length=200)]
Short = Annotated[str, Form(max_length=64)]
Text = Annotated[str, Form(max_length=MOST_BYTES * 3 // 2)]


@router.get("")
async def page(request: Request, who: FilesReaderDep, done: int | None = None) -> Response:
    return await _page(request, who, Wish(), done=done)


@router.get("/visits.csv")
async def visits_table(
    request: Request, who: FilesReaderDep, begins: Day = "", ends: Day = "", event: Named = ""
) -> Response:
    found, legs = await _visits(request, who, _span(request, begins, ends, event))
    rows = (row for one in found for row in rows_of(one, legs[one.code]))
    return _file("visits.csv", write_table(visit_file.COLUMNS, rows), TABLE)


@router.get("/visits.ics")
async def visits_as_calendar(
    request: Request, who: FilesReaderDep, begins: Day = "", ends: Day = "", event: Named = ""
) -> Response:
    found, legs = await _visits(request, who, _span(request, begins, ends, event))
    return _file("visits.ics", visits_calendar(found, legs), CALENDAR)


@router.get("/gatherings.csv")
async def gatherings_table(
    request: Request, who: FilesReaderDep, begins: Day = "", ends: Day = ""
) -> Response:
    found = await _gatherings(request, who, _span(request, begins, ends))
    rows = map(gathering_file.row_of, found)
    return _file("gatherings.csv", write_table(gathering_file.COLUMNS, rows), TABLE)


@router.get("/gatherings.ics")
async def gatherings_as_calendar(
    request: Request, who: FilesReaderDep, begins: Day = "", ends: Day = ""
) -> Response:
    found = await _gatherings(request, who, _span(request, begins, ends))
    return _file("gatherings.ics", gatherings_calendar(found), CALENDAR)


async def _visits(request: Request, who: Person, span: Span) -> tuple[list[Visit], dict[str, list[Leg]]]:
    async with look(request.app.state.engine, who.name) as snapshot:
        found, legs = await visits_in(snapshot, span)
    things = [f"visit:{one.code}" for one in found]
    await consulted(
        request, who, Look(Data.VISIT, things, deed=DataExported, words=_period(span), file="/interchange")
    )
    return found, legs


async def _gatherings(request: Request, who: Person, span: Span) -> list[Gathering]:
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await gatherings_in(snapshot, span)
    count = len(found)
    await consulted(
        request,
        who,
        Look(Data.FIGURES, count=count, deed=DataExported, words=_period(span), file="/interchange"),
    )
    return found


def _period(span: Span) -> str:
    first, last = span.begins.astimezone(BRUSSELS), span.ends.astimezone(BRUSSELS)
    return f"{first:%Y-%m-%d} {last:%Y-%m-%d} {span.event}".strip()


def _span(request: Request, begins: str, ends: str, event: str = "") -> Span:
    """Local days, both inclusive; a month back and a year ahead where nothing is said."""
    now: datetime = request.app.state.clock.now()
    today = now.astimezone(BRUSSELS).date()
    first = local_day(begins, "begins") if begins else today - timedelta(days=31)
    last = local_day(ends, "ends") if ends else today + timedelta(days=366)
    until = moment_of(last + timedelta(days=1), "00:00", "ends")
    return Span(moment_of(first, "00:00", "begins"), until - timedelta(microseconds=1), event)


def _file(name: str, body: bytes, media_type: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=media_type, headers=headers)


@router.post("/preview")
async def preview(
    request: Request,
    who: FilesKeeperDep,
    file: UploadFile | None = None,
    what: Annotated[What, Form()] = "visits",
    kind: Short = "manifestation",
    theme: Short = "public_order",
    site: Short = "",
) -> Response:
    """Of the file that was chosen; nothing is changed by it."""
    wish = Wish(what, kind, theme, site)
    raw = await file.read(MOST_BYTES + 1) if file else b""
    if not raw:
        return await _page(request, who, wish, complaint=Fault(1, NO_FILE))
    return await _previewed(request, who, raw, wish)


@router.post("/import")
async def accept(
    request: Request,
    who: FilesKeeperDep,
    content: Text = "",
    seen: Short = "",
    what: Annotated[What, Form()] = "visits",
    kind: Short = "manifestation",
    theme: Short = "public_order",
    site: Short = "",
) -> Response:
    """Does what was shown. If anything moved meanwhile nothing is done, and what it would do now is shown;
    of what moves in that very moment nothing is overwritten.
    """
    wish, raw = Wish(what, kind, theme, site), _sent_back(content)
    try:
        found = await plan(request.app.state.engine, who.name, raw, wish, request.app.state.clock.now())
    except Unreadable as unreadable:
        return await _page(request, who, wish, complaint=unreadable.fault)
    if found.digest != seen:
        return await _page(request, who, wish, found=found, raw=raw, moved=True)
    if not await _all_done(request.app.state.desk, found.of_each, who.name):
        return await _previewed(request, who, raw, wish, moved=True)
    return RedirectResponse(f"/interchange?done={found.taken}", 303)


async def _all_done(desk: Desk, waiting: list[list[Command]], by: str) -> bool:
    """The first command of every line, then the next: where one is refused its line goes no further."""
    refused = False
    while waiting:
        outcomes = await desk.do_all([commands.pop(0) for commands in waiting], by)
        taken = [not isinstance(outcome, Refused) for outcome in outcomes]
        refused = refused or not all(taken)
        waiting = [left for left, ok in zip(waiting, taken, strict=True) if left and ok]
    return not refused


def _sent_back(content: str) -> bytes:
    """As it was read: a browser would change the line breaks of a text."""
    try:
        return b64decode(content, validate=True)
    except ValueError:
        return b""


async def _previewed(
    request: Request, who: Person, raw: bytes, wish: Wish, *, moved: bool = False
) -> Response:
    try:
        now: datetime = request.app.state.clock.now()
        found = await plan(request.app.state.engine, who.name, raw, wish, now)
    except Unreadable as unreadable:
        return await _page(request, who, wish, complaint=unreadable.fault)
    return await _page(request, who, wish, found=found, raw=raw, moved=moved)


async def _page(
    request: Request,
    who: Person,
    wish: Wish,
    *,
    found: Preview | None = None,
    raw: bytes = b"",
    complaint: Fault | None = None,
    moved: bool = False,
    done: int | None = None,
) -> Response:
    """What is there is shown beside what the file says: so whoever looks is written down."""
    changed = [f"visit:{line.what}" for line in found.lines if line.changes] if found else []
    if changed and wish.what == "visits":
        await consulted(request, who, Look(Data.VISIT, changed, reason=Reason(Ground.VISIT)))
    async with look(request.app.state.engine, who.name) as snapshot:
        sites = await places(snapshot)
        summits = await list_of_summits(snapshot, request.app.state.clock.now())
    return await framed(
        request,
        who,
        "exchange.html",
        status=409 if moved else 422 if complaint else 200,
        wish=wish,
        found=found,
        content=b64encode(raw).decode(),
        complaint=complaint,
        moved=moved,
        done=done,
        sites=sites,
        events=[one.event for one in summits],
        labels=FIELDS,
        kinds=GATHERINGS,
        themes=THEMES,
        columns={"visits": visit_file.COLUMNS, "gatherings": gathering_file.COLUMNS},
        may_keep=who.role.may(Right.KEEP_FILES),
    )
