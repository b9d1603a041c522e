"""What an administrator does with units: from a page or from the command line, always with an entry.

The entry in the journal comes first: no act without it. An entry whose act then failed can be done again.
"""

from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.auth.codes import Codes
from controlroom.auth.one_by_one import one_by_one
from controlroom.auth.tokens import UnitTokens, token_name
from controlroom.clock import Clock
from controlroom.desk.desk import Desk
from controlroom.errors import Refused, Stale, Unknown
from controlroom.ids import new_token, token_digest
from controlroom.store.tables import unit, unit_code, unit_token
from controlroom.store.transaction import transaction
from controlroom.watch.access import CodeSet, NoteAccess, TokenIssued, TokenRevoked
from controlroom.watch.units import CHANGED, Pulse, RegisterUnit, UnitKind, WithdrawUnit
from controlroom.watch.words import mark

CALL_SIGN: Final = mark("A call sign has up to 64 printable characters, and no blank at its ends.")
NAME: Final = mark("A name has up to 80 printable characters.")
NO_UNIT: Final = mark("There is no unit with this call sign in service.")
NO_TOKEN: Final = mark("This token does not open anything any more.")


class UnitRegister:
    def __init__(
        self, engine: AsyncEngine, clock: Clock, desk: Desk, tokens: UnitTokens, codes: Codes
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._desk = desk
        self._tokens = tokens
        self._codes = codes

    async def add(
        self,
        call_sign: str,
        name: str,
        kind: UnitKind,
        pulse: Pulse,
        by: str,
        company: str | None = None,
    ) -> str:
        """Its first token, told once. A call sign that was retired can be given again."""
        if not _written(call_sign, 64):
            raise Refused(CALL_SIGN, field="call_sign")
        said = call_sign, _named(name, call_sign), kind, pulse
        await self._desk.do(RegisterUnit(*said, seen="", company=company), by)
        return await self.issue(call_sign, by)

    async def change(
        self,
        call_sign: str,
        name: str,
        kind: UnitKind,
        pulse: Pulse,
        by: str,
        seen: str | None = None,
        company: str | None = None,
    ) -> None:
        async with transaction(self._engine) as connection:
            await _must_serve(connection, call_sign)
        said = call_sign, _named(name, call_sign), kind, pulse
        await self._desk.do(RegisterUnit(*said, seen, company), by)

    async def issue(self, call_sign: str, by: str) -> str:
        """One more token, told once; earlier ones stay valid: a unit changes over without a gap."""
        token = new_token()
        digest = token_digest(token)
        async with one_by_one(self._engine, f"unit:{call_sign}") as connection:
            await _must_serve(connection, call_sign)
            await self._desk.do(NoteAccess(TokenIssued(call_sign, token_name(digest))), by)
            row = {"digest": digest, "unit": call_sign, "made_at": self._clock.now()}
            await connection.execute(insert(unit_token).values(row))
        self._tokens.forget()
        return token

    async def revoke_token(self, call_sign: str, by: str, token: str = "") -> int:
        """One token by its name in the list, or all of the unit; how many that ended."""
        async with one_by_one(self._engine, f"unit:{call_sign}") as connection:
            ended = await _valid(connection, call_sign, token)
            if token and not ended:
                raise Stale(NO_TOKEN, field="token")
            if ended:
                await self._desk.do(NoteAccess(TokenRevoked(call_sign, token)), by)
                theirs = update(unit_token).where(unit_token.c.digest.in_(ended))
                await connection.execute(theirs.values(revoked_at=self._clock.now()))
        self._tokens.forget()
        return len(ended)

    async def set_code(self, call_sign: str, by: str, seen: str | None = None) -> str:
        """What the unit says when its call for help is over, told once. `seen`: since when it had one."""
        async with one_by_one(self._engine, f"unit:{call_sign}") as connection:
            await _must_serve(connection, call_sign)
            since = select(unit_code.c.made_at).where(unit_code.c.unit == call_sign)
            made_at = (await connection.execute(since)).scalar_one_or_none()
            if seen is not None and seen != (made_at.isoformat() if made_at else ""):
                raise Stale(CHANGED, field="seen")
            await self._desk.do(NoteAccess(CodeSet(call_sign)), by)
            return await self._codes.set(call_sign)

    async def retire(self, call_sign: str, by: str, seen: str | None = None) -> int:
        """Out of service for good; how many tokens that ended."""
        await self._desk.do(WithdrawUnit(call_sign, seen), by)
        return await self.revoke_token(call_sign, by)


def _written(text: str, most: int) -> bool:
    return text.isprintable() and text == text.strip() and 0 < len(text) <= most


def _named(name: str, call_sign: str) -> str:
    """As it is called, or by its call sign."""
    called = name.strip() or call_sign
    if not _written(called, 80):
        raise Refused(NAME, field="name")
    return called


async def _must_serve(connection: AsyncConnection, call_sign: str) -> None:
    serving = select(unit.c.call_sign).where(unit.c.call_sign == call_sign, unit.c.in_service)
    if (await connection.execute(serving)).one_or_none() is None:
        raise Unknown(NO_UNIT, field="call_sign")


async def _valid(connection: AsyncConnection, call_sign: str, token: str) -> list[bytes]:
    theirs = select(unit_token.c.digest).where(unit_token.c.unit == call_sign)
    rows = await connection.execute(theirs.where(unit_token.c.revoked_at.is_(None)))
    return [digest for digest in rows.scalars() if token in ("", token_name(digest))]
