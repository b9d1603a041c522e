"""Which roles need a second factor: kept in the database, and each change in the journal."""

from sqlalchemy import Delete, delete, select, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.entries import Entries
from controlroom.auth.roles import Role
from controlroom.clock import Clock
from controlroom.store.tables import account, required_factor, session
from controlroom.store.transaction import transaction
from controlroom.watch.accounts import FactorRequired


class Requirement:
    def __init__(self, engine: AsyncEngine, clock: Clock, entries: Entries) -> None:
        self._engine = engine
        self._clock = clock
        self._entries = entries

    async def roles(self) -> frozenset[Role]:
        async with transaction(self._engine) as connection:
            return frozenset(map(Role, (await connection.execute(select(required_factor.c.role))).scalars()))

    async def set(self, role: Role, *, required: bool, by: str) -> None:
        """From now on. Whoever of this role came in by a password alone signs in again."""
        now = self._clock.now()
        change: Insert | Delete
        if required:
            change = insert(required_factor).values(role=role.value, since=now).on_conflict_do_nothing()
        else:
            change = delete(required_factor).where(required_factor.c.role == role.value)
        theirs = select(account.c.name).where(account.c.role == role.value)
        weak = update(session).where(
            session.c.account.in_(theirs), session.c.factor == "", session.c.revoked_at.is_(None)
        )
        async with transaction(self._engine) as connection:
            if not (await connection.execute(change)).rowcount:
                return
            if required:
                await connection.execute(weak.values(revoked_at=now))
            await self._entries.note(connection, FactorRequired(role.value, required, by), by)
        await self._entries.hand_in()
