"""What an administrator does from the command line, each on connections of its own."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.accounts import Accounts
from controlroom.auth.codes import Codes
from controlroom.auth.roles import Role
from controlroom.auth.screens import Screens
from controlroom.auth.tokens import UnitTokens
from controlroom.clock import SystemClock
from controlroom.desk.desk import Desk
from controlroom.desk.pen import Pen
from controlroom.errors import Refused
from controlroom.settings import Settings
from controlroom.store.engine import connect, make_engine
from controlroom.store.tables import unit
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind, WithdrawUnit

ACTOR = "command line"


@asynccontextmanager
async def open_engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(settings.database, pool_size=2)
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


async def add_unit(settings: Settings, call_sign: str, name: str, kind: UnitKind, pulse: Pulse) -> str:
    """The unit's token; registering a known unit again changes it and gives it one more token."""
    if not call_sign.isprintable() or not 0 < len(call_sign) <= 64:
        raise Refused("a call sign has up to 64 printable characters", field="call_sign")
    async with open_desk(settings) as desk, open_engine(settings) as engine:
        await desk.do(RegisterUnit(call_sign, name, kind, pulse), ACTOR)
        return await UnitTokens(engine, SystemClock()).issue(call_sign)


async def revoke_unit(settings: Settings, call_sign: str) -> int:
    """How many tokens that ended."""
    async with open_desk(settings) as desk, open_engine(settings) as engine:
        await desk.do(WithdrawUnit(call_sign), ACTOR)
        return await UnitTokens(engine, SystemClock()).revoke(call_sign)


async def set_code(settings: Settings, call_sign: str) -> str:
    """The code without which nobody resets the unit's call for help."""
    async with open_engine(settings) as engine:
        return await Codes(engine, SystemClock()).set(call_sign)


async def list_units(settings: Settings) -> list[str]:
    async with open_engine(settings) as engine:
        issued = await UnitTokens(engine, SystemClock()).list()
        valid = Counter(token.unit for token in issued if token.revoked_at is None)
        async with engine.connect() as connection:
            rows = await connection.execute(select(unit).order_by(unit.c.call_sign))
            return [_unit_line(row, valid[row.call_sign]) for row in rows]


def _unit_line(row: Row[Any], tokens: int) -> str:
    service = "in service" if row.in_service else "withdrawn"
    return f"{row.call_sign:12} {row.kind:8} {row.pulse:9} {service:11} {tokens} tokens  {row.name}"


async def add_screen(
    settings: Settings, name: str, locale: str, theme: str, diagonal_in: float, distance_m: float
) -> str:
    """The link that makes a browser this screen."""
    async with open_engine(settings) as engine:
        screens = Screens(engine, SystemClock())
        token = await screens.add(name, locale, theme, diagonal_in, distance_m)
    return f"{settings.public_url}/screen/{token}"


async def revoke_screen(settings: Settings, name: str) -> None:
    async with open_engine(settings) as engine:
        await Screens(engine, SystemClock()).revoke(name)


async def list_screens(settings: Settings) -> list[str]:
    async with open_engine(settings) as engine:
        screens = await Screens(engine, SystemClock()).list()
    return [
        f"{s.name:16} {s.locale} {s.theme:5} {s.diagonal_in:.0f} in at {s.distance_m:.1f} m  "
        f"{'revoked' if s.revoked_at else f'last seen {s.seen_at}' if s.seen_at else 'never seen'}"
        for s in screens
    ]


async def add_user(settings: Settings, name: str, display_name: str, role: Role, password: str) -> None:
    async with open_engine(settings) as engine:
        await Accounts(engine, SystemClock()).add(name, display_name, role, password)


async def close_user(settings: Settings, name: str) -> None:
    async with open_engine(settings) as engine:
        await Accounts(engine, SystemClock()).disable(name)


async def list_users(settings: Settings) -> list[str]:
    async with open_engine(settings) as engine:
        accounts = await Accounts(engine, SystemClock()).list()
    return [
        f"{a.name:16} {a.role.value:14} {'closed' if a.closed_at else 'open':6} {a.display_name}"
        for a in accounts
    ]
