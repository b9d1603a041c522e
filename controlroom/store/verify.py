"""Proof that nothing was altered: the chain of hashes from the first row to the head."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import asyncpg

from controlroom.store import journal
from controlroom.store.chain import GENESIS, breaks


@dataclass(frozen=True, slots=True)
class Proof:
    """`rows` were sound, `erased` of them blanked; `broken` says what is wrong at the first that was not."""

    rows: int
    erased: int
    broken: str | None


async def _nobody(_: int) -> None:
    """Nobody asks how far it is."""


async def verify(
    connection: asyncpg.Connection, tell: Callable[[int], Awaitable[None]] = _nobody, *, step: int = 2000
) -> Proof:
    """Walk the chain to the head as it stood at the start; `tell` hears after each `step` how far it is.

    No snapshot is held meanwhile: rows do not change, and PostgreSQL could tidy up behind no writer while it
    takes minutes. The head, which each commit writes anew, would be found more slowly with each.
    """
    rows = erased = 0
    before = GENESIS
    head = await journal.read_head(connection)
    async for link in journal.read_links(connection, step=step):
        if link.seq > head.seq:
            break
        if link.seq != rows + 1:
            return Proof(rows, erased, f"row {rows + 1} is missing")
        if why := breaks(before, link):
            return Proof(rows, erased, f"row {link.seq}: {why}")
        rows, before = link.seq, link.hash
        erased += link.private is None and link.private_digest is not None
        if rows % step == 0:
            await tell(rows)
    if (rows, before) != (head.seq, head.hash):
        return Proof(rows, erased, f"the head says {head.seq}, the journal ends at {rows}")
    return Proof(rows, erased, None)
