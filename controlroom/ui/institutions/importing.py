"""Institutions from a table: first what every line would do, then just that."""

from base64 import b64decode, b64encode
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.sessions import Person
from controlroom.catalogs import translations
from controlroom.errors import Refused
from controlroom.interchange.fault import Fault, Unreadable
from controlroom.interchange.institution_plan import Plan, plan
from controlroom.interchange.institutions import COLUMNS
from controlroom.interchange.preview import Standing
from controlroom.interchange.table import MOST_BYTES
from controlroom.store.panels.institutions import for_import
from controlroom.store.panels.snapshot import look
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import FilesKeeperDep
from controlroom.ui.institutions.faults import told
from controlroom.ui.locale import locale_of
from controlroom.watch.consultations import Data
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/institutions/import")
NO_FILE: Final = mark("Choose a file.")
Text = Annotated[str, Form(max_length=MOST_BYTES * 3 // 2)]
Mark = Annotated[str, Form(max_length=64)]


@router.get("")
async def form(request: Request, who: FilesKeeperDep, done: int | None = None) -> Response:
    return await _page(request, who, done=done)


@router.post("/preview")
async def preview(request: Request, who: FilesKeeperDep, table: UploadFile | None = None) -> Response:
    """Of the file that was chosen; nothing is changed by it."""
    raw = await table.read() if table else b""
    if not raw:
        return await _page(request, who, complaint=Fault(1, NO_FILE))
    return await _previewed(request, who, raw)


@router.post("")
async def accept(request: Request, who: FilesKeeperDep, table: Text = "", seen: Mark = "") -> Response:
    """Does what was shown. If anything moved meanwhile nothing is done, and what it would do now is shown."""
    raw = _sent_back(table)
    try:
        found = await _plan(request, who, raw)
    except Unreadable as unreadable:
        return await _page(request, who, complaint=unreadable.fault)
    if found.mark != seen:
        return await _page(request, who, found, raw, moved=True)
    outcomes = await request.app.state.desk.do_all(found.commands, who.name)
    if any(isinstance(outcome, Refused) for outcome in outcomes):
        return await _previewed(request, who, raw, moved=True)
    count = found.count(Standing.NEW) + found.count(Standing.CHANGED)
    return RedirectResponse(f"/institutions/import?done={count}", 303)


def _sent_back(table: str) -> bytes:
    """As it was read: a browser would change the line breaks of a text."""
    try:
        return b64decode(table, validate=True)
    except ValueError:
        return b""


async def _previewed(request: Request, who: Person, raw: bytes, *, moved: bool = False) -> Response:
    try:
        return await _page(request, who, await _plan(request, who, raw), raw, moved=moved)
    except Unreadable as unreadable:
        return await _page(request, who, complaint=unreadable.fault)


async def _plan(request: Request, who: Person, raw: bytes) -> Plan:
    async with look(request.app.state.engine, who.name) as snapshot:
        sites, hidden = await for_import(snapshot)
    found = plan(raw, sites, hidden, who.name)
    named = [Ref(Noun.SITE, line.code) for line in found.of(Standing.CHANGED) if line.names_people]
    if named:
        await consulted(request, who, Look(Data.CONTACT, named))
    return found


async def _page(
    request: Request,
    who: Person,
    found: Plan | None = None,
    raw: bytes = b"",
    *,
    complaint: Fault | None = None,
    moved: bool = False,
    done: int | None = None,
) -> Response:
    catalog = translations(locale_of(request))
    return await framed(
        request,
        who,
        "institution_import.html",
        status=409 if moved else 422 if complaint else 200,
        plan=found,
        deeds=Standing,
        table=b64encode(raw).decode(),
        columns=COLUMNS,
        complaint=told(complaint, catalog) if complaint else "",
        complaint_line=complaint.line if complaint else 0,
        moved=moved,
        done=done,
        why=lambda fault: told(fault, catalog),
    )
