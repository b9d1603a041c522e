"""The register of people: who has an account, under which role. Each change is an entry of the journal."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.auth.entries import Entries, Journal
from controlroom.auth.halfway import Halves, drop_halves
from controlroom.auth.passwords import Passwords
from controlroom.auth.roles import RIGHTS, Right, Role
from controlroom.auth.sessions import Sessions
from controlroom.clock import Clock
from controlroom.errors import Conflict, Refused, Unknown
from controlroom.store.tables import account
from controlroom.store.transaction import transaction
from controlroom.watch.accounts import (
    AccountAdded,
    AccountDisabled,
    AccountEnabled,
    AccountEvent,
    AccountPasswordSet,
    AccountRenamed,
    AccountRoleChanged,
    SessionsEnded,
)
from controlroom.watch.words import mark

NAME: Final = re.compile(r"[a-z][a-z0-9._-]{0,63}")
SET_UP: Final = "set-up"
"""Who acts where nobody is named: a demo, a first start."""
ADMINISTRATORS: Final = [role.value for role, rights in RIGHTS.items() if Right.MANAGE_ACCOUNTS in rights]
ONE_AT_A_TIME: Final = 0x4143_4354
"""Key of the advisory lock under which rights are taken away: two administrators cannot remove each other."""
BAD_NAME: Final = mark("A name is a letter and up to 63 of a-z 0-9 . _ -")
NO_DISPLAY_NAME: Final = mark("Say what this person is called, in at most 100 characters.")
LAST_ONE: Final = mark(
    "This is the last account that may manage accounts. Give another one that right first."
)


class LastAdministrator(Refused):
    slug = "last-administrator"
    title = "Somebody must be able to manage accounts"


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    display_name: str
    role: Role
    made_at: datetime
    closed_at: datetime | None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """For whom somebody speaks: a company, or a field unit.

    `site`: the only one of the company, None for all of them.
    """

    company: str | None = None
    site: str | None = None
    unit: str | None = None

    @classmethod
    def of(cls, company: str, site: str = "", unit: str = "") -> "Seat | None":
        """As somebody typed it."""
        typed = cls(company.strip() or None, site.strip() or None, unit.strip() or None)
        return typed if typed.company or typed.unit else None

    @property
    def named(self) -> dict[str, str]:
        """Whatever of it there is."""
        named = {"company": self.company, "site": self.site, "unit": self.unit}
        return {name: value for name, value in named.items() if value}


class Register:
    """`by` is who does it: the name of an account, or where the act came from."""

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        passwords: Passwords | None = None,
        journal: Journal | None = None,
    ) -> None:
        self.sessions = Sessions(engine, clock)
        self.halves = Halves(engine, clock)
        self.entries = Entries(engine, clock, journal)
        self._engine = engine
        self._clock = clock
        self._passwords = passwords or Passwords()

    async def add(
        self,
        name: str,
        display_name: str,
        role: Role,
        password: str,
        *,
        by: str = SET_UP,
        seat: Seat | None = None,
    ) -> None:
        """A name is given once; it stays in the journal for whoever had it."""
        if not NAME.fullmatch(name):
            raise Refused(BAD_NAME, field="name")
        row = {
            "display_name": _called(display_name),
            "role": role.value,
            "made_at": self._clock.now(),
            "password_hash": await self._passwords.hash(password),
            **(seat.named if seat else {}),
        }
        new = insert(account).values(name=name, **row).on_conflict_do_nothing()
        async with transaction(self._engine) as connection:
            if not (await connection.execute(new)).rowcount:
                raise Conflict(f"there is an account {name}", field="name")
            added = AccountAdded(name, role.value, by, display_name, **(seat.named if seat else {}))
            await self.entries.note(connection, added, by)
        await self.entries.hand_in()

    async def list(self) -> list[Account]:
        async with transaction(self._engine) as connection:
            rows = await connection.execute(select(account).order_by(account.c.name))
            return [
                Account(r.name, r.display_name, Role(r.role), r.made_at, r.closed_at, r.locale) for r in rows
            ]

    async def rename(self, name: str, display_name: str, *, by: str = SET_UP) -> None:
        called = _called(display_name)
        await self._change(name, AccountRenamed(name, by, called), by, display_name=called)

    async def set_role(self, name: str, role: Role, *, by: str = SET_UP) -> None:
        """Ends every session: whoever is signed in signs in again, with the other rights."""

        def changed(before: str) -> AccountEvent:
            return AccountRoleChanged(name, before, role.value, by)

        await self._change(name, changed, by, ends_sessions=True, role=role.value)

    async def set_password(self, name: str, password: str, *, by: str = SET_UP) -> None:
        """Ends every session: whoever knew the old password is out."""
        kept = await self._passwords.hash(password)
        await self._change(name, AccountPasswordSet(name, by), by, ends_sessions=True, password_hash=kept)

    async def change_own_password(self, name: str, password: str, *, keep: int) -> None:
        """Ends every session but the one in which it is changed."""
        kept = await self._passwords.hash(password)
        async with transaction(self._engine) as connection:
            await self._open_role(connection, name)
            theirs = update(account).where(account.c.name == name)
            await connection.execute(theirs.values(password_hash=kept))
            await self.sessions.revoke(connection, name, self._clock.now(), all_but=keep)
            await drop_halves(connection, name)
            await self.entries.note(connection, AccountPasswordSet(name, name), name)
        await self.entries.hand_in()

    async def disable(self, name: str, *, by: str = SET_UP) -> None:
        """Live screens of this person close within 30 seconds, and say so."""
        at = self._clock.now()
        await self._change(name, AccountDisabled(name, by), by, ends_sessions=True, closed_at=at)

    async def enable(self, name: str, *, by: str = SET_UP) -> None:
        """With the password and the role that it had."""
        theirs = update(account).where(account.c.name == name, account.c.closed_at.is_not(None))
        async with transaction(self._engine) as connection:
            if not (await connection.execute(theirs.values(closed_at=None))).rowcount:
                raise Unknown(f"there is no disabled account {name}", field="name")
            await self.entries.note(connection, AccountEnabled(name, by), by)
        await self.entries.hand_in()

    async def _change(
        self,
        name: str,
        event: AccountEvent | Callable[[str], AccountEvent],
        by: str,
        *,
        ends_sessions: bool = False,
        **values: object,
    ) -> None:
        """Of an account that is open; `event` may want the role that it had before."""
        async with transaction(self._engine) as connection:
            before = await self._open_role(connection, name)
            if "closed_at" in values or values.get("role", before) not in ADMINISTRATORS:
                await _keep_an_administrator(connection, name, before)
            await connection.execute(update(account).where(account.c.name == name).values(**values))
            if ends_sessions:
                await self.sessions.revoke(connection, name, self._clock.now())
                await drop_halves(connection, name)
            await self.entries.note(connection, event(before) if callable(event) else event, by)
        await self.entries.hand_in()

    async def _open_role(self, connection: AsyncConnection, name: str) -> str:
        await connection.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
        theirs = select(account.c.role).where(account.c.name == name, account.c.closed_at.is_(None))
        role = (await connection.execute(theirs)).scalar_one_or_none()
        if role is None:
            raise Unknown(f"there is no open account {name}", field="name")
        return str(role)

    async def revoke(self, name: str, *, by: str = SET_UP) -> int:
        """Sign a person out everywhere; how many sessions that ended."""
        async with transaction(self._engine) as connection:
            ended = await self.sessions.revoke(connection, name, self._clock.now())
            if ended:
                await self.entries.note(connection, SessionsEnded(name, ended, by), by)
        await self.entries.hand_in()
        return ended

    async def end_session(self, name: str, number: int, *, by: str = SET_UP) -> None:
        """One of theirs, by its number in the list."""
        async with transaction(self._engine) as connection:
            if not await self.sessions.revoke(connection, name, self._clock.now(), only=number):
                raise Unknown(f"there is no session {number} of {name}", field="session")
            await self.entries.note(connection, SessionsEnded(name, 1, by), by)
        await self.entries.hand_in()

    async def end_other_sessions(self, name: str, keep: int, *, by: str = SET_UP) -> int:
        async with transaction(self._engine) as connection:
            ended = await self.sessions.revoke(connection, name, self._clock.now(), all_but=keep)
            if ended:
                await self.entries.note(connection, SessionsEnded(name, ended, by), by)
        await self.entries.hand_in()
        return ended

    async def set_locale(self, name: str, locale: str) -> None:
        """The language in which this account is spoken to, on whatever browser it signs in."""
        async with transaction(self._engine) as connection:
            await connection.execute(update(account).where(account.c.name == name).values(locale=locale))


async def _keep_an_administrator(connection: AsyncConnection, name: str, before: str) -> None:
    if before not in ADMINISTRATORS:
        return
    others = select(func.count()).where(
        account.c.role.in_(ADMINISTRATORS), account.c.closed_at.is_(None), account.c.name != name
    )
    if not (await connection.execute(others)).scalar_one():
        raise LastAdministrator(LAST_ONE, field="name")


def _called(display_name: str) -> str:
    called = " ".join(display_name.split())
    if not called.isprintable() or not 0 < len(called) <= 100:
        raise Refused(NO_DISPLAY_NAME, field="display_name")
    return called
