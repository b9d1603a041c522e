"""State is a fold: the whole journal folded again, to compare with the state tables or to replace them.

The memory that it takes does not grow with the journal. All of it is folded aside first; only what came in
meanwhile is folded under the lock, or under the snapshot that nobody may tidy up behind.
"""

from collections.abc import AsyncIterator

import asyncpg

from controlroom.store import journal
from controlroom.store.fold import Due, Fold, fold_on
from controlroom.store.scratch import FORGET_WHAT_WAS_ERASED, HOURS, PLATES, differing, put_in_place, scratch
from controlroom.store.tables import NOUNS
from controlroom.watch.refs import Noun

DEADLINES = "SELECT ref, kind, nominal_at, due_at FROM deadline"


async def differences(connection: asyncpg.Connection) -> AsyncIterator[str]:
    """What stands in a state table and does not follow from the journal, or the other way round."""
    fold = Fold()
    async with scratch(connection):
        await fold_on(connection, fold)
        async with connection.transaction(isolation="repeatable_read"):
            await fold_on(connection, fold)
            await connection.execute("SET LOCAL enable_seqscan = on")
            await connection.execute(FORGET_WHAT_WAS_ERASED)
            for noun in NOUNS:
                async for key, folded, stored in connection.cursor(differing(noun), prefetch=1000):
                    yield _told(noun, key, folded, stored)
            for (hour,) in await connection.fetch(HOURS):
                yield f"the incidents of the hour from {hour} are not as many as the journal has"
            for (key,) in await connection.fetch(PLATES):
                yield f"vehicle {key} is not found by the plate that it has"
            for ref, kind in await _different_deadlines(connection, fold):
                yield f"deadline {kind} of {ref} is not what follows from the journal"


def _told(noun: Noun, key: str, folded: str | None, stored: str | None) -> str:
    if folded is None:
        return f"{noun.value} {key} stands in its table and does not follow from the journal"
    if stored is None:
        return f"{noun.value} {key} follows from the journal and is missing in its table"
    return f"{noun.value} {key} differs: by the journal {folded}, in its table {stored}"


async def _different_deadlines(connection: asyncpg.Connection, fold: Fold) -> list[tuple[str, str]]:
    rows = await connection.fetch(DEADLINES)
    stored = {(row["ref"], row["kind"]): Due(row["nominal_at"], row["due_at"]) for row in rows}
    folded = fold.deadlines()
    return sorted(key for key in stored.keys() | folded.keys() if stored.get(key) != folded.get(key))


async def rebuild(connection: asyncpg.Connection) -> int:
    """Empty the state tables and fill them from the journal, as the owner; the number up to which they go."""
    fold = Fold()
    async with scratch(connection):
        await fold_on(connection, fold)
        async with connection.transaction():
            await journal.lock_head(connection)
            await fold_on(connection, fold)
            await put_in_place(connection)
            await _save_deadlines(connection, fold)
    return fold.world.seq


async def _save_deadlines(connection: asyncpg.Connection, fold: Fold) -> None:
    rows = [(ref, kind, due.nominal_at, due.due_at) for (ref, kind), due in fold.deadlines().items()]
    await connection.copy_records_to_table(
        "deadline", records=rows, columns=["ref", "kind", "nominal_at", "due_at"]
    )
