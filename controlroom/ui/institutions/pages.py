"""The list of institutions, one of them with all that is known of it, and the list as a table."""

from datetime import datetime, timedelta
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from controlroom.auth.roles import Right
from controlroom.clock import BRUSSELS
from controlroom.interchange.institutions import COLUMNS, row_of
from controlroom.store.panels.gatherings import gatherings_near_site
from controlroom.store.panels.institutions import Wish, institution, institutions
from controlroom.store.panels.levels import ON_A_FILE_AT_MOST, one_level
from controlroom.store.panels.measures import on_file
from controlroom.store.panels.snapshot import look
from controlroom.ui.asked_words import query
from controlroom.ui.consult import Look, consulted
from controlroom.ui.countries import country
from controlroom.ui.frame import framed
from controlroom.ui.guard import FilesReaderDep
from controlroom.ui.institutions.views import page_of, rows_of
from controlroom.ui.level_views import level_card
from controlroom.ui.locale import locale_of
from controlroom.ui.paging import paging
from controlroom.ui.spreadsheet import spreadsheet
from controlroom.watch.consultations import Data, DataExported
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.sites import SiteKind

router = APIRouter(include_in_schema=False, prefix="/institutions")
export = APIRouter(include_in_schema=False)
Kind = Literal["", "embassy", "eu", "nato", "residence", "venue", "airport", "hotel", "company", "other"]
Code = Annotated[str, Path(pattern="^[A-Z0-9][A-Z0-9-]{0,63}$")]


class Typed(BaseModel, frozen=True):
    """`level` 0 is any."""

    q: Annotated[str, Field(max_length=200)] = ""
    kind: Kind = ""
    municipality: Annotated[str, Field(max_length=100)] = ""
    level: Annotated[str, Field(pattern="^[1-4]?$")] = ""
    page: Annotated[int, Field(ge=1, le=10_000)] = 1

    def wish(self, page: int) -> Wish:
        return Wish(query(self.q), self.kind, self.municipality, int(self.level or 0), page)


Wished = Annotated[Typed, Query()]
KINDS: Final = tuple(SiteKind)
AHEAD: Final = timedelta(days=7)
"""How far one looks for gatherings near an institution."""


@router.get("")
async def show(request: Request, who: FilesReaderDep, typed: Wished) -> Response:
    async with look(request.app.state.engine, who.name) as snapshot:
        read = await institutions(snapshot, typed.wish(typed.page))
        rows = rows_of(read, snapshot.veil)
    asked = typed.model_dump(exclude={"page"})
    return await framed(
        request,
        who,
        "institutions.html",
        rows=rows,
        typed=typed,
        paging=paging("/institutions", asked, typed.page, read.found),
        municipalities=read.municipalities,
        may_keep=who.role.may(Right.KEEP_FILES),
    )


@export.get("/institutions.csv")
async def as_rows(request: Request, who: FilesReaderDep, typed: Wished) -> Response:
    """What the filters leave, in the columns that the import reads, without what is not read here."""
    async with look(request.app.state.engine, who.name) as snapshot:
        read = await institutions(snapshot, typed.wish(0))
        sites = [site for site in read.sites if not snapshot.veil.hides(Noun.SITE, site.code)]
    asked = typed.model_dump(exclude={"page"}, exclude_defaults=True)
    words = " ".join(f"{name}={value}" for name, value in asked.items()) or None
    await consulted(request, who, Look(Data.CONTACT, count=len(sites), words=words, deed=DataExported))
    now = request.app.state.clock.now().astimezone(BRUSSELS)
    rows = (list(row_of(site).values()) for site in sites)
    return spreadsheet(f"institutions-{now:%Y%m%dT%H%M}", COLUMNS, rows)


@router.get("/{code}")
async def one(request: Request, who: FilesReaderDep, code: Code) -> Response:
    now: datetime = request.app.state.clock.now()
    file = str(Ref(Noun.SITE, code))
    async with look(request.app.state.engine, who.name) as snapshot:
        read = await institution(snapshot, code)
        page = page_of(
            read,
            snapshot.veil,
            may_keep=who.role.may(Right.KEEP_FILES),
            may_restrict=who.role.may(Right.RESTRICT),
        )
        hung = await on_file(snapshot, file)
        level = await one_level(snapshot, file, ON_A_FILE_AT_MOST)
        near = await gatherings_near_site(snapshot, read.site, now, now + AHEAD)
    await consulted(request, who, Look(Data.CONTACT, (Ref(Noun.SITE, code),)))
    locale = locale_of(request)
    return await framed(
        request,
        who,
        "institution.html",
        page=page,
        on_file=hung,
        card=level_card(level),
        near=near,
        country=lambda key: country(key, locale),
    )
