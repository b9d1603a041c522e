"""Reasons that were given: for one session, one file, a few hours."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.clock import Clock
from controlroom.store.tables import reason_given
from controlroom.store.transaction import transaction
from controlroom.watch.consultations import Ground, Reason

HOLDS: Final = timedelta(hours=4)
"""Half a shift: whoever works on a file says once why, and whoever comes back to it later says so again."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """`session` is the digest of the session's token."""

    engine: AsyncEngine
    clock: Clock

    async def held(self, session: bytes, file: str) -> Reason | None:
        mine = (reason_given.c.session == session, reason_given.c.file == file)
        query = select(reason_given.c.ground, reason_given.c.words).where(
            *mine, reason_given.c.ends_at > self.clock.now()
        )
        async with transaction(self.engine) as connection:
            row = (await connection.execute(query)).one_or_none()
        return Reason(Ground(row.ground), row.words) if row else None

    async def give(self, session: bytes, file: str, reason: Reason) -> None:
        now = self.clock.now()
        said = {"ground": reason.ground.value, "words": reason.words, "ends_at": now + HOLDS}
        giving = insert(reason_given).values(session=session, file=file, **said)
        async with transaction(self.engine) as connection:
            await connection.execute(
                giving.on_conflict_do_update(index_elements=["session", "file"], set_=said)
            )
            await connection.execute(delete(reason_given).where(reason_given.c.ends_at < now))
