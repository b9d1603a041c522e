"""The journal: its head, its rows, and the keys by which a report is known to have come before."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import asyncpg

from controlroom.store.chain import Link, link, salts
from controlroom.store.codec import decode_event, encode_event
from controlroom.store.state import upsert
from controlroom.watch.events import Recorded
from controlroom.watch.refs import Noun

READ_HEAD = "SELECT epoch, seq, hash, ticked_at, clock_timestamp() FROM head WHERE one = 1"
LOCKED = """
WITH locked AS MATERIALIZED (SELECT epoch, seq, hash, ticked_at FROM head WHERE one = 1 FOR UPDATE)
SELECT locked.*, clock_timestamp()"""
"""The clock is asked outside: where the head is locked it is asked before one may have to wait for that."""
LOCK_HEAD = f"{LOCKED} FROM locked"
OF_A_PEN = "SET idle_in_transaction_session_timeout = '4s'; SET plan_cache_mode = force_generic_plan"
"""Less than it takes a wall to say STALE: so long do the others wait for a pen that stands still.

And each of its statements is planned once: it finds what it looks for by an index, whatever that is. Planned
anew for each batch, as the server would by itself, they took a quarter of the time of a report.
"""
APPEND = """
WITH rows AS (
    INSERT INTO journal (seq, recorded_at, actor, kind, body, private, salt, private_digest, hash)
    SELECT $1::bigint + place, $2::timestamptz, actor, kind, body, private, salt, private_digest, hash
    FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::bytea[], $9::bytea[])
         WITH ORDINALITY AS row(actor, kind, body, private, salt, private_digest, hash, place)
), keys AS (
    INSERT INTO report_key (unit, id, digest, seq, received_at)
    SELECT unit, id, digest, seq, $2 FROM unnest($10::text[], $11::uuid[], $12::bytea[], $13::bigint[])
         AS key(unit, id, digest, seq)
)"""
MOVE_HEAD = "UPDATE head SET seq = $14, hash = $15, ticked_at = $2 WHERE one = 1"
STATE_FROM = 16
"""The first parameter that is free for rows of state."""

FIND_KEYS = """
SELECT found.* FROM unnest($1::text[], $2::uuid[]) AS sought(unit, id), LATERAL (
    SELECT k.unit, k.id, k.digest, k.seq, k.received_at FROM report_key k
    WHERE k.unit = sought.unit AND k.id = sought.id LIMIT 1
) AS found
"""
"""LIMIT keeps it one lookup a key: a join planned while the table was empty goes on reading it whole."""
LOCK_HEAD_FIND_KEYS = f"{LOCKED}, known.* FROM locked LEFT JOIN ({FIND_KEYS}) AS known ON true"
"""The keys are those of the moment at which the statement began, the head that of the lock: see Batch."""

HASH_AT = "SELECT hash FROM journal WHERE seq = $1"
ROWS = """
SELECT seq, recorded_at, actor, kind, body, private, salt, private_digest, hash
FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2
"""
SOME_ROWS = """
SELECT seq, recorded_at, actor, kind, body, private, salt, private_digest, hash
FROM journal WHERE seq = ANY($1)
"""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the journal stands: the last number, its hash, when a pen last said that it is there.

    `now` is the database's clock at this look.
    """

    epoch: UUID
    seq: int
    hash: bytes
    ticked_at: datetime | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """The end of the journal after a commit that succeeded; every later journal has this row."""

    epoch: UUID
    seq: int
    hash: bytes


class Forgotten(Exception):
    """The database lacks what it was known to hold: a standby was promoted that had not received it."""


@dataclass(frozen=True, slots=True)
class Key:
    """A report that is on disk: whose, under which id, with which body, at which number."""

    unit: str
    id: UUID
    digest: bytes
    seq: int
    received_at: datetime


async def for_a_pen(connection: asyncpg.Connection) -> None:
    """From now on a head that this connection holds and does nothing with is taken from it, and each of its
    statements is planned once.
    """
    await connection.execute(OF_A_PEN)


async def lock_head(connection: asyncpg.Connection) -> Head:
    return _head(await connection.fetchrow(LOCK_HEAD))


async def lock_head_find_keys(
    connection: asyncpg.Connection, keys: Sequence[tuple[str, UUID]]
) -> tuple[Head, dict[tuple[str, UUID], Key]]:
    """The head, and which keys were known when it was asked for; who had to wait for it must ask again."""
    rows = await connection.fetch(LOCK_HEAD_FIND_KEYS, *_halves(keys))
    width = len(fields(Head))
    found = [Key(*row[width:]) for row in map(tuple, rows) if row[width] is not None]
    return _head(tuple(rows[0])[:width] if rows else None), {(key.unit, key.id): key for key in found}


async def read_head(connection: asyncpg.Connection) -> Head:
    return _head(await connection.fetchrow(READ_HEAD))


async def must_hold(connection: asyncpg.Connection, head: Head, mark: Mark | None) -> None:
    """Raises Forgotten unless the journal still goes through `mark`; a new epoch says that it need not."""
    if mark is None or mark.epoch != head.epoch or mark.seq == 0:
        return
    if mark.hash != await connection.fetchval(HASH_AT, mark.seq):
        raise Forgotten(f"this process knows row {mark.seq} of the journal; the database does not have it")


def _head(row: Iterable[Any] | None) -> Head:
    if row is None:
        raise LookupError("the journal has no head: the database was never migrated")
    return Head(*row)


async def write(
    connection: asyncpg.Connection,
    before: bytes,
    written: Sequence[Recorded],
    keys: Sequence[Key],
    state: Mapping[Noun, str],
    seq: int,
    at: datetime,
) -> bytes:
    """Append the rows up to `seq`, each chained to the one before, with the keys of reports; move the head.

    All of it happened `at` one moment and goes one way to the server and back, with the rows of `state` that
    follow from it. Returns the hash of the last row, which is now the head's.
    """
    links = _chained(before, written)
    rows = [(r.actor, r.kind, r.body, r.private, r.salt, r.private_digest, r.hash) for r in links]
    known = [(k.unit, k.id, k.digest, k.seq) for k in keys]
    first, last = seq - len(links), links[-1].hash if links else before
    columns = (*_columns(rows, 7), *_columns(known, 4))
    await connection.execute(_write(tuple(state)), first, at, *columns, seq, last, *state.values())
    return last


@cache
def _write(nouns: tuple[Noun, ...]) -> str:
    saves = (f", {noun}_rows AS ({upsert(noun, n)})" for n, noun in enumerate(nouns, start=STATE_FROM))
    return f"{APPEND}{''.join(saves)} {MOVE_HEAD}"


def _chained(before: bytes, written: Sequence[Recorded]) -> list[Link]:
    links: list[Link] = []
    for recorded, drawn in zip(written, salts(len(written)), strict=True):
        body, private = encode_event(recorded.event)
        kind, at, salt = recorded.event.kind, recorded.recorded_at, None if private is None else drawn
        made = link(before, recorded.seq, at, recorded.actor, kind, body, private, salt)
        links.append(made)
        before = made.hash
    return links


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


async def purge_sightings(connection: asyncpg.Connection, purged: Sequence[int]) -> None:
    """Take away the personal data of the sightings of which these rows say that they were purged."""
    await connection.execute("SELECT purge_sightings($1)", purged)


async def purge_warnings(connection: asyncpg.Connection, purged: Sequence[int]) -> None:
    """The same of the early warnings of which these rows say so."""
    await connection.execute("SELECT purge_warnings($1)", purged)


async def find_keys(
    connection: asyncpg.Connection, keys: Sequence[tuple[str, UUID]]
) -> dict[tuple[str, UUID], Key]:
    rows = await connection.fetch(FIND_KEYS, *_halves(keys))
    return {(row["unit"], row["id"]): Key(*row) for row in rows}


def _halves(keys: Sequence[tuple[str, UUID]]) -> tuple[list[str], list[UUID]]:
    return [unit for unit, _ in keys], [report for _, report in keys]


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


async def read_next(connection: asyncpg.Connection, after: int, at_most: int) -> list[Link]:
    """The rows that follow a number, in order."""
    return [Link(*row) for row in await connection.fetch(ROWS, after, at_most)]


async def read_some(connection: asyncpg.Connection, numbers: Sequence[int]) -> list[Link]:
    """The rows with these numbers, in any order."""
    return [Link(*row) for row in await connection.fetch(SOME_ROWS, numbers)]


def recorded(row: Link) -> Recorded:
    return Recorded(row.seq, row.recorded_at, row.actor, decode_event(row.kind, row.body, row.private))
