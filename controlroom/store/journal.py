"""The journal: its head, its rows, and the keys by which a report is known to have come before."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from controlroom.store.chain import Link, link
from controlroom.store.codec import decode_event, encode_event
from controlroom.watch.events import Recorded

LOCK_HEAD = "SELECT epoch, seq, hash, ticked_at FROM head WHERE one = 1 FOR UPDATE"
READ_HEAD = "SELECT epoch, seq, hash, ticked_at FROM head WHERE one = 1"
HOLD_HEAD_BRIEFLY = "SET idle_in_transaction_session_timeout = '4s'"
"""Less than it takes a wall to say STALE: so long do the others wait for a pen that stands still."""
MOVE_HEAD = "UPDATE head SET seq = $1, hash = $2, ticked_at = $3 WHERE one = 1"

APPEND = """
INSERT INTO journal (seq, recorded_at, actor, kind, body, private, salt, private_digest, hash)
SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[],
                     $7::bytea[], $8::bytea[], $9::bytea[])
"""

FIND_KEYS = """
SELECT found.* FROM unnest($1::text[], $2::uuid[]) AS sought(unit, id), LATERAL (
    SELECT k.unit, k.id, k.digest, k.seq, k.received_at FROM report_key k
    WHERE k.unit = sought.unit AND k.id = sought.id LIMIT 1
) AS found
"""
"""LIMIT keeps it one lookup a key: a join planned while the table was empty goes on reading it whole."""

KEEP_KEYS = """
INSERT INTO report_key (unit, id, digest, seq, received_at)
SELECT * FROM unnest($1::text[], $2::uuid[], $3::bytea[], $4::bigint[], $5::timestamptz[])
"""

ROWS = """
SELECT seq, recorded_at, actor, kind, body, private, salt, private_digest, hash
FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the journal stands: the last number, its hash, and when the pen last said that it is there."""

    epoch: UUID
    seq: int
    hash: bytes
    ticked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Key:
    """A report that is on disk: whose, under which id, with which body, at which number."""

    unit: str
    id: UUID
    digest: bytes
    seq: int
    received_at: datetime


async def hold_briefly(connection: asyncpg.Connection) -> None:
    """From now on a head that this connection holds and does nothing with is taken from it."""
    await connection.execute(HOLD_HEAD_BRIEFLY)


async def lock_head(connection: asyncpg.Connection) -> Head:
    return _head(await connection.fetchrow(LOCK_HEAD))


async def read_head(connection: asyncpg.Connection) -> Head:
    return _head(await connection.fetchrow(READ_HEAD))


def _head(row: asyncpg.Record | None) -> Head:
    if row is None:
        raise LookupError("the journal has no head: the database was never migrated")
    return Head(*row)


async def move_head(connection: asyncpg.Connection, seq: int, last: bytes, ticked_at: datetime) -> None:
    await connection.execute(MOVE_HEAD, seq, last, ticked_at)


async def append(connection: asyncpg.Connection, before: bytes, written: Iterable[Recorded]) -> bytes:
    """Write the rows, each chained to the one before; the hash of the last."""
    links: list[Link] = []
    for recorded in written:
        body, private = encode_event(recorded.event)
        made = link(
            before, recorded.seq, recorded.recorded_at, recorded.actor, recorded.event.kind, body, private
        )
        links.append(made)
        before = made.hash
    if links:
        columns = zip(
            *(
                (r.seq, r.recorded_at, r.actor, r.kind, r.body, r.private, r.salt, r.private_digest, r.hash)
                for r in links
            ),
            strict=True,
        )
        await connection.execute(APPEND, *map(list, columns))
    return before


async def find_keys(
    connection: asyncpg.Connection, keys: Sequence[tuple[str, UUID]]
) -> dict[tuple[str, UUID], Key]:
    rows = await connection.fetch(FIND_KEYS, [unit for unit, _ in keys], [report for _, report in keys])
    return {(row["unit"], row["id"]): Key(*row) for row in rows}


async def keep_keys(connection: asyncpg.Connection, keys: Sequence[Key]) -> None:
    await connection.execute(
        KEEP_KEYS,
        [k.unit for k in keys],
        [k.id for k in keys],
        [k.digest for k in keys],
        [k.seq for k in keys],
        [k.received_at for k in keys],
    )


async def read_links(
    connection: asyncpg.Connection, after: int = 0, *, step: int = 2000
) -> AsyncIterator[Link]:
    """Every row after a number, in order."""
    while True:
        rows = await connection.fetch(ROWS, after, step)
        for row in rows:
            yield Link(*row)
        if len(rows) < step:
            return
        after = rows[-1]["seq"]


def recorded(row: Link) -> Recorded:
    return Recorded(row.seq, row.recorded_at, row.actor, decode_event(row.kind, row.body, row.private))
