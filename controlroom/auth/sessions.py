"""Sessions of people: 256 random bits in a cookie, their digest in PostgreSQL, two limits of time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql import ColumnElement

from controlroom.auth.roles import Role
from controlroom.clock import Clock
from controlroom.ids import new_token, token_digest
from controlroom.store.tables import IDLE_LIMIT, account, session
from controlroom.store.transaction import transaction

ABSOLUTE_LIMIT: Final = timedelta(hours=24)
SEEN_EVERY: Final = timedelta(minutes=1)
AGENT_AT_MOST: Final = 300

WHOSE: Final = select(
    account.c.name,
    account.c.display_name,
    account.c.role,
    account.c.closed_at,
    session.c.seen_at,
    session.c.ends_at,
    session.c.revoked_at,
    session.c.id,
    account.c.locale,
    account.c.company,
    account.c.site,
    account.c.unit,
).join_from(session, account)


@dataclass(frozen=True, slots=True)
class Person:
    """`session`: the number of the one by which they are here.

    `company`: for which they speak; `site`: the only one of it that they speak for, None for all.
    `unit`: the call sign for which they report.
    """

    name: str
    display_name: str
    role: Role
    locale: str | None = field(default=None, compare=False)
    session: int = field(default=0, compare=False)
    company: str | None = None
    site: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """`agent`: what the browser calls itself. `factor`: what it was opened by besides a password."""

    number: int
    account: str
    made_at: datetime
    seen_at: datetime
    address: str
    agent: str
    factor: str


class Gone(StrEnum):
    """Why whoever was let in is let in no longer; the word that a screen is told.

    `changed`: it may come in again at once, as what it is now: its page loads anew.
    """

    REVOKED = "revoked"
    EXPIRED = "expired"
    CHANGED = "changed"


class Sessions:
    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def open(
        self, connection: AsyncConnection, name: str, address: str = "", agent: str = "", factor: str = ""
    ) -> str:
        """A new token, whatever the browser brought along."""
        token, now = new_token(), self._clock.now()
        times = {"made_at": now, "seen_at": now, "ends_at": now + ABSOLUTE_LIMIT}
        seen = {"address": address, "agent": _legible(agent), "factor": factor}
        row = insert(session).values(digest=token_digest(token), account=name, **times, **seen)
        await connection.execute(row)
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
        who = found.name, found.display_name, Role(found.role), found.locale, found.id
        return Person(*who, found.company, found.site, found.unit)

    async def end(self, token: str) -> None:
        """Its holder signs out."""
        mine = update(session).where(session.c.digest == token_digest(token))
        async with transaction(self._engine) as connection:
            await connection.execute(mine.values(ends_at=self._clock.now()))

    async def list(self, name: str | None = None) -> list[OpenSession]:
        """Those that are open, of one account or of all, newest first."""
        query = select(session).where(_live(self._clock.now())).order_by(session.c.made_at.desc())
        if name is not None:
            query = query.where(session.c.account == name)
        async with transaction(self._engine) as connection:
            rows = await connection.execute(query)
            return [
                OpenSession(r.id, r.account, r.made_at, r.seen_at, r.address, r.agent, r.factor) for r in rows
            ]

    async def revoke(
        self,
        connection: AsyncConnection,
        name: str,
        at: datetime,
        *,
        only: int | None = None,
        all_but: int | None = None,
    ) -> int:
        """Take away sessions of an account, all or by their numbers; how many were open."""
        theirs = update(session).where(session.c.account == name, _live(at))
        if only is not None:
            theirs = theirs.where(session.c.id == only)
        if all_but is not None:
            theirs = theirs.where(session.c.id != all_but)
        return (await connection.execute(theirs.values(revoked_at=at))).rowcount


def _live(now: datetime) -> ColumnElement[bool]:
    fresh = (session.c.ends_at > now) & (session.c.seen_at > now - IDLE_LIMIT)
    return fresh & session.c.revoked_at.is_(None)


def _legible(agent: str) -> str:
    return "".join(filter(str.isprintable, agent))[:AGENT_AT_MOST]
