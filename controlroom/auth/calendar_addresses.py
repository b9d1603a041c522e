"""Secret addresses of private calendars: one a person, kept as a digest, told once, and revocable.

Whoever has the address sees what its holder may see, without signing in; a telephone asks for it every half
hour. So the journal is told once a day and person that the calendar went out, not at each of fifty times:
a row each would bury what an auditor looks for (docs/interchange.md).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.entries import Entries
from controlroom.auth.roles import Right, Role
from controlroom.clock import Clock
from controlroom.ids import new_token, token_digest
from controlroom.store.tables import account, calendar_address
from controlroom.store.transaction import transaction
from controlroom.watch.accounts import CalendarAddressMade, CalendarAddressRevoked

NOTED_EACH: Final = timedelta(minutes=1)
"""When it was last used is written down no more often."""


@dataclass(frozen=True, slots=True)
class Address:
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Holder:
    """`told_on`: the day on which the journal was last told that this calendar went out."""

    account: str
    told_on: date | None


class CalendarAddresses:
    def __init__(self, engine: AsyncEngine, clock: Clock, entries: Entries) -> None:
        self._engine = engine
        self._clock = clock
        self._entries = entries

    async def of(self, name: str) -> Address | None:
        query = select(calendar_address.c.made_at, calendar_address.c.used_at)
        async with transaction(self._engine) as connection:
            row = (await connection.execute(query.where(calendar_address.c.account == name))).one_or_none()
        return Address(row.made_at, row.used_at) if row else None

    async def make(self, name: str) -> str:
        """The token of a new address, told once; the one before leads nowhere from now on."""
        token = new_token()
        row = {"account": name, "digest": token_digest(token), "made_at": self._clock.now()}
        async with transaction(self._engine) as connection:
            await connection.execute(delete(calendar_address).where(calendar_address.c.account == name))
            await connection.execute(insert(calendar_address).values(row))
            await self._entries.note(connection, CalendarAddressMade(name), name)
        await self._entries.hand_in()
        return token

    async def revoke(self, name: str) -> None:
        mine = delete(calendar_address).where(calendar_address.c.account == name)
        async with transaction(self._engine) as connection:
            if (await connection.execute(mine)).rowcount:
                await self._entries.note(connection, CalendarAddressRevoked(name), name)
        await self._entries.hand_in()

    async def holder(self, token: str) -> Holder | None:
        """Whose it is; nobody's, if they are gone or may not read files any more."""
        mine = (
            select(calendar_address.c.account, calendar_address.c.told_on, account.c.role)
            .join(account, account.c.name == calendar_address.c.account)
            .where(calendar_address.c.digest == token_digest(token), account.c.closed_at.is_(None))
        )
        async with transaction(self._engine) as connection:
            row = (await connection.execute(mine)).one_or_none()
        if row is None or not Role(row.role).may(Right.READ_FILES):
            return None
        return Holder(row.account, row.told_on)

    async def used(self, name: str, told_on: date) -> None:
        now = self._clock.now()
        last = calendar_address.c.used_at
        stale = or_(last.is_(None), last < now - NOTED_EACH, calendar_address.c.told_on != told_on)
        query = update(calendar_address).where(calendar_address.c.account == name, stale)
        async with transaction(self._engine) as connection:
            await connection.execute(query.values(used_at=now, told_on=told_on))
