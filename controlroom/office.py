"""What an administrator does from the command line, each on connections of its own."""

import asyncio
import os
import pwd
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.accounts import Accounts
from controlroom.auth.codes import Codes
from controlroom.auth.entries import Entries
from controlroom.auth.factors import Factors
from controlroom.auth.people import People
from controlroom.auth.register import Seat
from controlroom.auth.requirement import Requirement
from controlroom.auth.roles import Role
from controlroom.auth.screen_register import Look, ScreenRegister
from controlroom.auth.screens import Screens
from controlroom.auth.seal import Seal
from controlroom.auth.tokens import UnitTokens
from controlroom.auth.unit_register import UnitRegister
from controlroom.clock import SystemClock
from controlroom.desk.desk import Desk
from controlroom.desk.pen import Pen
from controlroom.errors import ControlRoomError, Refused, Unknown
from controlroom.interchange.fault import Unreadable
from controlroom.interchange.institution_plan import Plan, plan
from controlroom.interchange.institutions import COLUMNS, row_of
from controlroom.interchange.table import table_text
from controlroom.settings import Settings
from controlroom.store.engine import connect, make_engine
from controlroom.store.panels.institutions import for_import
from controlroom.store.panels.snapshot import whole_look
from controlroom.store.tables import company, unit
from controlroom.watch.companies import Region, RegisterCompany, Sector
from controlroom.watch.consultations import Consult, Data, DataExported, Ground
from controlroom.watch.units import Pulse, UnitKind


def by_hand() -> str:
    """Whoever types: the account of the machine, as the journal names it."""
    try:
        return f"command line:{pwd.getpwuid(os.getuid()).pw_name}"
    except KeyError:
        return f"command line:{os.getuid()}"


@asynccontextmanager
async def open_engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(settings.database, pool_size=4)
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def open_desk(settings: Settings) -> AsyncIterator[Desk]:
    """A pen of this process's own; those that serve find by their poll what it wrote."""
    own_connection = partial(connect, settings.database)
    await (await own_connection()).close()
    pen = Pen(own_connection, None, lambda: None, limit=settings.queue_limit)
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(pen.run())
        try:
            yield Desk(pen)
        finally:
            pen.stop()
            await asyncio.wait([writing], timeout=10)
            writing.cancel()


@asynccontextmanager
async def units_of(settings: Settings) -> AsyncIterator[UnitRegister]:
    async with open_desk(settings) as desk, open_engine(settings) as engine:
        clock = SystemClock()
        yield UnitRegister(engine, clock, desk, UnitTokens(engine, clock), Codes(engine, clock))


async def add_unit(
    settings: Settings, call_sign: str, name: str, kind: UnitKind, pulse: Pulse, company: str = ""
) -> str:
    """The unit's first token. `company`: whose system it is."""
    async with units_of(settings) as units:
        return await units.add(call_sign, name, kind, pulse, by_hand(), company or None)


async def add_company(
    settings: Settings,
    code: str,
    name: str,
    sector: Sector,
    sites: tuple[str, ...],
    regions: tuple[Region, ...] = (),
) -> None:
    async with open_desk(settings) as desk:
        await desk.do(RegisterCompany(code, name, sector, sites, regions), by_hand())


async def list_companies(settings: Settings) -> list[str]:
    async with open_engine(settings) as engine, engine.connect() as connection:
        rows = (await connection.execute(select(company).order_by(company.c.code))).all()
    return [_company_line(row) for row in rows]


def _company_line(row: Row[Any]) -> str:
    where = ", ".join(row.regions) or "everywhere"
    return f"{row.code:16} {row.sector:20} {row.name}: {', '.join(row.sites)} ({where})"


async def change_unit(
    settings: Settings, call_sign: str, name: str | None, kind: UnitKind | None, pulse: Pulse | None
) -> None:
    """What is not said stays as it is."""
    async with open_engine(settings) as engine, engine.connect() as connection:
        query = select(unit).where(unit.c.call_sign == call_sign)
        row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Unknown(f"there is no unit {call_sign!r}", field="unit")
    wanted = (name or row.name, kind or UnitKind(row.kind), pulse or Pulse(row.pulse))
    async with units_of(settings) as units:
        await units.change(call_sign, *wanted, by_hand(), company=row.company)


async def issue_token(settings: Settings, call_sign: str) -> str:
    async with units_of(settings) as units:
        return await units.issue(call_sign, by_hand())


async def revoke_token(settings: Settings, call_sign: str, token: str) -> int:
    async with units_of(settings) as units:
        return await units.revoke_token(call_sign, by_hand(), token)


async def retire_unit(settings: Settings, call_sign: str) -> int:
    """How many tokens that ended."""
    async with units_of(settings) as units:
        return await units.retire(call_sign, by_hand())


async def set_code(settings: Settings, call_sign: str) -> str:
    """The code without which nobody resets the unit's call for help."""
    async with units_of(settings) as units:
        return await units.set_code(call_sign, by_hand())


async def list_units(settings: Settings) -> list[str]:
    async with open_engine(settings) as engine:
        issued = await UnitTokens(engine, SystemClock()).list()
        valid = defaultdict(list)
        for token in issued:
            if token.revoked_at is None:
                valid[token.unit].append(f"{token.token} of {token.made_at:%Y-%m-%d}")
        async with engine.connect() as connection:
            rows = await connection.execute(select(unit).order_by(unit.c.call_sign))
            return [_unit_line(row, valid[row.call_sign]) for row in rows]


def _unit_line(row: Row[Any], tokens: list[str]) -> str:
    service = "in service" if row.in_service else "withdrawn"
    said = "  ".join([row.name, *tokens])
    return f"{row.call_sign:12} {row.kind:8} {row.pulse:9} {service:11} {len(tokens)} tokens  {said}"


@asynccontextmanager
async def screens_of(settings: Settings) -> AsyncIterator[ScreenRegister]:
    async with open_desk(settings) as desk, open_engine(settings) as engine:
        clock = SystemClock()
        yield ScreenRegister(engine, clock, desk, Screens(engine, clock))


async def add_screen(settings: Settings, name: str, look: Look) -> str:
    """The link that makes a browser this screen."""
    async with screens_of(settings) as screens:
        return _link(settings, await screens.add(name, look, by_hand()))


async def change_screen(settings: Settings, name: str, **said: Any) -> None:
    """What is not said stays as it is."""
    async with screens_of(settings) as screens:
        now = await screens.working(name)
        look = Look(now.locale, now.theme, now.diagonal_in, now.distance_m)
        wanted = {key: value for key, value in said.items() if value is not None}
        await screens.change(name, replace(look, **wanted), by_hand())


async def rename_screen(settings: Settings, name: str, to: str) -> None:
    async with screens_of(settings) as screens:
        await screens.rename(name, to, by_hand())


async def link_screen(settings: Settings, name: str) -> str:
    async with screens_of(settings) as screens:
        return _link(settings, await screens.new_link(name, by_hand()))


def _link(settings: Settings, token: str) -> str:
    return f"{settings.public_url}/screen/{token}"


async def revoke_screen(settings: Settings, name: str) -> None:
    async with screens_of(settings) as screens:
        await screens.revoke(name, by_hand())


async def list_screens(settings: Settings) -> list[str]:
    async with open_engine(settings) as engine:
        screens = await Screens(engine, SystemClock()).list()
    return [
        f"{s.name:16} {s.locale} {s.theme:5} {s.diagonal_in:.0f} in at {s.distance_m:.1f} m  "
        f"{'revoked' if s.revoked_at else f'last seen {s.seen_at}' if s.seen_at else 'never seen'}"
        for s in screens
    ]


@asynccontextmanager
async def people_of(settings: Settings) -> AsyncIterator[People]:
    async with open_desk(settings) as desk, open_engine(settings) as engine:
        accounts = Accounts(engine, SystemClock(), journal=desk)
        seal = Seal(engine, SystemClock(), settings.secret_keys)
        yield People(engine, accounts, Factors(engine, SystemClock(), seal, accounts.entries))


async def add_user(
    settings: Settings,
    name: str,
    display_name: str,
    role: Role,
    password: str = "",
    seat: Seat | None = None,
) -> str:
    """The password with which this person comes in."""
    async with people_of(settings) as people:
        return await people.add(name, display_name, role, by_hand(), password, seat)


async def rename_user(settings: Settings, name: str, display_name: str) -> None:
    async with people_of(settings) as people:
        await people.rename(name, display_name, by_hand())


async def set_role(settings: Settings, name: str, role: Role) -> None:
    async with people_of(settings) as people:
        await people.set_role(name, role, by_hand())


async def give_password(settings: Settings, name: str) -> str:
    async with people_of(settings) as people:
        return await people.new_password(name, by_hand())


async def sign_out_user(settings: Settings, name: str) -> int:
    """How many sessions that ended."""
    async with people_of(settings) as people:
        return await people.sign_out(name, by_hand())


async def reset_factors(settings: Settings, name: str) -> int:
    """How many there were."""
    async with people_of(settings) as people:
        return await people.reset_factors(name, by_hand())


async def require_factor(settings: Settings, role: Role, *, required: bool) -> None:
    async with open_desk(settings) as desk, open_engine(settings) as engine:
        entries = Entries(engine, SystemClock(), desk)
        await Requirement(engine, SystemClock(), entries).set(role, required=required, by=by_hand())


async def close_user(settings: Settings, name: str) -> None:
    async with people_of(settings) as people:
        await people.close(name, by_hand())


async def open_user(settings: Settings, name: str) -> None:
    async with people_of(settings) as people:
        await people.reopen(name, by_hand())


async def list_users(settings: Settings) -> list[str]:
    async with open_engine(settings) as engine:
        accounts = await Accounts(engine, SystemClock()).list()
    return [
        f"{a.name:16} {a.role.value:14} {'closed' if a.closed_at else 'open':6} {a.display_name}"
        for a in accounts
    ]


class Moved(ControlRoomError):
    """What a table would do is no longer what was shown."""

    slug = "moved"
    title = "It changed in the meantime"


async def plan_institutions(settings: Settings, raw: bytes) -> Plan:
    """What a table of institutions would do."""
    async with open_engine(settings) as engine:
        return await _plan(engine, raw)


async def _plan(engine: AsyncEngine, raw: bytes) -> Plan:
    """Whoever types commands at the machine reads every file."""
    async with whole_look(engine) as snapshot:
        sites, _ = await for_import(snapshot)
    try:
        return plan(raw, sites, frozenset(), by_hand())
    except Unreadable as unreadable:
        fault = unreadable.fault
        raise Refused(f"line {fault.line}: {fault.text % fault.values}") from None


async def do_institutions(settings: Settings, raw: bytes, seen: str) -> None:
    """Does what was shown, and nothing if anything moved meanwhile."""
    async with open_desk(settings) as desk, open_engine(settings) as engine:
        found = await _plan(engine, raw)
        if found.mark != seen:
            raise Moved
        for refused in await desk.do_all(found.commands, by_hand()):
            if isinstance(refused, Refused):
                raise refused


async def export_institutions(settings: Settings, reason: str) -> str:
    """All of them as a table; who took it out, and why, is in the journal first."""
    async with open_desk(settings) as desk, open_engine(settings) as engine:
        async with whole_look(engine) as snapshot:
            sites, _ = await for_import(snapshot)
        taken = DataExported(
            Data.CONTACT, "institution export", "", count=len(sites), ground=Ground.OTHER, because=reason
        )
        await desk.do(Consult(taken), by_hand())
    return table_text(COLUMNS, (row_of(site).values() for site in sites.values()))
