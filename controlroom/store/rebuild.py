"""State is a fold: the whole journal folded again, to compare with the state tables or to replace them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime

import asyncpg

from controlroom.store import journal, state
from controlroom.store.codec import encode_thing
from controlroom.store.tables import NOUNS
from controlroom.watch.events import Recorded, Thing, WatchResumed
from controlroom.watch.fold import expectations
from controlroom.watch.refs import Noun
from controlroom.watch.world import World

DEADLINES = "SELECT ref, kind, nominal_at, due_at FROM deadline"
EMPTY = f"TRUNCATE {', '.join(table.name for table in NOUNS.values())}, deadline"


@dataclass(slots=True)
class Due:
    """A deadline as its thing says it, and as it counts with the grace that was granted."""

    nominal_at: datetime
    due_at: datetime


@dataclass(slots=True)
class Fold:
    """What follows from the rows so far. Rows of one moment were one batch; deadlines are kept a batch."""

    world: World = field(default_factory=World)
    due: dict[tuple[str, str], Due] = field(default_factory=dict)
    _batch_at: datetime | None = None

    def take(self, recorded: Recorded) -> None:
        if recorded.recorded_at != self._batch_at:
            self.end_batch()
            self._batch_at = recorded.recorded_at
        self.world.seq = recorded.seq
        self.world.fold(recorded)
        if isinstance(recorded.event, WatchResumed):
            self._grant_grace(recorded.event)

    def end_batch(self) -> None:
        for ref in self.world.dirty:
            thing = self.world.things[ref]
            self._expect(str(ref), {e.kind: e.due_at for e in expectations(thing)} if thing else {})
        self.world.dirty.clear()

    def _expect(self, ref: str, expected: dict[str, datetime]) -> None:
        for key in [key for key in self.due if key[0] == ref and key[1] not in expected]:
            del self.due[key]
        for kind, at in expected.items():
            known = self.due.get((ref, kind))
            if known is None or known.nominal_at != at:
                self.due[ref, kind] = Due(at, at)

    def _grant_grace(self, down: WatchResumed) -> None:
        for due in self.due.values():
            if down.down_from <= due.due_at <= down.down_to:
                due.due_at += down.down_to - down.down_from

    def things(self, noun: Noun) -> dict[str, Thing]:
        return {ref.key: t for ref, t in self.world.things.items() if ref.noun is noun and t is not None}


async def fold_journal(connection: asyncpg.Connection) -> Fold:
    fold = Fold()
    async for link in journal.read_links(connection):
        fold.take(journal.recorded(link))
    fold.end_batch()
    return fold


async def differences(connection: asyncpg.Connection) -> AsyncIterator[str]:
    """What stands in a state table and does not follow from the journal, or the other way round."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        fold = await fold_journal(connection)
        for noun in NOUNS:
            folded = fold.things(noun)
            async for key, stored in state.everything(connection, noun):
                if why := _differs(folded.pop(key, None), stored):
                    yield f"{noun.value} {key} {why}"
            for key in folded:
                yield f"{noun.value} {key} follows from the journal and is missing in its table"
        for ref, kind in await _different_deadlines(connection, fold):
            yield f"deadline {kind} of {ref} is not what follows from the journal"


def _differs(folded: Thing | None, stored: Thing) -> str | None:
    if folded is None:
        return "stands in its table and does not follow from the journal"
    if encode_thing(folded) != encode_thing(stored):
        return f"differs: by the journal {folded}, in its table {stored}"
    return None


async def _different_deadlines(connection: asyncpg.Connection, fold: Fold) -> list[tuple[str, str]]:
    rows = await connection.fetch(DEADLINES)
    stored = {(row["ref"], row["kind"]): Due(row["nominal_at"], row["due_at"]) for row in rows}
    return sorted(key for key in stored.keys() | fold.due.keys() if stored.get(key) != fold.due.get(key))


async def rebuild(connection: asyncpg.Connection) -> int:
    """Empty the state tables and fill them from the journal, as the owner; the number up to which they go."""
    async with connection.transaction():
        await journal.lock_head(connection)
        fold = await fold_journal(connection)
        await connection.execute(EMPTY)
        everything = [(ref, thing) for ref, thing in fold.world.things.items() if thing is not None]
        await state.save(connection, everything)
        await _save_deadlines(connection, fold)
    return fold.world.seq


async def _save_deadlines(connection: asyncpg.Connection, fold: Fold) -> None:
    rows = [(ref, kind, due.nominal_at, due.due_at) for (ref, kind), due in fold.due.items()]
    await connection.copy_records_to_table(
        "deadline", records=rows, columns=["ref", "kind", "nominal_at", "due_at"]
    )
