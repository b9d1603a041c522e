"""Sessions of people: 256 random bits in a cookie, their digest in PostgreSQL, two limits of time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.auth.roles import Role
from controlroom.clock import Clock
from controlroom.ids import new_token, token_digest
from controlroom.store.tables import IDLE_LIMIT, account, session
from controlroom.store.transaction import transaction

ABSOLUTE_LIMIT: Final = timedelta(hours=24)
SEEN_EVERY: Final = timedelta(minutes=1)

WHOSE: Final = select(
    account.c.name,
    account.c.display_name,
    account.c.role,
    account.c.closed_at,
    session.c.seen_at,
    session.c.ends_at,
    session.c.revoked_at,
).join_from(session, account)


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    display_name: str
    role: Role


class Gone(StrEnum):
    """Why whoever was let in is let in no longer; the word that a screen is told."""

    REVOKED = "revoked"
    EXPIRED = "expired"


class Sessions:
    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def open(self, connection: AsyncConnection, name: str) -> str:
        """A new token, whatever the browser brought along."""
        token, now = new_token(), self._clock.now()
        row = {"made_at": now, "seen_at": now, "ends_at": now + ABSOLUTE_LIMIT}
        await connection.execute(insert(session).values(digest=token_digest(token), account=name, **row))
        return token

    async def person(self, token: str, *, active: bool = True) -> Person | Gone:
        """Who holds this token; what a browser asks by itself (`active=False`) keeps no session alive."""
        now, mine = self._clock.now(), session.c.digest == token_digest(token)
        async with transaction(self._engine) as connection:
            found = (await connection.execute(WHOSE.where(mine))).one_or_none()
            if found is None:
                return Gone.EXPIRED
            if found.revoked_at or found.closed_at:
                return Gone.REVOKED
            if now >= min(found.ends_at, found.seen_at + IDLE_LIMIT):
                return Gone.EXPIRED
            if active and now - found.seen_at >= SEEN_EVERY:
                await connection.execute(update(session).where(mine).values(seen_at=now))
        return Person(found.name, found.display_name, Role(found.role))

    async def end(self, token: str) -> None:
        """Its holder signs out."""
        mine = update(session).where(session.c.digest == token_digest(token))
        async with transaction(self._engine) as connection:
            await connection.execute(mine.values(ends_at=self._clock.now()))

    async def revoke(self, connection: AsyncConnection, name: str, at: datetime) -> int:
        """Take away all sessions of an account; how many there were."""
        theirs = update(session).where(session.c.account == name, session.c.revoked_at.is_(None))
        return (await connection.execute(theirs.values(revoked_at=at))).rowcount
