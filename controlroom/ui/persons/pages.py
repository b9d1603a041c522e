"""The list of protected persons, one of them with what is known, and the list as a table."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from controlroom.auth.roles import Right
from controlroom.clock import BRUSSELS
from controlroom.store.panels.levels import ON_A_FILE_AT_MOST, one_level
from controlroom.store.panels.measures import on_file
from controlroom.store.panels.persons import Wish, person_file, persons
from controlroom.store.panels.snapshot import look
from controlroom.ui.asked_words import query
from controlroom.ui.consult import Look, consulted
from controlroom.ui.countries import countries, country
from controlroom.ui.frame import framed
from controlroom.ui.guard import FilesReaderDep
from controlroom.ui.level_views import level_card
from controlroom.ui.locale import locale_of
from controlroom.ui.paging import paging
from controlroom.ui.spreadsheet import spreadsheet
from controlroom.watch.consultations import Data, DataExported, DataSearched, DataViewed
from controlroom.watch.persons import Person
from controlroom.watch.refs import Noun, Ref

router = APIRouter(include_in_schema=False, prefix="/persons")
export = APIRouter(include_in_schema=False)
LIST: Final = "/persons"
"""One reason is given for the list, and one for each person whose page is opened."""
COLUMNS: Final = (
    *("code", "code_name", "name", "function", "rank", "in_office", "country", "organisation"),
    *("institution", "threat_level", "closed"),
)
Code = Annotated[str, Path(pattern="^[A-Z0-9][A-Z0-9-]{0,63}$")]


class Typed(BaseModel, frozen=True):
    q: Annotated[str, Field(max_length=200)] = ""
    rank: Literal["", "A", "B", "C"] = ""
    country: Annotated[str, Field(pattern="^([A-Z]{2})?$")] = ""
    state: Literal["open", "in_office", "closed", "all"] = "open"
    page: Annotated[int, Field(ge=1, le=10_000)] = 1

    def wish(self, page: int) -> Wish:
        return Wish(query(self.q), self.rank, self.country, self.state, page)


Wished = Annotated[Typed, Query()]


@router.get("")
async def show(request: Request, who: FilesReaderDep, typed: Wished) -> Response:
    locale = locale_of(request)
    async with look(request.app.state.engine, who.name) as snapshot:
        read = await persons(snapshot, typed.wish(typed.page))
        hidden = {one.code for one in read.persons if snapshot.veil.hides(Noun.PERSON, one.code)}
    deed = DataSearched if typed.q else DataViewed
    refs = [Ref(Noun.PERSON, one.code) for one in read.persons]
    seen = Look(Data.PERSON, refs, read.found, typed.q or None, deed, LIST)
    await consulted(request, who, seen)
    asked = typed.model_dump(exclude={"page"}, exclude_defaults=True)
    return await framed(
        request,
        who,
        "persons.html",
        rows=read.persons,
        hidden=hidden,
        levels=read.levels,
        typed=typed,
        paging=paging(LIST, asked, typed.page, read.found),
        countries={code: country(code, locale) for code in read.countries},
        country=lambda key: country(key, locale),
        may_keep=who.role.may(Right.KEEP_FILES),
    )


@export.get("/persons.csv")
async def as_rows(request: Request, who: FilesReaderDep, typed: Wished) -> Response:
    """What the filters leave, without those whose files are not read here."""
    async with look(request.app.state.engine, who.name) as snapshot:
        read = await persons(snapshot, typed.wish(0))
        seen = [one for one in read.persons if not snapshot.veil.hides(Noun.PERSON, one.code)]
    asked = typed.model_dump(exclude={"page"}, exclude_defaults=True)
    words = " ".join(f"{name}={value}" for name, value in asked.items()) or None
    refs = [Ref(Noun.PERSON, one.code) for one in seen]
    await consulted(request, who, Look(Data.PERSON, refs, len(refs), words, DataExported, "/persons.csv"))
    now = request.app.state.clock.now().astimezone(BRUSSELS)
    rows = (_row(one, read.levels.get(one.code)) for one in seen)
    return spreadsheet(f"persons-{now:%Y%m%dT%H%M}", COLUMNS, rows)


def _row(one: Person, level: int | None) -> list[object]:
    closed = one.closed_at.astimezone(BRUSSELS).isoformat(timespec="seconds") if one.closed_at else None
    return [
        *(one.code, one.code_name, one.name, one.function, one.rank.value),
        *("yes" if one.in_office else "no", one.country, one.organisation, one.institution, level, closed),
    ]


@router.get("/{code}")
async def one(request: Request, who: FilesReaderDep, code: Code) -> Response:
    """Nothing of somebody is read who says nothing of why; of a restricted file there is nothing to read."""
    ref = Ref(Noun.PERSON, code)
    async with look(request.app.state.engine, who.name) as snapshot:
        read = await person_file(snapshot, code)
        hidden = snapshot.veil.hides(*ref)
        hung = await on_file(snapshot, str(ref))
        level = await one_level(snapshot, str(ref), ON_A_FILE_AT_MOST)
    if not hidden:
        await consulted(request, who, Look(Data.PERSON, (ref,)))
    locale = locale_of(request)
    return await framed(
        request,
        who,
        "person.html",
        read=read,
        hidden=hidden,
        on_file=hung,
        card=level_card(level),
        country=countries(locale).get(read.person.country, read.person.country),
        may_keep=who.role.may(Right.KEEP_FILES),
        may_restrict=who.role.may(Right.RESTRICT),
    )
