"""Accounts of people. At first there is none, and none is made with a password that everybody knows."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.passwords import Passwords
from controlroom.auth.roles import Role
from controlroom.auth.sessions import Person, Sessions
from controlroom.auth.throttle import begin_attempt, forgive, network
from controlroom.clock import Clock
from controlroom.errors import Conflict, Forbidden, Refused, Unknown
from controlroom.store.tables import account
from controlroom.store.transaction import transaction

NAME: Final = re.compile(r"[a-z][a-z0-9._-]{0,63}")


class WrongSignIn(Forbidden):
    slug = "wrong-sign-in"
    title = "Name or password is wrong"


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    display_name: str
    role: Role
    made_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str
    person: Person


class Accounts:
    def __init__(self, engine: AsyncEngine, clock: Clock, passwords: Passwords | None = None) -> None:
        self.sessions = Sessions(engine, clock)
        self._engine = engine
        self._clock = clock
        self._passwords = passwords or Passwords()

    async def add(self, name: str, display_name: str, role: Role, password: str) -> None:
        """A name is given once; it stays in the journal for whoever had it."""
        if not NAME.fullmatch(name):
            raise Refused("a name is a letter and up to 63 of a-z 0-9 . _ -", field="name")
        row = {"display_name": display_name, "role": role.value, "made_at": self._clock.now()}
        kept = await self._passwords.hash(password)
        new = insert(account).values(name=name, password_hash=kept, **row).on_conflict_do_nothing()
        async with transaction(self._engine) as connection:
            if not (await connection.execute(new)).rowcount:
                raise Conflict(f"there is an account {name}", field="name")

    async def list(self) -> list[Account]:
        query = select(account).order_by(account.c.name)
        async with transaction(self._engine) as connection:
            rows = await connection.execute(query)
            return [Account(r.name, r.display_name, Role(r.role), r.made_at, r.closed_at) for r in rows]

    async def set_password(self, name: str, password: str) -> None:
        """Ends every session: whoever knew the old password is out."""
        await self._change(name, password_hash=await self._passwords.hash(password))

    async def close(self, name: str) -> None:
        await self._change(name, closed_at=self._clock.now())

    async def _change(self, name: str, **values: object) -> None:
        async with transaction(self._engine) as connection:
            theirs = update(account).where(account.c.name == name, account.c.closed_at.is_(None))
            if not (await connection.execute(theirs.values(**values))).rowcount:
                raise Unknown(f"there is no open account {name}", field="name")
            await self.sessions.revoke(connection, name, self._clock.now())

    async def revoke(self, name: str) -> int:
        """Sign a person out everywhere; how many sessions that ended."""
        async with transaction(self._engine) as connection:
            return await self.sessions.revoke(connection, name, self._clock.now())

    async def sign_in(self, name: str, password: str, address: str) -> SignedIn:
        """Raise WrongSignIn, whether it was the name or the password, or Throttled."""
        name = name.strip().lower()
        kept = await self._attempt(name if NAME.fullmatch(name) else "?", address)
        if not await self._passwords.matches(password, kept) or kept is None:
            raise WrongSignIn("name or password is wrong")
        fresh = await self._passwords.hash(password) if self._passwords.outdated(kept) else kept
        return await self._open_session(name, kept, fresh, address)

    async def _attempt(self, name: str, address: str) -> str | None:
        """The stored hash of an open account."""
        query = select(account.c.password_hash).where(account.c.name == name, account.c.closed_at.is_(None))
        async with transaction(self._engine) as connection:
            await begin_attempt(connection, name, network(address), self._clock.now())
            return (await connection.execute(query)).scalar_one_or_none()

    async def _open_session(self, name: str, kept: str, fresh: str, address: str) -> SignedIn:
        """Unless the password changed, or the account was closed, while this one was being checked."""
        unchanged = (account.c.name == name, account.c.password_hash == kept, account.c.closed_at.is_(None))
        renewed = update(account).where(*unchanged).values(password_hash=fresh)
        async with transaction(self._engine) as connection:
            found = await connection.execute(renewed.returning(account.c.display_name, account.c.role))
            person = found.one_or_none()
            if person is None:
                raise WrongSignIn("the account was changed at this moment")
            await forgive(connection, name, network(address), self._clock.now())
            token = await self.sessions.open(connection, name)
        return SignedIn(token, Person(name, person.display_name, Role(person.role)))
