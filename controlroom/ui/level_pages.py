"""Threat levels: what stands where, since when, until when and by whom; and what a raise asks (R12)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.desk.desk import Desk
from controlroom.errors import Forbidden, Refused, Unknown
from controlroom.problems import status_of
from controlroom.store.panels.levels import (
    AT_ONCE,
    GROUPS,
    Asked,
    OneLevel,
    ScopeRow,
    Scopes,
    one_level,
    scopes,
    undecided,
)
from controlroom.store.panels.snapshot import look
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import FilesReaderDep, LevelSetterDep
from controlroom.ui.level_views import BLANK, command_of, level_card
from controlroom.ui.locale import locale_of
from controlroom.ui.moments import moment_of
from controlroom.ui.reason import reason
from controlroom.ui.spreadsheet import spreadsheet
from controlroom.watch.consultations import Data, DataExported, Ground, Reason
from controlroom.watch.measures import MeasureKind
from controlroom.watch.refs import Noun
from controlroom.watch.threat import (
    Answer,
    Decided,
    DecideGaps,
    DropComingLevel,
    SetThreatLevel,
    ThreatCommand,
    is_scope,
    subject,
)
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/levels")
Scope = Annotated[str, Path(min_length=2, max_length=120)]
Short = Annotated[str, Form(max_length=64)]
Words = Annotated[str, Form(max_length=1000)]
EXPORTED_AT_MOST: Final = 10_000
COLUMNS: Final = ("kind", "scope", "name", "level", "since", "until", "source")
NO_SCOPE: Final = mark("Write a country as its two letters, like FR, or a place as place:Port of Antwerp.")
NOT_READ: Final = mark("You do not read this file. Ask one of its readers.")


@router.get("")
async def levels(
    request: Request, who: FilesReaderDep, kind: str = "", level: str = "", q: str = "", page: str = ""
) -> Response:
    asked = _asked(kind, level, q, page)
    read, open_ones = await _read(request, who, asked)
    return await framed(
        request, who, "levels.html", read=read, asked=asked, undecided=open_ones, most=AT_ONCE
    )


def _asked(kind: str, level: str, q: str, page: str) -> Asked:
    return Asked(
        kind if kind in GROUPS else "",
        int(level) if level in ("1", "2", "3", "4") else 0,
        q[:80],
        min(int(page), 1000) if page.isdecimal() and int(page) else 1,
    )


async def _read(
    request: Request, who: Person, asked: Asked, most: int = AT_ONCE
) -> tuple[Scopes, list[tuple[str, int]]]:
    now: datetime = request.app.state.clock.now()
    async with look(request.app.state.engine, who.name) as snapshot:
        return await scopes(snapshot, asked, now, most), await undecided(snapshot)


@router.get(".csv")
async def as_rows(
    request: Request, who: FilesReaderDep, kind: str = "", level: str = "", q: str = ""
) -> Response:
    read, _ = await _read(request, who, _asked(kind, level, q, ""), EXPORTED_AT_MOST)
    told = Look(Data.FILE, count=len(read.rows), words=q or None, deed=DataExported, file="/levels")
    await consulted(request, who, told)
    return spreadsheet("levels", COLUMNS, map(_cells, read.rows))


def _cells(row: ScopeRow) -> tuple[object, ...]:
    when = (at.isoformat() if at else "" for at in (row.since, row.until))
    return (row.kind, row.scope, row.name, row.level or "", *when, row.source or "")


@router.get("/choice")
async def choose(_: FilesReaderDep, scope: str = "") -> Response:
    """From a word that was typed to the page of its level."""
    typed = scope.strip()
    wanted = typed.upper() if len(typed) == 2 else typed
    if not is_scope(wanted):
        raise Unknown(NO_SCOPE)
    return RedirectResponse(_at(wanted), 303)


def _at(scope: str) -> str:
    return f"/levels/{quote(scope, safe=':')}"


@router.post("/{scope:path}/coming/end")
async def drop(request: Request, scope: Scope, who: LevelSetterDep, since: Short = "") -> Response:
    try:
        return await _done(request, who, DropComingLevel(scope, moment_of(since), who.name))
    except Refused as wrong:
        return await _page(request, who, scope, BLANK, wrong)


@router.post("/{scope:path}/decisions")
async def decide(request: Request, scope: Scope, who: LevelSetterDep, level: Short = "") -> Response:
    """Of each measure an answer and a reason, in fields that have its name."""
    form = {name: str(value)[:1000] for name, value in (await request.form()).items()}
    decided = tuple(
        Decided(kind, Answer(answer), form.get(f"reason-{kind}", ""))
        for kind in MeasureKind
        if (answer := form.get(f"answer-{kind}", "")) in set(Answer)
    )
    command = DecideGaps(scope, int(level) if level.isdecimal() else 0, who.name, decided)
    try:
        return await _done(request, who, command)
    except Refused as wrong:
        return await _page(request, who, scope, {**BLANK, **form}, wrong)


@router.get("/{scope:path}")
async def one(request: Request, scope: Scope, who: FilesReaderDep) -> Response:
    return await _page(request, who, scope, BLANK)


def _look(scope: str) -> Look:
    """What threatens a person is asked for with a reason; a site or an event is its own."""
    file = subject(scope)
    if file and file.noun is Noun.PERSON:
        return Look(Data.PERSON, (file,))
    return Look(Data.FILE, (file or f"threat:{scope}",), reason=Reason(Ground.VISIT))


@router.post("/{scope:path}")
async def set_level(
    request: Request,
    scope: Scope,
    who: LevelSetterDep,
    level: Short = "",
    source: Short = "",
    valid_from: Short = "",
    valid_to: Short = "",
    plausibility: Short = "",
    severity: Short = "",
    reason: Words = "",
    confirmed: Short = "",
) -> Response:
    """Shown first with what it would ask; nothing is set before that was confirmed."""
    typed = {
        "level": level,
        "source": source,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "plausibility": plausibility,
        "severity": severity,
        "reason": reason,
    }
    try:
        command = command_of(scope, typed, who.name)
        if confirmed:
            return await _done(request, who, command)
        return await _page(request, who, scope, typed, shown=command)
    except Refused as wrong:
        return await _page(request, who, scope, typed, wrong)


async def _done(request: Request, who: Person, command: ThreatCommand) -> Response:
    async with look(request.app.state.engine, who.name) as snapshot:
        if not (await one_level(snapshot, command.scope)).read:
            raise Forbidden(NOT_READ)
    desk: Desk = request.app.state.desk
    await desk.do(command, who.name)
    return RedirectResponse(_at(command.scope), 303)


async def _page(
    request: Request,
    who: Person,
    scope: str,
    typed: Mapping[str, str],
    wrong: Refused | None = None,
    shown: SetThreatLevel | None = None,
) -> Response:
    """Whatever it answers, the history and its reasons are on it, unless the file is hidden."""
    read = await _one(request, who, scope)
    if shown and not read.read:
        raise Forbidden(NOT_READ)
    if read.read:
        await consulted(request, who, _look(scope))
    return await framed(
        request,
        who,
        "level.html",
        status=status_of(wrong) if wrong else 200,
        read=read,
        card=level_card(read),
        noun=scope.partition(":")[0] if ":" in scope else "country",
        at=_at(scope),
        typed=typed,
        may_set=who.role.may(Right.SET_LEVELS) and read.read,
        field=(wrong.field or "") if wrong else "",
        complaint=reason(wrong, locale_of(request)) if wrong else "",
        shown=shown,
    )


async def _one(request: Request, who: Person, scope: str) -> OneLevel:
    if not is_scope(scope):
        raise Unknown(NO_SCOPE)
    async with look(request.app.state.engine, who.name) as snapshot:
        return await one_level(snapshot, scope)
