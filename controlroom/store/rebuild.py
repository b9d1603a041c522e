"""State is a fold: the whole journal folded again, to compare with the state tables or to replace them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

import asyncpg

from controlroom.store import journal, state
from controlroom.store.codec import encode_thing
from controlroom.store.tables import NOUNS
from controlroom.watch.clocks import ClockJumped
from controlroom.watch.events import Recorded, Thing, WatchResumed
from controlroom.watch.fold import expectations
from controlroom.watch.refs import Noun
from controlroom.watch.world import World

DEADLINES = "SELECT ref, kind, nominal_at, due_at FROM deadline"
SAVED_AT_ONCE = 2000
"""Things in one statement: a connection is given up for one that is too long."""
EMPTY = f"TRUNCATE {', '.join(table.name for table in NOUNS.values())}, incident_hour, deadline"


@dataclass(slots=True)
class Due:
    """A deadline as its thing says it, and as it counts with the grace that was granted."""

    nominal_at: datetime
    due_at: datetime


@dataclass(slots=True)
class Fold:
    """What follows from the rows so far. Rows of one moment were one batch; deadlines are kept a batch.

    `due` holds the deadlines of each thing by their kind.
    """

    world: World = field(default_factory=World)
    due: dict[str, dict[str, Due]] = field(default_factory=dict)
    _batch_at: datetime | None = None

    def take(self, recorded: Recorded) -> None:
        if recorded.recorded_at != self._batch_at:
            self.end_batch()
            self._batch_at = recorded.recorded_at
        self.world.seq = recorded.seq
        self.world.fold(recorded)
        match recorded.event:
            case WatchResumed():
                self._grant_grace(recorded.event)
            case ClockJumped():
                self._shift(recorded.event)
            case _:
                pass

    def end_batch(self) -> None:
        for ref in self.world.dirty:
            thing = self.world.things[ref]
            self._expect(str(ref), {e.kind: e.due_at for e in expectations(thing)} if thing else {})
        self.world.dirty.clear()

    def _expect(self, ref: str, expected: dict[str, datetime]) -> None:
        known = self.due.pop(ref, {})
        kept = {kind: due for kind, due in known.items() if expected.get(kind) == due.nominal_at}
        if expected:
            self.due[ref] = {kind: Due(at, at) for kind, at in expected.items()} | kept

    def _grant_grace(self, down: WatchResumed) -> None:
        for due in self.deadlines().values():
            if down.down_from <= due.due_at <= down.down_to:
                due.due_at += down.down_to - down.down_from

    def _shift(self, jump: ClockJumped) -> None:
        for due in self.deadlines().values():
            due.due_at += jump.by

    def deadlines(self) -> dict[tuple[str, str], Due]:
        return {(ref, kind): due for ref, kinds in self.due.items() for kind, due in kinds.items()}

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
    folded = fold.deadlines()
    return sorted(key for key in stored.keys() | folded.keys() if stored.get(key) != folded.get(key))


async def rebuild(connection: asyncpg.Connection) -> int:
    """Empty the state tables and fill them from the journal, as the owner; the number up to which they go."""
    async with connection.transaction():
        await journal.lock_head(connection)
        fold = await fold_journal(connection)
        await connection.execute(EMPTY)
        await _save_things(connection, fold)
        await _save_deadlines(connection, fold)
    return fold.world.seq


async def _save_things(connection: asyncpg.Connection, fold: Fold) -> None:
    things = iter([(ref, thing) for ref, thing in fold.world.things.items() if thing is not None])
    while some := list(islice(things, SAVED_AT_ONCE)):
        await state.save(connection, some)


async def _save_deadlines(connection: asyncpg.Connection, fold: Fold) -> None:
    rows = [(ref, kind, due.nominal_at, due.due_at) for (ref, kind), due in fold.deadlines().items()]
    await connection.copy_records_to_table(
        "deadline", records=rows, columns=["ref", "kind", "nominal_at", "due_at"]
    )
