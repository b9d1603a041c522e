"""The journal folded forward, into scratch tables of one connection: the state tables as they were."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from typing import Final

import asyncpg

from controlroom.store import journal, state
from controlroom.store.chain import Link
from controlroom.store.replay import bases
from controlroom.store.replay.bases import NOTHING, Base
from controlroom.store.replay.left_out import recall
from controlroom.store.scratch import FORGET_WHAT_WAS_ERASED
from controlroom.watch.alerts import Alert
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.world import World, touched

AT_ONCE: Final = 100
"""Events folded before whatever else this process does has its turn; a few milliseconds."""
HELD_AT_MOST: Final = 10_000
COUNT = """
INSERT INTO incident_hour AS h (hour, actual)
SELECT date_trunc('hour', received_at, 'UTC'), count(*) FROM incident
WHERE id > $1 AND id <= $2 AND status = 'actual' GROUP BY 1
ON CONFLICT (hour) DO UPDATE SET actual = h.actual + excluded.actual
"""


@dataclass(slots=True)
class Past:
    """The scratch tables of this connection have seen the journal up to `seq`, from `base` on.

    A thing that is in none of them was not touched since that base, or does not exist.
    """

    connection: asyncpg.Connection
    base: Base = NOTHING
    seq: int = 0
    _world: World = field(default_factory=World)

    async def start_from(self, base: Base) -> None:
        await bases.load(self.connection, base)
        self.base, self.seq, self._world = base, base.seq, World()

    def go_on_from(self, base: Base) -> None:
        """What was over has left the tables; it is looked up again where it is kept now."""
        self.base, self._world = base, World()

    async def fold_until(self, at: datetime) -> set[str]:
        """All that was recorded by this moment; the kinds of those events."""
        kinds: set[str] = set()
        while True:
            read = await journal.read_next(self.connection, self.seq, AT_ONCE)
            links = list(takewhile(lambda link: link.recorded_at <= at, read))
            await self.fold(links)
            kinds.update(link.kind for link in links)
            if len(links) < AT_ONCE:
                return kinds

    async def fold(self, links: Sequence[Link]) -> None:
        """The next rows of the journal."""
        if not links:
            return
        step = [journal.recorded(link) for link in links]
        await self._know(ref for recorded in step for ref in touched(recorded.event, recorded.seq))
        changed = {ref for recorded in step for ref in self._world.fold(recorded)}
        things = self._world.things
        await state.save(self.connection, [(ref, thing) for ref in changed if (thing := things[ref])])
        await self._know(ref for changed_one in changed for ref in self._named_by(changed_one))
        await self.connection.execute(COUNT, self.seq, links[-1].seq)
        self.seq = links[-1].seq
        self._tidy()
        await asyncio.sleep(0)

    async def _know(self, refs: Iterable[Ref]) -> None:
        """Look these up here, and what is not here where it was left out; it is put back here."""
        wanted = [ref for ref in dict.fromkeys(refs) if ref not in self._world.things]
        if not wanted:
            return
        await state.load(self.connection, self._world, wanted)
        absent = [ref for ref in wanted if self._world.things[ref] is None]
        recalled = await recall(self.connection, absent, self.base.seq)
        for ref, thing in recalled.items():
            self._world.learn(ref, thing)
        await state.save(self.connection, recalled.items())

    def _named_by(self, ref: Ref) -> list[Ref]:
        """What a panel says of an alert besides: what it is about, and of a leg the visit."""
        alert = self._world.things[ref]
        if not isinstance(alert, Alert):
            return []
        about = Ref.parse(alert.object)
        visit = Ref(Noun.VISIT, about.key.rpartition("/")[0])
        return [about, visit] if about.noun is Noun.LEG else [about]

    def _tidy(self) -> None:
        self._world.dirty.clear()
        if len(self._world.things) > HELD_AT_MOST:
            self._world = World()

    async def forget_what_was_erased(self) -> None:
        await self.connection.execute(FORGET_WHAT_WAS_ERASED)
