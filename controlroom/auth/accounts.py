"""Accounts of people. At first there is none, and none is made with a password that everybody knows."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from controlroom.auth.factors import has_factor, required_of
from controlroom.auth.register import NAME, Account, LastAdministrator, Register
from controlroom.auth.roles import Role
from controlroom.auth.sessions import Person
from controlroom.auth.throttle import begin_attempt, forgive, network
from controlroom.errors import Forbidden
from controlroom.store.tables import account
from controlroom.store.transaction import transaction
from controlroom.watch.accounts import AccountLocked

__all__ = [
    "NAME",
    "Account",
    "Accounts",
    "Browser",
    "FactorAwaited",
    "LastAdministrator",
    "SignedIn",
    "WrongSignIn",
]
WATCH: Final = "watch"


class WrongSignIn(Forbidden):
    slug = "wrong-sign-in"
    title = "Name or password is wrong"


class FactorAwaited(Forbidden):
    """The first step succeeded; `token` is of the half session in which the second one is done."""

    slug = "second-factor"
    title = "A second factor is needed"

    def __init__(self, token: str) -> None:
        super().__init__("a second factor is needed")
        self.token = token


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str
    person: Person


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody comes from, and what their browser calls itself."""

    address: str = ""
    agent: str = ""


class Accounts(Register):
    """The register, and the door: a name and a password, then a second factor if there is one or must be."""

    async def sign_in(
        self, name: str, password: str, address: str, agent: str = "", wish: str = ""
    ) -> SignedIn:
        """Raise WrongSignIn, whether it was the name or the password, or Throttled, or FactorAwaited."""
        name = _as_kept(name)
        kept, fresh = await self._check(name, password, address)
        async with transaction(self._engine) as connection:
            await self._still(connection, name, kept, fresh)
            await forgive(connection, name, network(address), self._clock.now())
            half = await self._half(connection, name, "password", wish)
            token = None if half else await self.sessions.open(connection, name, address, agent)
            person = await _person(connection, name)
        if half:
            raise FactorAwaited(half)
        return SignedIn(token or "", person)

    async def come_in(
        self, name: str, browser: Browser, *, first: str, wish: str = "", factor: str = ""
    ) -> SignedIn:
        """Whoever proved elsewhere who they are; `factor`: also by what second one, else ours is asked."""
        async with transaction(self._engine) as connection:
            person = await _person(connection, name)
            half = None if factor else await self._half(connection, name, first, wish)
            token = None
            if not half:
                token = await self.sessions.open(connection, name, browser.address, browser.agent, factor)
        if half:
            raise FactorAwaited(half)
        return SignedIn(token or "", person)

    async def finish(self, half: str, factor: str, browser: Browser) -> SignedIn:
        """The second step succeeded: a new token, and the half session is used up. Raises HalfwayOver."""
        halfway = await self.halves.at(half)
        name = halfway.person.name
        async with transaction(self._engine) as connection:
            await self.halves.take(connection, half)
            token = await self.sessions.open(connection, name, browser.address, browser.agent, factor)
        return SignedIn(token, halfway.person)

    async def _half(self, connection: AsyncConnection, name: str, first: str, wish: str) -> str | None:
        """A half session, if this account has a second factor or needs one."""
        has, needs = await has_factor(connection, name), await required_of(connection, name)
        if not (has or needs):
            return None
        return await self.halves.open(connection, name, first=first, wish=wish, enrols=not has)

    async def _still(self, connection: AsyncConnection, name: str, kept: str, fresh: str) -> None:
        """Unless the password changed, or the account was closed, while this one was being checked."""
        unchanged = (account.c.name == name, account.c.password_hash == kept, account.c.closed_at.is_(None))
        renewed = update(account).where(*unchanged).values(password_hash=fresh)
        if not (await connection.execute(renewed)).rowcount:
            raise WrongSignIn("the account was changed at this moment")

    async def confirm(self, name: str, password: str, address: str = "") -> bool:
        """Whether this is the password of an open account, as a signature under something.

        Never False: raises WrongSignIn or Throttled. It opens no session.
        """
        name = _as_kept(name)
        await self._check(name, password, address)
        async with transaction(self._engine) as connection:
            await forgive(connection, name, network(address), self._clock.now())
        return True

    async def _check(self, name: str, password: str, address: str) -> tuple[str, str]:
        """The stored hash, and what should be stored from now on."""
        kept, last = await self._attempt(name, address)
        if not await self._passwords.matches(password, kept) or kept is None:
            if kept is not None and last:
                await self._say_locked(name, address)
            raise WrongSignIn("name or password is wrong")
        fresh = await self._passwords.hash(password) if self._passwords.outdated(kept) else kept
        return kept, fresh

    async def _attempt(self, name: str, address: str) -> tuple[str | None, bool]:
        """The stored hash of an open account, and whether this was the last attempt that need not wait."""
        query = select(account.c.password_hash).where(account.c.name == name, account.c.closed_at.is_(None))
        async with transaction(self._engine) as connection:
            last = await begin_attempt(connection, name, network(address), self._clock.now())
            return (await connection.execute(query)).scalar_one_or_none(), last

    async def _say_locked(self, name: str, address: str) -> None:
        async with transaction(self._engine) as connection:
            await self.entries.note(connection, AccountLocked(name, network(address)), WATCH)
        await self.entries.hand_in()


async def _person(connection: AsyncConnection, name: str) -> Person:
    query = select(account).where(account.c.name == name, account.c.closed_at.is_(None))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise WrongSignIn("there is no open account of this name")
    of = {"company": row.company, "site": row.site, "unit": row.unit}
    return Person(name, row.display_name, Role(row.role), row.locale, **of)


def _as_kept(name: str) -> str:
    name = name.strip().lower()
    return name if NAME.fullmatch(name) else "?"
