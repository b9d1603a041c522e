"""What an administrator does with accounts: from a page or from the command line, in the same words.

The register writes the entries and keeps one administrator; here it is seen that nobody else was faster.
"""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.accounts import Accounts
from controlroom.auth.factors import Factors
from controlroom.auth.one_by_one import one_by_one
from controlroom.auth.passwords import new_password
from controlroom.auth.register import Seat
from controlroom.auth.roles import RIGHTS, Role
from controlroom.errors import Conflict, Refused, Stale, Unknown
from controlroom.store.tables import account, company, unit
from controlroom.store.transaction import transaction
from controlroom.watch.refs import Noun
from controlroom.watch.units import CHANGED
from controlroom.watch.unknown import no_such
from controlroom.watch.words import mark

NO_ACCOUNT: Final = mark("There is no open account with this name.")
NOT_CLOSED: Final = mark("This account is open already.")
TAKEN: Final = mark("There is an account with this name already, perhaps a closed one.")
NO_ROLE: Final = mark("This role signs in nowhere yet. Choose another one.")
WHOSE: Final = mark("Say for which company this account reports.")
OF_NO_COMPANY: Final = mark("Only an account that reports for a company belongs to one.")
WHICH_UNIT: Final = mark("Say for which unit this account reports.")
OF_NO_UNIT: Final = mark("Only an account of a field unit belongs to one.")
NO_UNIT_OF_THE_FIELD: Final = mark("There is no field unit %(unit)s in service.")
NOT_ITS_SITE: Final = mark("The company has no site %(site)s.")
STAYS: Final = mark("An account of a company stays one. Open another account for another role.")
STAYS_WITH_ITS_UNIT: Final = mark(
    "An account of a field unit stays one. Open another account for another role."
)
FOR_PEOPLE: Final = tuple(role for role in RIGHTS if role is not Role.WALL)
"""Roles that a person can have: a wall is a screen, and comes in by its link."""


class People:
    def __init__(self, engine: AsyncEngine, accounts: Accounts, factors: Factors) -> None:
        self._engine = engine
        self._accounts = accounts
        self._factors = factors

    async def add(
        self,
        name: str,
        display_name: str,
        role: Role,
        by: str,
        password: str = "",
        seat: Seat | None = None,
    ) -> str:
        """The password, told once, to be changed by whoever gets it. A name is given once for ever."""
        _must_be_for_people(role)
        await self._must_be_seated(role, seat)
        chosen = password or new_password()
        try:
            called = display_name.strip() or name
            await self._accounts.add(name, called, role, chosen, by=by, seat=seat)
        except Conflict:
            raise Conflict(TAKEN, field="name") from None
        return chosen

    async def rename(self, name: str, display_name: str, by: str, seen: str | None = None) -> None:
        async with self._open(name, seen):
            await self._accounts.rename(name, display_name, by=by)

    async def set_role(self, name: str, role: Role, by: str, seen: str | None = None) -> None:
        _must_be_for_people(role)
        async with self._open(name, seen) as before:
            for seated, stays in ((Role.COMPANY, STAYS), (Role.FIELD_UNIT, STAYS_WITH_ITS_UNIT)):
                if seated in (role, before) and role is not before:
                    raise Refused(stays, field="role")
            await self._accounts.set_role(name, role, by=by)

    async def new_password(self, name: str, by: str, seen: str | None = None) -> str:
        """In place of the one that was forgotten, told once; every session ends."""
        password = new_password()
        async with self._open(name, seen):
            await self._accounts.set_password(name, password, by=by)
        return password

    async def close(self, name: str, by: str, seen: str | None = None) -> None:
        async with self._open(name, seen):
            await self._accounts.disable(name, by=by)

    async def reopen(self, name: str, by: str) -> None:
        """With the role and the password that it had."""
        try:
            await self._accounts.enable(name, by=by)
        except Unknown:
            raise Stale(NOT_CLOSED, field="seen") from None

    async def sign_out(self, name: str, by: str) -> int:
        """Everywhere; how many sessions that ended."""
        async with self._open(name, None):
            return await self._accounts.revoke(name, by=by)

    async def reset_factors(self, name: str, by: str) -> int:
        """For somebody who lost them; how many there were. Every session ends."""
        async with self._open(name, None):
            return await self._factors.reset(name, by=by)

    @asynccontextmanager
    async def _open(self, name: str, seen: str | None) -> AsyncIterator[Role]:
        """One administrator at a time at this account, which is as whoever acts has seen it; its role."""
        query = select(account).where(account.c.name == name, account.c.closed_at.is_(None))
        async with one_by_one(self._engine, f"account:{name}") as connection:
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                raise Unknown(NO_ACCOUNT, field="name")
            if seen not in (None, version_of(row.display_name, row.role)):
                raise Stale(CHANGED, field="seen")
            yield Role(row.role)

    async def _must_be_seated(self, role: Role, seat: Seat | None) -> None:
        """Whoever reports speaks for one company or one unit, and nobody else speaks for any."""
        seat = seat or Seat()
        if (role is Role.COMPANY) != bool(seat.company):
            raise Refused(WHOSE if role is Role.COMPANY else OF_NO_COMPANY, field="company")
        if (role is Role.FIELD_UNIT) != bool(seat.unit):
            raise Refused(WHICH_UNIT if role is Role.FIELD_UNIT else OF_NO_UNIT, field="unit")
        if seat.company:
            await self._must_be_its_site(seat.company, seat.site)
        if seat.unit:
            await self._must_be_of_the_field(seat.unit)

    async def _must_be_its_site(self, code: str, site: str | None) -> None:
        async with transaction(self._engine) as connection:
            query = select(company.c.sites).where(company.c.code == code)
            sites = (await connection.execute(query)).scalar_one_or_none()
        if sites is None:
            raise no_such(Noun.COMPANY, code)
        if site and site not in sites:
            raise Unknown(NOT_ITS_SITE, field="site", site=site)

    async def _must_be_of_the_field(self, call_sign: str) -> None:
        """In service, and not the system of a company."""
        of_the_field = (unit.c.call_sign == call_sign) & unit.c.in_service & unit.c.company.is_(None)
        async with transaction(self._engine) as connection:
            found = (await connection.execute(select(unit.c.call_sign).where(of_the_field))).one_or_none()
        if found is None:
            raise Unknown(NO_UNIT_OF_THE_FIELD, field="unit", unit=call_sign)


def version_of(display_name: str, role: str) -> str:
    """Another one whenever an administrator changed an open account."""
    return hashlib.sha256(repr((display_name, str(role))).encode()).hexdigest()[:12]


def _must_be_for_people(role: Role) -> None:
    if role not in FOR_PEOPLE:
        raise Refused(NO_ROLE, field="role")
