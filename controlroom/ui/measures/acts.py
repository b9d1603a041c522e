"""What people do with a measure: propose, provide urgently, approve, refuse, withdraw, change, end."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Person
from controlroom.desk.desk import Desk
from controlroom.errors import Forbidden, Refused
from controlroom.ids import measure_id
from controlroom.problems import status_of
from controlroom.store.panels.measures import all_files
from controlroom.store.panels.snapshot import look
from controlroom.ui.frame import framed
from controlroom.ui.guard import ApproverDep, FilesKeeperDep
from controlroom.ui.measure_words import BASES, FIELDS, KINDS, SUBJECTS
from controlroom.ui.measures.form import Typed, TypedChange, change_of, draft_of
from controlroom.ui.measures.pages import read_whole, the_page
from controlroom.ui.measures.views import terms_said
from controlroom.watch.measures import (
    ApproveMeasure,
    EndMeasure,
    MeasureCommand,
    ProposeMeasure,
    ProvideUrgently,
    RefuseMeasure,
    WithdrawMeasure,
)
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/measures")
Key = Annotated[str, Path(max_length=40)]
Short = Annotated[str, Form(max_length=200)]
Long = Annotated[str, Form(max_length=2000)]
Number = Annotated[int, Form(ge=0, lt=2**31)]


@router.get("/new")
async def blank(request: Request, who: FilesKeeperDep, typed: Annotated[Typed, Query()]) -> Response:
    """Which file and which kind stand in the address, so that the form of each kind can be pointed at."""
    return await _form(request, who, typed)


async def _form(request: Request, who: Person, typed: Typed, wrong: Refused | None = None) -> Response:
    async with look(request.app.state.engine, who.name) as snapshot:
        files = await all_files(snapshot)
    return await framed(
        request,
        who,
        "measure_form.html",
        status=status_of(wrong) if wrong else 200,
        typed=typed.model_dump() | {"id": typed.id or measure_id()},
        files=files,
        kinds=KINDS,
        bases=BASES,
        fields=FIELDS,
        subjects=SUBJECTS,
        wrong=wrong,
        may_urgent=who.role.may(Right.PROVIDE_URGENTLY),
    )


@router.post("")
async def propose(request: Request, who: FilesKeeperDep, typed: Annotated[Typed, Form()]) -> Response:
    now: datetime = request.app.state.clock.now()
    key = typed.id or measure_id()
    urgent = typed.way == "urgent"
    if urgent and not who.role.may(Right.PROVIDE_URGENTLY):
        raise Forbidden(mark("your role may not do this"))
    desk: Desk = request.app.state.desk
    try:
        draft = draft_of(typed, now)
        await must_read(request, who, draft.file)
        make = ProvideUrgently if urgent else ProposeMeasure
        await desk.do(make(key, draft, who.name), who.name)
    except Refused as refusal:
        return await _form(request, who, typed, refusal)
    return RedirectResponse(f"/measures/{key}", 303)


async def must_read(request: Request, who: Person, file: str) -> None:
    """Nobody writes into a file that they do not read."""
    async with look(request.app.state.engine, who.name) as snapshot:
        if file in snapshot.veil.files:
            raise Forbidden(mark("You do not read this file."))


@router.post("/{key}/approval")
async def approve(
    request: Request,
    who: ApproverDep,
    key: Key,
    version: Number = 0,
    authority: Short = "",
    reference: Short = "",
    on: Short = "",
) -> Response:
    typed = {"authority": authority, "reference": reference, "on": on}
    command = ApproveMeasure(key, version, authority, reference, day(on), who.name)
    return await _decided(request, who, command, "approval", typed)


def day(typed: str) -> date | None:
    """None where it says no day; the watch then asks for one."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


@router.post("/{key}/refusal")
async def refuse(
    request: Request, who: ApproverDep, key: Key, version: Number = 0, reason: Long = ""
) -> Response:
    command = RefuseMeasure(key, version, who.name, reason)
    return await _decided(request, who, command, "refusal", {"reason": reason})


@router.post("/{key}/withdrawal")
async def withdraw(
    request: Request, who: FilesKeeperDep, key: Key, version: Number = 0, reason: Long = ""
) -> Response:
    command = WithdrawMeasure(key, version, who.name, reason)
    return await _decided(request, who, command, "withdrawal", {"reason": reason})


@router.post("/{key}/changes")
async def change(
    request: Request, who: FilesKeeperDep, key: Key, typed: Annotated[TypedChange, Form()]
) -> Response:
    found = await read_whole(request, who, key)
    before = terms_said(found, found.measure.latest)
    try:
        command = change_of(key, found.measure.kind, before, typed, who.name)
    except Refused as refusal:
        return await the_page(request, who, key, refusal, typed.model_dump(), "change")
    return await _decided(request, who, command, "change", typed.model_dump())


@router.post("/{key}/end")
async def end(request: Request, who: FilesKeeperDep, key: Key, reason: Long = "") -> Response:
    return await _decided(request, who, EndMeasure(key, who.name, reason), "end", {"reason": reason})


async def _decided(
    request: Request, who: Person, command: MeasureCommand, act: str, typed: dict[str, Any]
) -> Response:
    """Done, or the page again with the reason at its field."""
    key: str = getattr(command, "measure", "")
    await read_whole(request, who, key)
    desk: Desk = request.app.state.desk
    try:
        await desk.do(command, who.name)
    except Refused as refusal:
        return await the_page(request, who, key, refusal, typed, act)
    return RedirectResponse(f"/measures/{key}", 303)
