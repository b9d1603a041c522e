"""People: add one, rename, give another role or password, sign out, close and open the account."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from controlroom.auth.people import FOR_PEOPLE, NO_ACCOUNT, People, version_of
from controlroom.auth.register import Seat
from controlroom.auth.requirement import Requirement
from controlroom.auth.roles import Role
from controlroom.auth.sessions import Person
from controlroom.errors import Refused, Unknown
from controlroom.store.panels.admin_people import person_lines, units_of_the_field
from controlroom.store.panels.snapshot import look
from controlroom.ui.admin.drawing import drawn
from controlroom.ui.admin.sending import Secret, Seen, Short, Wrong, must_be_named, one_of
from controlroom.ui.consult import Look, consulted
from controlroom.ui.guard import AccountsManagerDep
from controlroom.watch.consultations import Data

router = APIRouter(include_in_schema=False, prefix="/admin/people")
Name = Annotated[str, Path(max_length=64)]


@router.get("")
async def show_people(request: Request, who: AccountsManagerDep) -> Response:
    return await _list(request, who)


@router.post("", name="user add")
async def add(
    request: Request,
    who: AccountsManagerDep,
    name: Short = "",
    display_name: Short = "",
    role: Short = "",
    company: Short = "",
    site: Short = "",
    unit: Short = "",
) -> Response:
    """`company` and `site`: for whom an account of a company reports; `unit`: for which one in the field."""
    typed = {"name": name, "display_name": display_name, "role": role}
    typed |= {"company": company, "site": site, "unit": unit}
    name, seat = name.strip(), Seat.of(company, site, unit)
    try:
        chosen = one_of(Role, role, "role")
        password = await _people(request).add(name, display_name, chosen, who.name, seat=seat)
    except Refused as refusal:
        return await _list(request, who, Wrong("add", refusal, typed))
    return await _person(request, who, name, Secret("password", password))


@router.get("/{name}")
async def show_person(request: Request, name: Name, who: AccountsManagerDep) -> Response:
    return await _person(request, who, name)


@router.post("/{name}/name", name="user rename")
async def rename(
    request: Request, name: Name, who: AccountsManagerDep, display_name: Short = "", seen: Seen = ""
) -> Response:
    try:
        await _people(request).rename(name, display_name, who.name, seen)
    except Refused as refusal:
        wrong = Wrong("rename", refusal, {"display_name": display_name})
        return await _person(request, who, name, wrong=wrong)
    return _back_to(name)


@router.post("/{name}/role", name="user role")
async def set_role(
    request: Request, name: Name, who: AccountsManagerDep, role: Short = "", seen: Seen = ""
) -> Response:
    try:
        await _people(request).set_role(name, one_of(Role, role, "role"), who.name, seen)
    except Refused as refusal:
        return await _person(request, who, name, wrong=Wrong("role", refusal, {"role": role}))
    return _back_to(name)


@router.post("/{name}/password", name="user password")
async def new_password(
    request: Request, name: Name, who: AccountsManagerDep, seen: Seen = "", confirm: Short = ""
) -> Response:
    try:
        must_be_named(confirm, name)
        password = await _people(request).new_password(name, who.name, seen)
    except Refused as refusal:
        return await _person(request, who, name, wrong=Wrong("password", refusal))
    return await _person(request, who, name, Secret("password", password))


@router.post("/{name}/factors/reset", name="user reset-factor")
async def reset_factor(
    request: Request, name: Name, who: AccountsManagerDep, confirm: Short = ""
) -> Response:
    try:
        must_be_named(confirm, name)
        await _people(request).reset_factors(name, who.name)
    except Refused as refusal:
        return await _person(request, who, name, wrong=Wrong("reset-factor", refusal))
    return _back_to(name)


@router.post("/requirement", name="user require")
async def require(
    request: Request, who: AccountsManagerDep, role: Short = "", required: Short = ""
) -> Response:
    """`required`: yes or no, as it is to be. Whoever came in by a password alone signs in again."""
    try:
        chosen = one_of(Role, role, "role")
        await _requirement(request).set(chosen, required=required == "yes", by=who.name)
    except Refused as refusal:
        return await _list(request, who, Wrong("require", refusal))
    return RedirectResponse("/admin/people#factors", 303)


@router.post("/{name}/sessions/end", name="user sign-out")
async def sign_out(request: Request, name: Name, who: AccountsManagerDep) -> Response:
    try:
        await _people(request).sign_out(name, who.name)
    except Refused as refusal:
        return await _person(request, who, name, wrong=Wrong("sign-out", refusal))
    return _back_to(name)


@router.post("/{name}/closure", name="user close")
async def close(
    request: Request, name: Name, who: AccountsManagerDep, seen: Seen = "", confirm: Short = ""
) -> Response:
    try:
        must_be_named(confirm, name)
        await _people(request).close(name, who.name, seen)
    except Refused as refusal:
        return await _person(request, who, name, wrong=Wrong("close", refusal))
    return _back_to(name)


@router.post("/{name}/opening", name="user open")
async def reopen(request: Request, name: Name, who: AccountsManagerDep) -> Response:
    try:
        await _people(request).reopen(name, who.name)
    except Refused as refusal:
        return await _person(request, who, name, wrong=Wrong("open", refusal))
    return _back_to(name)


def _people(request: Request) -> People:
    people: People = request.app.state.people
    return people


def _requirement(request: Request) -> Requirement:
    requirement: Requirement = request.app.state.requirement
    return requirement


def _back_to(name: str) -> Response:
    return RedirectResponse(f"/admin/people/{name}", 303)


async def _list(request: Request, who: Person, wrong: Wrong | None = None) -> Response:
    async with look(request.app.state.engine) as snapshot:
        lines = await person_lines(snapshot, request.app.state.clock.now())
        units = await units_of_the_field(snapshot)
    await consulted(request, who, Look(Data.STAFF, count=len(lines)))
    required = await _requirement(request).roles()
    words = {"lines": lines, "roles": _roles(), "required": {role.value for role in required}}
    return await drawn(request, who, "admin/people.html", wrong, units=units, **words)


async def _person(
    request: Request, who: Person, name: str, secret: Secret | None = None, wrong: Wrong | None = None
) -> Response:
    async with look(request.app.state.engine) as snapshot:
        lines = await person_lines(snapshot, request.app.state.clock.now())
    line = next((line for line in lines if line.name == name), None)
    if line is None:
        raise Unknown(NO_ACCOUNT, field="name")
    await consulted(request, who, Look(Data.STAFF, (f"account:{name}",)))
    words = {"line": line, "seen": version_of(line.display_name, line.role), "roles": _roles()}
    return await drawn(request, who, "admin/person.html", wrong, secret=secret, **words)


def _roles() -> tuple[str, ...]:
    return tuple(role.value for role in FOR_PEOPLE)
