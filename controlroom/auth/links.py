"""Which account belongs to whom at the provider: by (issuer, subject), never by a name that is alike."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.accounts import Accounts
from controlroom.auth.passwords import new_password
from controlroom.auth.provider import Known, ProviderRefused
from controlroom.auth.roles import Role
from controlroom.clock import Clock
from controlroom.errors import Conflict, Refused, Unknown
from controlroom.store.tables import account, account_link
from controlroom.store.transaction import transaction
from controlroom.watch.accounts import AccountLinked, AccountUnlinked
from controlroom.watch.words import mark

PROVIDER: Final = "provider"
"""The actor where nobody of the watch acts."""
NOBODY_HERE: Final = mark("No account here belongs to this sign-in. Ask an administrator to link yours.")


@dataclass(frozen=True, slots=True)
class Link:
    account: str
    issuer: str
    subject: str | None
    expects: str | None


class Links:
    """`creates`: the role of an account that is made for whoever has none; None makes none."""

    def __init__(
        self, engine: AsyncEngine, clock: Clock, accounts: Accounts, creates: Role | None = None
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._accounts = accounts
        self._creates = creates

    async def account_of(self, known: Known) -> str:
        """The name of the account. Raises ProviderRefused if there is none."""
        return await self._linked(known) or await self._awaited(known) or await self._made(known)

    async def _linked(self, known: Known) -> str | None:
        this = (account_link.c.issuer == known.issuer, account_link.c.subject == known.subject)
        async with transaction(self._engine) as connection:
            found = await connection.execute(select(account_link.c.account).where(*this))
            return found.scalar_one_or_none()

    async def _awaited(self, known: Known) -> str | None:
        """The first sign-in under a name that an administrator named; from now on the subject counts."""
        awaited = (
            account_link.c.issuer == known.issuer,
            account_link.c.expects == known.name,
            account_link.c.subject.is_(None),
        )
        first = update(account_link).where(*awaited).values(subject=known.subject)
        async with transaction(self._engine) as connection:
            found = await connection.execute(first.returning(account_link.c.account))
            name: str | None = found.scalar_one_or_none()
            if name is not None:
                event = AccountLinked(name, known.issuer, PROVIDER, known.subject)
                await self._accounts.entries.note(connection, event, PROVIDER)
        await self._accounts.entries.hand_in()
        return name

    async def _made(self, known: Known) -> str:
        """A name that somebody has here already is not theirs for having it there."""
        if self._creates is None:
            raise ProviderRefused(NOBODY_HERE)
        try:
            await self._accounts.add(
                known.name, known.display_name, self._creates, new_password(), by=PROVIDER
            )
        except Refused:
            raise ProviderRefused(NOBODY_HERE) from None
        await self.link(known.name, known.issuer, subject=known.subject, by=PROVIDER)
        return known.name

    async def link(
        self, name: str, issuer: str, *, subject: str | None = None, expects: str | None = None, by: str
    ) -> None:
        """To a subject, or to whoever first comes under the name `expects`; in place of a link before."""
        if not (subject or expects):
            raise Refused("say the subject at the provider, or the name that is expected", field="subject")
        row = {"account": name, "issuer": issuer, "subject": subject, "made_at": self._clock.now()}
        mine = (account_link.c.account == name, account_link.c.issuer == issuer)
        there = select(account.c.name).where(account.c.name == name, account.c.closed_at.is_(None))
        try:
            async with transaction(self._engine) as connection:
                if (await connection.execute(there)).one_or_none() is None:
                    raise Unknown(f"there is no open account {name}", field="name")
                await connection.execute(delete(account_link).where(*mine))
                awaited = expects.lower() if expects else None
                await connection.execute(insert(account_link).values(expects=awaited, **row))
                await self._accounts.entries.note(connection, AccountLinked(name, issuer, by, subject), by)
        except IntegrityError:
            raise Conflict("another account is linked to this", field="subject") from None
        await self._accounts.entries.hand_in()

    async def unlink(self, name: str, issuer: str, *, by: str) -> None:
        mine = (account_link.c.account == name, account_link.c.issuer == issuer)
        async with transaction(self._engine) as connection:
            if not (await connection.execute(delete(account_link).where(*mine))).rowcount:
                raise Unknown(f"{name} is not linked", field="name")
            await self._accounts.entries.note(connection, AccountUnlinked(name, issuer, by), by)
        await self._accounts.entries.hand_in()

    async def list(self) -> list[Link]:
        query = select(account_link).order_by(account_link.c.account)
        async with transaction(self._engine) as connection:
            rows = await connection.execute(query)
            return [Link(r.account, r.issuer, r.subject, r.expects) for r in rows]
