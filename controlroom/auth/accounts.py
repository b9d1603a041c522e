"""Accounts of people. At first there is none, and none is made with a password that everybody knows."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select, update

from controlroom.auth.register import NAME, Account, LastAdministrator, Register
from controlroom.auth.roles import Role
from controlroom.auth.sessions import Person
from controlroom.auth.throttle import begin_attempt, forgive, network
from controlroom.errors import Forbidden
from controlroom.store.tables import account
from controlroom.store.transaction import transaction
from controlroom.watch.accounts import AccountLocked

__all__ = ["NAME", "Account", "Accounts", "LastAdministrator", "SignedIn", "WrongSignIn"]
WATCH: Final = "watch"


class WrongSignIn(Forbidden):
    slug = "wrong-sign-in"
    title = "Name or password is wrong"


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str
    person: Person


class Accounts(Register):
    """The register, and the door: whoever comes in says a name and a password."""

    async def sign_in(self, name: str, password: str, address: str, agent: str = "") -> SignedIn:
        """Raise WrongSignIn, whether it was the name or the password, or Throttled."""
        name = _as_kept(name)
        kept, fresh = await self._check(name, password, address)
        return await self._open_session(name, kept, fresh, address, agent)

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

    async def _open_session(self, name: str, kept: str, fresh: str, address: str, agent: str) -> SignedIn:
        """Unless the password changed, or the account was closed, while this one was being checked."""
        unchanged = (account.c.name == name, account.c.password_hash == kept, account.c.closed_at.is_(None))
        renewed = update(account).where(*unchanged).values(password_hash=fresh)
        columns = (account.c.display_name, account.c.role, account.c.locale)
        async with transaction(self._engine) as connection:
            person = (await connection.execute(renewed.returning(*columns))).one_or_none()
            if person is None:
                raise WrongSignIn("the account was changed at this moment")
            await forgive(connection, name, network(address), self._clock.now())
            token = await self.sessions.open(connection, name, address, agent)
        return SignedIn(token, Person(name, person.display_name, Role(person.role), person.locale))


def _as_kept(name: str) -> str:
    name = name.strip().lower()
    return name if NAME.fullmatch(name) else "?"
