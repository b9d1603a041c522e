"""Bearer tokens of field units, asked at every POST: all valid ones are kept in memory for five seconds."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.clock import Clock, monotonic
from controlroom.errors import Unavailable, Unknown
from controlroom.ids import new_token, token_digest
from controlroom.store.codec import thing_of
from controlroom.store.tables import unit, unit_token
from controlroom.store.transaction import transaction
from controlroom.watch.refs import Noun
from controlroom.watch.units import Unit

VALID_FOR_S: Final = 5.0
"""How long a revoked token, or a unit that left service, may still be let in."""
ANSWER_WITHIN_S: Final = 5.0
"""How long a unit waits at the door for a database that says nothing, before it is told so."""
ASK_AGAIN_AFTER_S: Final = 0.5
"""A token nobody knows may be new; a flood of invented ones still costs two queries a second."""

VALID: Final = (
    select(unit_token.c.digest, *unit.c)
    .join(unit, unit.c.call_sign == unit_token.c.unit)
    .where(unit_token.c.revoked_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class Issued:
    """`token`: by which it is known in lists."""

    unit: str
    token: str
    made_at: datetime
    revoked_at: datetime | None


class UnitTokens:
    def __init__(self, engine: AsyncEngine, clock: Clock, monotonic: Callable[[], float] = monotonic) -> None:
        self._engine = engine
        self._clock = clock
        self._monotonic = monotonic
        self._reading = asyncio.Lock()
        self._valid: dict[bytes, Unit] = {}
        self._read_at = float("-inf")

    async def unit(self, token: str) -> Unit | None:
        """The unit that holds this token; one out of service is told so by the door of the feeds.

        Raises Unavailable when that cannot be known now.
        """
        digest = token_digest(token)
        if self._age() > (VALID_FOR_S if digest in self._valid else ASK_AGAIN_AFTER_S):
            await self._read_soon()
        return self._valid.get(digest)

    def _age(self) -> float:
        return self._monotonic() - self._read_at

    async def _read_soon(self) -> None:
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await self._read(self._read_at)
        except TimeoutError:
            raise Unavailable("the database does not answer") from None

    async def _read(self, seen: float) -> None:
        """Once for all who wait, since the time at which they saw the tokens read last."""
        async with self._reading:
            if self._read_at != seen:
                return
            asked_at = self._monotonic()
            async with transaction(self._engine) as connection:
                rows = (await connection.execute(VALID)).mappings().all()
            self._valid = {row["digest"]: _unit(row) for row in rows}
            self._read_at = asked_at

    async def issue(self, call_sign: str) -> str:
        """A token, told once; earlier ones stay valid, so that a unit can change over without a gap."""
        token = new_token()
        there = select(unit.c.call_sign).where(unit.c.call_sign == call_sign, unit.c.in_service)
        row = {"digest": token_digest(token), "unit": call_sign, "made_at": self._clock.now()}
        async with transaction(self._engine) as connection:
            if (await connection.execute(there)).one_or_none() is None:
                raise Unknown(f"there is no unit {call_sign} in service", field="unit")
            await connection.execute(insert(unit_token).values(row))
        self.forget()
        return token

    async def revoke(self, call_sign: str) -> int:
        """All tokens of a unit; how many there were."""
        theirs = update(unit_token).where(unit_token.c.unit == call_sign, unit_token.c.revoked_at.is_(None))
        async with transaction(self._engine) as connection:
            revoked = (await connection.execute(theirs.values(revoked_at=self._clock.now()))).rowcount
        self.forget()
        return revoked

    async def list(self) -> list[Issued]:
        query = select(unit_token).order_by(unit_token.c.unit, unit_token.c.made_at)
        async with transaction(self._engine) as connection:
            rows = await connection.execute(query)
            return [Issued(row.unit, token_name(row.digest), row.made_at, row.revoked_at) for row in rows]

    def forget(self) -> None:
        self._read_at = float("-inf")


def token_name(digest: bytes) -> str:
    """Enough of the digest to tell a unit's tokens apart; it opens nothing."""
    return digest.hex()[:12]


def _unit(row: RowMapping) -> Unit:
    found: Unit = thing_of(Noun.UNIT, row)
    return found
