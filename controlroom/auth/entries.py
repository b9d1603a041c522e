"""What is done with accounts goes into the journal: noted in the same transaction, handed in after it.

So nothing is done that the journal does not learn: what could not be handed in at once, because the journal
could not be written, goes with the next act. After a crash an entry may come twice; never not at all.
"""

import logging
from typing import Protocol

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from controlroom.clock import Clock
from controlroom.errors import Busy
from controlroom.store.codec import decode_event, encode_event
from controlroom.store.tables import account_entry as entry
from controlroom.store.transaction import transaction
from controlroom.watch.accounts import AccountEvent, NoteAccount

log = logging.getLogger(__name__)


class Journal(Protocol):
    """The desk, as far as accounts need one."""

    async def do(self, command: NoteAccount, actor: str) -> int | None: ...


class Entries:
    """Without a `journal` they wait for somebody who has one."""

    def __init__(self, engine: AsyncEngine, clock: Clock, journal: Journal | None = None) -> None:
        self._engine = engine
        self._clock = clock
        self._journal = journal

    async def note(self, connection: AsyncConnection, event: AccountEvent, by: str) -> None:
        body, private = encode_event(event)
        row = {"kind": event.kind, "body": body, "private": private, "by": by, "at": self._clock.now()}
        await connection.execute(insert(entry).values(row))

    async def hand_in(self) -> None:
        """What waits, oldest first. A row is locked meanwhile, so that two servers do not both do it."""
        if self._journal is None:
            return
        try:
            while await self._hand_in_one(self._journal):
                pass
        except Busy as refusal:
            log.warning("what was done with accounts waits for the journal: %s", refusal.slug)

    async def _hand_in_one(self, journal: Journal) -> bool:
        oldest = select(entry).order_by(entry.c.id).limit(1).with_for_update(skip_locked=True)
        async with transaction(self._engine) as connection:
            row = (await connection.execute(oldest)).one_or_none()
            if row is None:
                return False
            event = decode_event(row.kind, row.body, row.private)
            await journal.do(NoteAccount(event), row.by)  # type: ignore[arg-type]
            await connection.execute(delete(entry).where(entry.c.id == row.id))
        return True
