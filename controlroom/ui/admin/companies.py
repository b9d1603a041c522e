"""Companies of the early-warning network: bring one in, change it, see who reports for it."""

import re
from hashlib import sha256
from typing import Annotated, Final

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.one_by_one import one_by_one
from controlroom.auth.sessions import Person
from controlroom.desk.desk import Desk
from controlroom.errors import Conflict, Refused, Stale, Unknown
from controlroom.store.panels.admin_companies import company_line, company_lines
from controlroom.store.panels.snapshot import look
from controlroom.ui.admin.drawing import drawn
from controlroom.ui.admin.sending import Seen, Short, Wrong, one_of
from controlroom.ui.consult import Look, consulted
from controlroom.ui.guard import AccountsManagerDep
from controlroom.watch.companies import REGIONS, SECTORS, Company, Region, RegisterCompany, Sector
from controlroom.watch.consultations import Data
from controlroom.watch.refs import Noun
from controlroom.watch.units import CHANGED
from controlroom.watch.unknown import no_such
from controlroom.watch.words import mark

router = APIRouter(include_in_schema=False, prefix="/admin/companies")
Code = Annotated[str, Path(max_length=64)]
Long = Annotated[str, Form(max_length=20_000)]
Chosen = Annotated[list[str] | None, Form()]
TAKEN: Final = mark("There is a company with this code already.")


def version_of(company: Company) -> str:
    """Another one whenever anything of it was changed."""
    return sha256(repr(company).encode()).hexdigest()[:16]


@router.get("")
async def show_companies(request: Request, who: AccountsManagerDep) -> Response:
    return await _list(request, who)


@router.post("", name="company add")
async def add(
    request: Request,
    who: AccountsManagerDep,
    code: Short = "",
    name: Short = "",
    sector: Short = "",
    sites: Long = "",
    regions: Chosen = None,
) -> Response:
    typed = {"code": code, "name": name, "sector": sector, "sites": sites, "regions": _joined(regions)}
    try:
        await _register(request, who, code.strip(), typed, None)
    except Refused as refusal:
        return await _list(request, who, Wrong("add", refusal, typed))
    return _back_to(request, code.strip())


@router.get("/{code:path}")
async def show_company(request: Request, code: Code, who: AccountsManagerDep) -> Response:
    return await _company(request, who, code)


@router.post("/{code:path}/settings", name="company change")
async def change(
    request: Request,
    code: Code,
    who: AccountsManagerDep,
    name: Short = "",
    sector: Short = "",
    sites: Long = "",
    regions: Chosen = None,
    seen: Seen = "",
) -> Response:
    typed = {"name": name, "sector": sector, "sites": sites, "regions": _joined(regions)}
    try:
        await _register(request, who, code, typed, seen)
    except Refused as refusal:
        return await _company(request, who, code, Wrong("change", refusal, typed))
    return _back_to(request, code)


def _joined(regions: list[str] | None) -> str:
    return " ".join(regions or ())


async def _register(
    request: Request, who: Person, code: str, typed: dict[str, str], seen: str | None
) -> None:
    """`seen`: the version that stood on the page; None, if there is to be none yet."""
    regions = tuple(one_of(Region, region, "regions") for region in typed["regions"].split())
    sites = tuple(re.split(r"[\s,;]+", typed["sites"].strip())) if typed["sites"].strip() else ()
    sector = one_of(Sector, typed["sector"], "sector")
    command = RegisterCompany(code, typed["name"].strip(), sector, sites, regions)
    desk: Desk = request.app.state.desk
    async with one_by_one(request.app.state.engine, f"company:{code}"):
        await _must_stand(request, code, seen)
        try:
            await desk.do(command, who.name)
        except Unknown as unknown:
            raise _at_its_field(unknown) from None


async def _must_stand(request: Request, code: str, seen: str | None) -> None:
    async with look(request.app.state.engine) as snapshot:
        line = await company_line(snapshot, code)
    if seen is None:
        if line:
            raise Conflict(TAKEN, field="code")
    elif line is None:
        raise no_such(Noun.COMPANY, code)
    elif version_of(line.company) != seen:
        raise Stale(CHANGED, field="seen")


def _at_its_field(unknown: Unknown) -> Refused:
    """The form has one field for all sites."""
    return Refused(unknown.message, field="sites", **unknown.words) if unknown.field == "site" else unknown


def _back_to(request: Request, code: str) -> Response:
    return RedirectResponse(request.url_for("show_company", code=code).path, 303)


async def _list(request: Request, who: Person, wrong: Wrong | None = None) -> Response:
    async with look(request.app.state.engine, who.name) as snapshot:
        lines = await company_lines(snapshot)
    return await drawn(
        request, who, "admin/companies.html", wrong, lines=lines, sectors=SECTORS, regions=REGIONS
    )


async def _company(request: Request, who: Person, code: str, wrong: Wrong | None = None) -> Response:
    async with look(request.app.state.engine, who.name) as snapshot:
        line = await company_line(snapshot, code)
    if line is None:
        raise no_such(Noun.COMPANY, code)
    await consulted(request, who, Look(Data.STAFF, [f"account:{one.name}" for one in line.people]))
    words = {"line": line, "seen": version_of(line.company), "sectors": SECTORS, "regions": REGIONS}
    return await drawn(request, who, "admin/company.html", wrong, **words)
