"""Half sessions: the password was right, the second factor is awaited. One opens that one door."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.auth.roles import Role
from controlroom.auth.sessions import Person
from controlroom.clock import Clock
from controlroom.errors import Forbidden
from controlroom.ids import new_token, token_digest
from controlroom.store.tables import account, half_session
from controlroom.store.transaction import transaction

LASTS: Final = timedelta(minutes=5)


class HalfwayOver(Forbidden):
    slug = "sign-in-over"
    title = "The sign-in took too long"


@dataclass(frozen=True, slots=True)
class Halfway:
    """`first`: password or oidc. `wish`: where to go then. `enrols`: has no factor yet, and needs one."""

    person: Person
    first: str
    wish: str
    enrols: bool


class Halves:
    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def open(
        self, connection: AsyncConnection, name: str, *, first: str, wish: str, enrols: bool
    ) -> str:
        token, now = new_token(), self._clock.now()
        row = {"account": name, "made_at": now, "ends_at": now + LASTS, "first": first, "wish": wish}
        await connection.execute(delete(half_session).where(half_session.c.ends_at <= now))
        new = insert(half_session).values(digest=token_digest(token), enrols=enrols, **row)
        await connection.execute(new)
        return token

    async def at(self, token: str) -> Halfway:
        """Raises HalfwayOver when it ended, was used, or never was."""
        columns = (account.c.name, account.c.display_name, account.c.role, account.c.locale)
        query = select(*columns, half_session.c.first, half_session.c.wish, half_session.c.enrols)
        mine = (half_session.c.digest == token_digest(token), half_session.c.ends_at > self._clock.now())
        still = query.join_from(half_session, account).where(*mine, account.c.closed_at.is_(None))
        async with transaction(self._engine) as connection:
            row = (await connection.execute(still)).one_or_none()
        if row is None:
            raise HalfwayOver("sign in again")
        person = Person(row.name, row.display_name, Role(row.role), row.locale)
        return Halfway(person, row.first, row.wish, row.enrols)

    async def take(self, connection: AsyncConnection, token: str) -> None:
        """It counts once: whoever comes second finds it used."""
        mine = (half_session.c.digest == token_digest(token), half_session.c.ends_at > self._clock.now())
        if not (await connection.execute(delete(half_session).where(*mine))).rowcount:
            raise HalfwayOver("sign in again")

    async def drop(self, token: str) -> None:
        async with transaction(self._engine) as connection:
            await connection.execute(delete(half_session).where(half_session.c.digest == token_digest(token)))


async def drop_halves(connection: AsyncConnection, name: str) -> None:
    """Who was halfway in with the old password, or the old role, begins again."""
    await connection.execute(delete(half_session).where(half_session.c.account == name))
