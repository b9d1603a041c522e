"""The journal folded again, however long it is: what no step needs lies in scratch tables meanwhile."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import asyncpg

from controlroom.store import journal, state
from controlroom.watch.clocks import ClockJumped
from controlroom.watch.events import Recorded, Thing, WatchResumed
from controlroom.watch.fold import expectations
from controlroom.watch.leads import looked_at_again
from controlroom.watch.refs import STANDING, Noun, Ref
from controlroom.watch.world import World, touched

AT_ONCE: Final = 2000
"""Events in one step: the server gives up a statement that is too long."""
HELD_AT_MOST: Final = 50_000
"""Things in memory after a step; some kilobytes each."""


@dataclass(slots=True)
class Due:
    """A deadline as its thing says it, and as it counts with the grace that was granted."""

    nominal_at: datetime
    due_at: datetime


@dataclass(slots=True)
class Fold:
    """What follows from the rows so far. Rows of one moment were one batch; deadlines are kept a batch.

    `due` holds the deadlines of each thing by their kind; `changed` is what a step has to save.
    """

    world: World = field(default_factory=World)
    due: dict[str, dict[str, Due]] = field(default_factory=dict)
    changed: set[Ref] = field(default_factory=set)
    _batch_at: datetime | None = None

    def take(self, recorded: Recorded) -> None:
        if recorded.recorded_at != self._batch_at:
            self.end_batch()
            self._batch_at = recorded.recorded_at
        self.world.seq = recorded.seq
        self.world.fold(recorded)
        self.world.look_again(recorded.event)
        self.changed.update(touched(recorded.event, recorded.seq))
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
            self._expect(str(ref), self._expected(thing))
        self.world.dirty.clear()

    def _expected(self, thing: Thing | None) -> dict[str, datetime]:
        return {e.kind: e.due_at for e in expectations(thing, self.world.book)} if thing else {}

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

    def unsaved(self) -> Iterator[tuple[Ref, Thing]]:
        for ref in self.changed:
            if (thing := self.world.things[ref]) is not None:
                yield ref, thing

    def saved(self) -> None:
        """What is in the tables can be looked up there; what the batch changes stays until it ends."""
        self.changed.clear()
        if len(self.world.things) > HELD_AT_MOST:
            before = self.world
            self.world = World(seq=before.seq, dirty=before.dirty)
            for ref, thing in before.things.items():
                if ref.noun in STANDING or ref in before.dirty:
                    self.world.learn(ref, thing)

    def awaited(self, nouns: Collection[Noun]) -> list[Ref]:
        """Things of these nouns of which something is expected."""
        return [ref for ref in map(Ref.parse, self.due) if ref.noun in nouns]


async def fold_on(connection: asyncpg.Connection, fold: Fold) -> None:
    """Fold what the journal has after what was folded so far, into the scratch tables of this connection."""
    step: list[Recorded] = []
    async for link in journal.read_links(connection, fold.world.seq):
        step.append(journal.recorded(link))
        if len(step) == AT_ONCE:
            await _fold_step(connection, fold, step)
            step.clear()
    await _fold_step(connection, fold, step)
    fold.end_batch()


async def _fold_step(connection: asyncpg.Connection, fold: Fold, step: Sequence[Recorded]) -> None:
    refs = {ref: None for recorded in step for ref in touched(recorded.event, recorded.seq)}
    await state.load(connection, fold.world, [ref for ref in refs if ref not in fold.world.things])
    if nouns := frozenset().union(*(looked_at_again(recorded.event) for recorded in step)):
        again = {*await state.open_ones(connection, nouns), *fold.awaited(nouns)}
        await state.load_all(connection, fold.world, again)
    for recorded in step:
        fold.take(recorded)
    await state.save(connection, fold.unsaved())
    fold.saved()
