"""The last signed checkpoints, and whether the journal still goes through them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import desc, select

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import checkpoint, journal


@dataclass(frozen=True, slots=True)
class Seal:
    """`holds`: the journal has that row, with that hash."""

    made_at: datetime
    size: int
    key_name: str
    note: str
    holds: bool


async def last_checkpoints(snapshot: Snapshot, most: int) -> list[Seal]:
    there = select(journal.c.hash).where(journal.c.seq == checkpoint.c.size).scalar_subquery()
    columns = (checkpoint.c.made_at, checkpoint.c.size, checkpoint.c.key_name, checkpoint.c.note)
    query = select(*columns, checkpoint.c.hash, there.label("there")).order_by(desc(checkpoint.c.id))
    rows = await snapshot.connection.execute(query.limit(most))
    return [Seal(r.made_at, r.size, r.key_name, r.note, r.size == 0 or r.there == r.hash) for r in rows]
