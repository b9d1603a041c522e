"""Who may read a file: the list of files, and for each the form that restricts it and lets readers in."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.roles import Right, Role
from controlroom.auth.sessions import Person
from controlroom.desk.desk import Desk
from controlroom.errors import Refused
from controlroom.problems import status_of
from controlroom.store.panels.files import titles, whole
from controlroom.store.panels.snapshot import look
from controlroom.ui.consult import Look, consulted
from controlroom.ui.frame import framed
from controlroom.ui.guard import ReaderDep, RestricterDep
from controlroom.watch.consultations import Data
from controlroom.watch.files import AddReader, FileCommand, OpenFile, RemoveReader, RestrictFile
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/files")
About = Literal["visit", "site", "person"]
Code = Annotated[str, Path(max_length=64)]
Name = Annotated[str, Form(max_length=64)]
Names = Annotated[list[Name] | None, Form(max_length=50)]
Words = Annotated[str, Form(max_length=1000)]
READ_AT: Final = tuple(role.value for role in Role if role.may(Right.SEE_DESK))
NOBODY: Final = mark("Choose somebody who works at a desk.")


@router.get("")
async def files(request: Request, who: ReaderDep) -> Response:
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await titles(snapshot)
    return await framed(request, who, "files.html", rows=found)


@router.get("/{noun}/{code}")
async def file(request: Request, noun: About, code: Code, who: ReaderDep) -> Response:
    about = _ref(noun, code)
    await consulted(request, who, Look(Data.STAFF, (about,)))
    return await _page(request, who, about)


@router.post("/{noun}/{code}/restriction")
async def restrict(
    request: Request,
    noun: About,
    code: Code,
    who: RestricterDep,
    reason: Words = "",
    reader: Names = None,
) -> Response:
    command = RestrictFile(_ref(noun, code), who.name, reason, tuple(reader or ()))
    return await _decide(request, who, command, reader or (), {"reason": reason})


@router.post("/{noun}/{code}/restriction/end")
async def open_to_all(
    request: Request, noun: About, code: Code, who: RestricterDep, reason: Words = ""
) -> Response:
    return await _decide(request, who, OpenFile(_ref(noun, code), who.name, reason), (), {"reason": reason})


@router.post("/{noun}/{code}/readers")
async def let_in(
    request: Request, noun: About, code: Code, who: RestricterDep, reader: Name = "", reason: Words = ""
) -> Response:
    command = AddReader(_ref(noun, code), who.name, reader, reason)
    return await _decide(request, who, command, (reader,), {"reader": reader, "reason": reason})


@router.post("/{noun}/{code}/readers/end")
async def put_out(
    request: Request, noun: About, code: Code, who: RestricterDep, reader: Name = ""
) -> Response:
    return await _decide(request, who, RemoveReader(_ref(noun, code), who.name, reader), (), {})


def _ref(noun: About, code: str) -> Ref:
    return Ref(Noun(noun), code)


async def _decide(
    request: Request,
    who: Person,
    command: FileCommand,
    readers: list[str] | tuple[str, ...],
    typed: Mapping[str, str],
) -> Response:
    desk: Desk = request.app.state.desk
    try:
        await _must_work_at_a_desk(request, command.about, who, readers)
        await desk.do(command, who.name)
    except Refused as refusal:
        return await _page(request, who, command.about, refusal, typed)
    return RedirectResponse(f"/files/{command.about.noun}/{command.about.key}", 303)


async def _must_work_at_a_desk(
    request: Request, about: Ref, who: Person, readers: list[str] | tuple[str, ...]
) -> None:
    if not readers:
        return
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await whole(snapshot, about, READ_AT)
    if not set(readers) <= {*found.others, *found.title.file.readers}:
        raise Refused(NOBODY, field="reader")


async def _page(
    request: Request,
    who: Person,
    ref: Ref,
    wrong: Refused | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    async with look(request.app.state.engine, who.name) as snapshot:
        found = await whole(snapshot, ref, READ_AT)
    return await framed(
        request,
        who,
        "file.html",
        status=status_of(wrong) if wrong else 200,
        file=found,
        me=who.name,
        may=who.role.may(Right.RESTRICT),
        wrong=wrong,
        typed=typed or {},
    )
