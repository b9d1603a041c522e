"""Walks of the whole chain that an auditor asked for: how far each is, and what it found."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import desc, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.store.tables import proof
from controlroom.store.transaction import transaction

STANDS_STILL_AFTER: Final = timedelta(minutes=1)
"""A walk that said nothing for so long was cut off: its process has ended."""


@dataclass(frozen=True, slots=True)
class Walk:
    """`rows` of `of_rows` are looked at; `broken` says what is wrong at the first that is not sound."""

    id: int
    asked_by: str
    asked_at: datetime
    seen_at: datetime
    rows: int
    of_rows: int
    ended_at: datetime | None
    broken: str | None

    def goes_on(self, now: datetime) -> bool:
        return self.ended_at is None and now - self.seen_at < STANDS_STILL_AFTER


@dataclass(frozen=True, slots=True)
class Proofs:
    engine: AsyncEngine

    async def latest(self, most: int = 5) -> list[Walk]:
        columns = [proof.c[name] for name in Walk.__dataclass_fields__]
        query = select(*columns).order_by(desc(proof.c.id)).limit(most)
        async with transaction(self.engine) as connection:
            return [Walk(*row) for row in await connection.execute(query)]

    async def begin(self, by: str, of_rows: int) -> int:
        now = func.clock_timestamp()
        row = insert(proof).values(asked_by=by, asked_at=now, seen_at=now, rows=0, of_rows=of_rows)
        async with transaction(self.engine) as connection:
            number: int = (await connection.execute(row.returning(proof.c.id))).scalar_one()
        return number

    async def say(self, number: int, rows: int, **more: Any) -> None:
        now = func.clock_timestamp()
        said = update(proof).where(proof.c.id == number).values(rows=rows, seen_at=now, **more)
        async with transaction(self.engine) as connection:
            await connection.execute(said)

    async def end(self, number: int, rows: int, broken: str | None) -> None:
        await self.say(number, rows, ended_at=func.clock_timestamp(), broken=broken)
