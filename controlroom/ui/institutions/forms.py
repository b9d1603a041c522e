"""The forms that add an institution, change it, and say who answers for it."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from controlroom.auth.sessions import Person
from controlroom.catalogs import translations
from controlroom.errors import Forbidden, Refused, Stale
from controlroom.interchange.fault import Fault, Unreadable
from controlroom.interchange.institutions import (
    CODE,
    COLUMNS,
    NEEDED_ANEW,
    NO_CODE,
    Told,
    read_cell,
    registration,
    row_of,
)
from controlroom.problems import status_of
from controlroom.store.panels.institutions import one_site
from controlroom.store.panels.snapshot import look
from controlroom.ui.consult import Look, consulted
from controlroom.ui.countries import countries
from controlroom.ui.frame import framed
from controlroom.ui.guard import FilesKeeperDep
from controlroom.ui.institutions.faults import told
from controlroom.ui.institutions.pages import Code
from controlroom.ui.locale import locale_of
from controlroom.ui.reason import reason
from controlroom.watch.consultations import Data
from controlroom.watch.contacts import Contact
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.sites import SetContacts, Site
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/institutions")
Short = Annotated[str, Field(max_length=400)]
Seen = Annotated[str, Form(max_length=64)]
Many = Annotated[list[Annotated[str, Field(max_length=400)]] | None, Form(max_length=40)]
FIELDS: Final = tuple(name for name in COLUMNS if name != "contacts")
KEPT_APART: Final = frozenset({"threat_level", "contacts"})
BLANK_ROWS: Final = 2
TAKEN: Final = mark("There is an institution with this code already.")
MISSING: Final = mark("This has to be said.")
MOVED: Final = mark("Somebody else changed this institution meanwhile. Look at what it says now.")
NOT_READ: Final = mark("This file is restricted. Who does not read it does not change it.")


class Typed(BaseModel, frozen=True):
    code: Short = ""
    name: Short = ""
    name_nl: Short = ""
    name_fr: Short = ""
    name_de: Short = ""
    name_en: Short = ""
    short: Short = ""
    kind: Short = ""
    country: Short = ""
    organisation: Short = ""
    address: Short = ""
    municipality: Short = ""
    lat: Short = ""
    lon: Short = ""
    threat_level: Short = ""

    def said(self, code: str, *, new: bool) -> Told | dict[str, Fault]:
        """What it says of the site, or what is wrong with it by field."""
        fields: dict[str, str] = {}
        wrong: dict[str, Fault] = {}
        cells = self.model_dump(exclude={"code"} if new else {"code", "threat_level"})
        for name, cell in cells.items():
            try:
                fields[name] = read_cell(0, name, cell.strip())
            except Unreadable as unreadable:
                wrong[name] = unreadable.fault
        wrong |= {name: Fault(0, MISSING) for name in NEEDED_ANEW if not cells[name].strip()}
        if new and not CODE.fullmatch(code):
            wrong["code"] = Fault(0, NO_CODE, {"code": code})
        return wrong or Told(0, code, fields)


@router.get("/new")
async def new(request: Request, who: FilesKeeperDep) -> Response:
    return await _form(request, who, None, {"kind": "embassy", "threat_level": "1"})


@router.post("")
async def add(request: Request, who: FilesKeeperDep, typed: Annotated[Typed, Form()]) -> Response:
    code = typed.code.strip().upper()
    said = typed.said(code, new=True)
    if not isinstance(said, Told):
        return await _form(request, who, None, typed.model_dump(), said)
    async with look(request.app.state.engine) as snapshot:
        taken = await snapshot.sites([code])
    if taken:
        return await _form(request, who, None, typed.model_dump(), {"code": Fault(0, TAKEN)})
    await request.app.state.desk.do(registration(said, None), who.name)
    return RedirectResponse(f"/institutions/{code}", 303)


@router.get("/{code}/change")
async def change_form(request: Request, who: FilesKeeperDep, code: Code) -> Response:
    site = await _readable(request, who, code)
    return await _form(request, who, site, row_of(site))


@router.post("/{code}")
async def change(
    request: Request, who: FilesKeeperDep, code: Code, typed: Annotated[Typed, Form()], seen: Seen = ""
) -> Response:
    site = await _readable(request, who, code)
    said = typed.said(code, new=False)
    if not isinstance(said, Told):
        return await _form(request, who, site, typed.model_dump(), said)
    if seen != mark_of(site):
        return await _form(request, who, site, row_of(site), general=Stale(MOVED))
    await request.app.state.desk.do(registration(said, site), who.name)
    return RedirectResponse(f"/institutions/{code}", 303)


@router.get("/{code}/contacts")
async def contacts_form(request: Request, who: FilesKeeperDep, code: Code) -> Response:
    site = await _readable(request, who, code)
    await consulted(request, who, Look(Data.CONTACT, (Ref(Noun.SITE, code),)))
    return await _contacts(request, who, site, list(site.contacts or ()))


@router.post("/{code}/contacts")
async def set_contacts(
    request: Request,
    who: FilesKeeperDep,
    code: Code,
    name: Many = None,
    role: Many = None,
    phone: Many = None,
    begins: Many = None,
    ends: Many = None,
    seen: Seen = "",
) -> Response:
    """A row in which nobody is named is left out; hours that are not said are all of them."""
    site = await _readable(request, who, code)
    rows = zip(name or (), role or (), phone or (), begins or (), ends or (), strict=False)
    typed = [
        Contact(row[0], row[1], row[2], row[3].strip() or "00:00", row[4].strip() or "24:00")
        for row in rows
        if any(part.strip() for part in row[:3])
    ]
    before = int(seen) if seen.isdecimal() else None
    try:
        await request.app.state.desk.do(SetContacts(code, who.name, tuple(typed), before), who.name)
    except Refused as refusal:
        return await _contacts(request, who, site, typed, refusal)
    return RedirectResponse(f"/institutions/{code}", 303)


def mark_of(site: Site) -> str:
    """Of what the form changes."""
    said = [cell for name, cell in row_of(site).items() if name not in KEPT_APART]
    return sha256("\n".join(said).encode()).hexdigest()


async def _readable(request: Request, who: Person, code: str) -> Site:
    async with look(request.app.state.engine, who.name) as snapshot:
        site = await one_site(snapshot, code)
        if snapshot.veil.hides(Noun.SITE, code):
            raise Forbidden(NOT_READ)
    return site


async def _form(
    request: Request,
    who: Person,
    site: Site | None,
    typed: Mapping[str, str],
    wrong: Mapping[str, Fault] | None = None,
    general: Refused | None = None,
) -> Response:
    locale = locale_of(request)
    catalog = translations(locale)
    status = status_of(general) if general else 422 if wrong else 200
    return await framed(
        request,
        who,
        "institution_form.html",
        status=status,
        site=site,
        typed={**dict.fromkeys(FIELDS, ""), **typed},
        seen=mark_of(site) if site else "",
        amiss={name: told(fault, catalog) for name, fault in (wrong or {}).items()},
        general=reason(general, locale) if general else "",
        countries=countries(locale),
    )


async def _contacts(
    request: Request, who: Person, site: Site, typed: list[Contact], wrong: Refused | None = None
) -> Response:
    return await framed(
        request,
        who,
        "institution_contacts.html",
        status=status_of(wrong) if wrong else 200,
        site=site,
        rows=[*typed, *[Contact("", "", "", "", "")] * BLANK_ROWS],
        wrong=reason(wrong, locale_of(request)) if wrong else "",
    )
