"""The forms that open a person's file, change it, close it and open it again."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from controlroom.auth.sessions import Person as Officer
from controlroom.errors import Forbidden, Refused
from controlroom.interchange.institutions import CODE
from controlroom.problems import status_of
from controlroom.store.panels.persons import all_sites, next_code, one_person
from controlroom.store.panels.snapshot import look
from controlroom.ui.consult import Look, consulted
from controlroom.ui.countries import countries
from controlroom.ui.frame import framed
from controlroom.ui.guard import FilesKeeperDep
from controlroom.ui.locale import locale_of
from controlroom.ui.persons.pages import Code
from controlroom.ui.reason import reason
from controlroom.watch.consultations import Data
from controlroom.watch.persons import (
    ChangePerson,
    ClosePerson,
    Particulars,
    Person,
    PersonCommand,
    RegisterPerson,
    ReopenPerson,
)
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.visits import Rank
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/persons")
Short = Annotated[str, Field(max_length=400)]
Words = Annotated[str, Form(max_length=1000)]
NOT_READ: Final = mark("This file is restricted. Who does not read it does not change it.")
NO_CODE: Final = mark("A code has capitals, digits and hyphens, at most 20.")
NO_RANK: Final = mark("A rank is A, B or C.")
NO_COUNTRY: Final = mark("Choose one of the list.")
FIELDS: Final = (
    *("code", "code_name", "name", "function", "rank", "in_office", "country", "organisation"),
    *("institution", "seen"),
)


class Typed(BaseModel, frozen=True):
    """`in_office` as a box that was ticked; `seen`: the version that stood on the page."""

    code: Short = ""
    code_name: Short = ""
    name: Short = ""
    function: Short = ""
    rank: Short = ""
    in_office: Short = ""
    country: Short = ""
    organisation: Short = ""
    institution: Short = ""
    seen: Annotated[str, Field(pattern="^[0-9]{0,9}$")] = ""

    def particulars(self) -> Particulars:
        if self.rank not in tuple(Rank):
            raise Refused(NO_RANK, field="rank")
        if self.country and self.country not in countries("en"):
            raise Refused(NO_COUNTRY, field="country")
        return Particulars(
            code_name=self.code_name,
            rank=Rank(self.rank),
            in_office=bool(self.in_office),
            name=self.name,
            function=self.function,
            country=self.country,
            organisation=self.organisation,
            institution=self.institution or None,
        )


Sent = Annotated[Typed, Form()]


@router.get("/new")
async def new(request: Request, who: FilesKeeperDep) -> Response:
    async with look(request.app.state.engine) as snapshot:
        code = await next_code(snapshot)
    return await _form(request, who, None, {"code": code, "rank": "A", "in_office": "yes"})


@router.post("")
async def add(request: Request, who: FilesKeeperDep, typed: Sent) -> Response:
    code = typed.code.strip().upper()
    try:
        _must_be_a_code(code)
        await request.app.state.desk.do(RegisterPerson(code, who.name, typed.particulars()), who.name)
    except Refused as refusal:
        return await _form(request, who, None, typed.model_dump(), refusal)
    return RedirectResponse(f"/persons/{code}", 303)


def _must_be_a_code(code: str) -> None:
    if not CODE.fullmatch(code):
        raise Refused(NO_CODE, field="code")


@router.get("/{code}/change")
async def change_form(request: Request, who: FilesKeeperDep, code: Code) -> Response:
    return await _as_kept(request, who, await _readable(request, who, code))


@router.post("/{code}")
async def change(request: Request, who: FilesKeeperDep, code: Code, typed: Sent) -> Response:
    person = await _readable(request, who, code)
    try:
        told = ChangePerson(code, who.name, typed.particulars(), int(typed.seen or 0))
        await request.app.state.desk.do(told, who.name)
    except Refused as refusal:
        return await _form(request, who, person, typed.model_dump(), refusal)
    return RedirectResponse(f"/persons/{code}", 303)


@router.post("/{code}/closing")
async def close(request: Request, who: FilesKeeperDep, code: Code, reason: Words = "") -> Response:
    return await _decide(request, who, code, ClosePerson(code, who.name, reason))


@router.post("/{code}/reopening")
async def reopen(request: Request, who: FilesKeeperDep, code: Code) -> Response:
    return await _decide(request, who, code, ReopenPerson(code, who.name))


async def _decide(request: Request, who: Officer, code: str, command: PersonCommand) -> Response:
    person = await _readable(request, who, code)
    try:
        await request.app.state.desk.do(command, who.name)
    except Refused as refusal:
        return await _as_kept(request, who, person, refusal)
    return RedirectResponse(f"/persons/{code}", 303)


async def _as_kept(request: Request, who: Officer, person: Person, wrong: Refused | None = None) -> Response:
    """The form with what is known of them, which nobody is shown who does not say why."""
    await consulted(request, who, Look(Data.PERSON, (Ref(Noun.PERSON, person.code),)))
    return await _form(request, who, person, _as_typed(person), wrong)


async def _readable(request: Request, who: Officer, code: str) -> Person:
    async with look(request.app.state.engine, who.name) as snapshot:
        person = await one_person(snapshot, code)
        if snapshot.veil.hides(Noun.PERSON, code):
            raise Forbidden(NOT_READ)
    return person


def _as_typed(person: Person) -> dict[str, str]:
    return {
        "code": person.code,
        "code_name": person.code_name,
        "name": person.name or "",
        "function": person.function or "",
        "rank": person.rank.value,
        "in_office": "yes" if person.in_office else "",
        "country": person.country,
        "organisation": person.organisation,
        "institution": person.institution or "",
        "seen": str(person.version),
    }


async def _form(
    request: Request,
    who: Officer,
    person: Person | None,
    typed: Mapping[str, str],
    wrong: Refused | None = None,
) -> Response:
    locale = locale_of(request)
    async with look(request.app.state.engine, who.name) as snapshot:
        sites = await all_sites(snapshot)
    return await framed(
        request,
        who,
        "person_form.html",
        status=status_of(wrong) if wrong else 200,
        person=person,
        typed={**dict.fromkeys(FIELDS, ""), **typed},
        field=(wrong.field or "") if wrong else "",
        complaint=reason(wrong, locale) if wrong else "",
        countries=countries(locale),
        sites=sites,
    )
