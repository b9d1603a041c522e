"""One batch, one transaction: lock the head, load, decide, write journal, keys, state and deadlines, commit.

Invariants
- Everything is read after the head row is locked, so nobody writes in between (READ COMMITTED: each statement
  sees what was committed before it began). Only the keys may be read with the lock, see `_take_head`.
- A report whose key is known is answered from the key; it is never decided twice.
- The world that was held for the last batch is used again only if nobody else has moved the head since.
- After a lost connection the journal must still go through the last commit of this process.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from controlroom.clock import Clock
from controlroom.desk.clocks import Clocks, Look
from controlroom.desk.letting_go import settle_down
from controlroom.desk.requests import Accepted, Job, Outcome
from controlroom.desk.tidings import Tidings, findings
from controlroom.errors import Conflict, Refused
from controlroom.store import attendance, components, deadlines, journal, presence, state
from controlroom.store.journal import Head, Key, Mark
from controlroom.watch.book import Book
from controlroom.watch.clocks import WRONG_FROM_S, NoteDifference, NoteJump
from controlroom.watch.commands import PassDeadline
from controlroom.watch.components import NoteFault, pause_faults
from controlroom.watch.decide import handle
from controlroom.watch.early_warnings import WarningPurged
from controlroom.watch.events import Thing, WatchResumed
from controlroom.watch.fold import expectations
from controlroom.watch.leads import looked_at_again
from controlroom.watch.refs import Expectation, Noun, Ref
from controlroom.watch.service import ServiceResumed
from controlroom.watch.units import UnitRegistered
from controlroom.watch.vehicles import SightingsPurged
from controlroom.watch.world import WATCH, World

DOWN_AFTER: Final = timedelta(seconds=10)
"""A pen that has not ticked for this long was down; the tick comes every second."""
HELD_AT_MOST: Final = 50_000
A_MOMENT: Final = timedelta(microseconds=1)
LONG_AGO_S: Final = 366 * 86_400.0
"""Where nobody says when the gathering began."""


@dataclass(slots=True)
class Held:
    """The world as this process last wrote it; good as long as the head stands where it left it."""

    epoch: UUID | None = None
    world: World = field(default_factory=World)
    clocks: Clocks = field(default_factory=Clocks)
    mark: Mark | None = None

    def stands_at(self, head: Head) -> bool:
        """Nobody else has written since this process last did."""
        return self.epoch == head.epoch and self.world.seq == head.seq

    def at(self, head: Head) -> World:
        if not self.stands_at(head) or len(self.world.things) > HELD_AT_MOST:
            self.epoch, self.world = head.epoch, World(seq=head.seq)
        return self.world

    def forget(self) -> None:
        self.epoch = None


@dataclass(slots=True)
class Batch:
    """`tidings` is None between two ticks. Without a `clock` it is the database's that counts. `more` hands
    over what came while another pen had the head. For `unwritten_s` this pen could not write.

    So all processes go by one clock, and a batch is as late as the moment at which it got the head. No two
    batches share a moment, and none is dated before the last, unless the journal says that the clock jumped.
    """

    connection: asyncpg.Connection
    held: Held
    clock: Clock | None = None
    tidings: Tidings | None = None
    more: Callable[[], Sequence[Job]] = tuple
    unwritten_s: float = 0.0
    now: datetime = field(init=False)
    server_ahead: timedelta = timedelta()

    async def write(self, first: Sequence[Job]) -> list[Outcome]:
        """The outcomes of the jobs, and of `more`, in order; when this returns they are committed."""
        jobs = list(first)
        async with self.connection.transaction():
            before = self.held.clocks.read()
            head, known = await self._take_head(jobs)
            look = self.held.clocks.look(before, head)
            if self.held.epoch is None:
                await journal.must_hold(self.connection, head, self.held.mark)
            world = self.held.at(head)
            if not world.furnished:
                await state.load_standing(self.connection, world)
            head = await self._tell_the_time(head, world, look)
            await self._resume(head, world)
            passed = await self._what_the_tick_brings(world)
            await self._learn(world, [*jobs, *passed])
            fresh: list[Key] = []
            book = world.book
            outcomes = [self._decide(world, job, known, fresh) for job in jobs]
            idle = [job for job in passed if self._decide(world, job, known, fresh) is None]
            last = await self._store(world, head, fresh)
            if world.book is not book:
                await presence.go_by(self.connection, world.book, book)
            await self._drop(idle)
        self.held.mark = Mark(head.epoch, world.seq, last)
        self.held.clocks.keep(look, self.now)
        settle_down(world)
        return outcomes

    async def _tell_the_time(self, head: Head, world: World, look: Look) -> Head:
        """The head, with its last tick dated by the clock as it is now."""
        if self.clock:
            self.now = self.clock.now()
            return head
        self.now, self.server_ahead = head.now, timedelta(seconds=look.server_ahead_s)
        if head.ticked_at is None:
            return head
        if not look.jumped_by_s:
            self.now = max(head.now, head.ticked_at + A_MOMENT)
            return head
        await self._jump(world, NoteJump(look.jumped_by_s))
        return replace(head, ticked_at=head.ticked_at + timedelta(seconds=look.jumped_by_s))

    async def _jump(self, world: World, jump: NoteJump) -> None:
        """What is due, and what was heard, is as far away as it was before."""
        await self._note(world, jump)
        by = timedelta(seconds=jump.by_s)
        await deadlines.shift(self.connection, by)
        await presence.shift(self.connection, by)
        await attendance.shift(self.connection, by)
        await components.shift(self.connection, by)

    async def _resume(self, head: Head, world: World) -> None:
        """What fell due while the watch itself was down gets that time as grace."""
        pause = self.now - (head.ticked_at or self.now)
        if pause > DOWN_AFTER:
            world.record(WatchResumed(self.now - pause, self.now), WATCH, self.now)
            await self._grant_grace(self.now - pause)
        for fault in pause_faults(pause, self.unwritten_s, world.book):
            await self._note(world, fault)

    async def _grant_grace(self, down_from: datetime) -> None:
        await deadlines.grant_grace(self.connection, down_from, self.now)
        await presence.grant_grace(self.connection, down_from, self.now)
        await attendance.grant_grace(self.connection, down_from, self.now)
        await components.shift(self.connection, self.now - down_from)

    async def _note(self, world: World, noticed: NoteJump | NoteFault) -> None:
        await self._learn(world, [Job(noticed, WATCH)])
        handle(world, noticed, WATCH, self.now)

    async def _what_the_tick_brings(self, world: World) -> list[Job]:
        if self.tidings is None:
            return []
        wrong = self._what_the_clocks_say()
        tidings = self._dated(self.tidings, self.server_ahead if wrong else timedelta())
        found = await findings(self.connection, world, tidings, self.held.clocks.server, self.now)
        return [Job(command, WATCH) for command in (*wrong, *found)]

    def _dated(self, tidings: Tidings, ahead: timedelta) -> Tidings:
        """What was heard by this machine's clock, dated by the database's.

        It was heard since the gathering began and is not still to come: either clock may have jumped since.
        """
        gathered_s = min(self.held.clocks.steady() - tidings.since_s, LONG_AGO_S)
        earliest = self.now - timedelta(seconds=gathered_s)

        def dated(at: datetime) -> datetime:
            return min(max(at - ahead, earliest), self.now)

        return tidings.dated(dated)

    def _what_the_clocks_say(self) -> list[NoteDifference]:
        by_s = self.server_ahead.total_seconds()
        return [NoteDifference(self.held.clocks.server, by_s)] if abs(by_s) > WRONG_FROM_S else []

    async def _take_head(self, jobs: list[Job]) -> tuple[Head, dict[tuple[str, UUID], Key]]:
        """The head is ours from here on; with it come the keys of the jobs that are on disk.

        One statement asks for both. It looks for the keys before it may have to wait for the head, so they
        count only if nobody else wrote since this process last did: then nothing was added in between. Else
        they are asked for again, with those of what came meanwhile: two pens that take turns would otherwise
        each write the few reports that were there when their last turn ended.
        """
        if keys := _keys(jobs):
            head, known = await journal.lock_head_find_keys(self.connection, keys)
        else:
            head, known = await journal.lock_head(self.connection), {}
        if not self.held.stands_at(head):
            jobs += self.more()
            known = await journal.find_keys(self.connection, keys) if (keys := _keys(jobs)) else {}
        return head, known

    async def _learn(self, world: World, jobs: Sequence[Job]) -> None:
        commands = [job.command for job in jobs]
        while wanted := world.missing(commands):
            await state.load(self.connection, world, wanted)
        if nouns := frozenset().union(*map(looked_at_again, commands)):
            again = {
                *await state.open_ones(self.connection, nouns),
                *await deadlines.awaited(self.connection, nouns),
            }
            await state.load_all(self.connection, world, again)

    def _decide(
        self, world: World, job: Job, known: dict[tuple[str, UUID], Key], fresh: list[Key]
    ) -> Outcome:
        before = known.get(job.key) if job.key else None
        if before:
            return _again(before, job)
        try:
            seq = handle(world, job.command, job.actor, self.now)
        except Refused as refused:
            return refused
        if seq is None:
            return None
        if job.key:
            key = Key(*job.key, job.digest, seq, self.now)
            known[job.key] = key
            fresh.append(key)
        return Accepted(seq, self.now, fresh=True)

    async def _store(self, world: World, head: Head, fresh: list[Key]) -> bytes:
        changed = [(ref, thing) for ref in world.dirty if (thing := world.things[ref]) is not None]
        last = await journal.write(
            self.connection, head.hash, world.written, fresh, state.rows_of(changed), world.seq, self.now
        )
        if sightings := _purged(world, SightingsPurged):
            await journal.purge_sightings(self.connection, sightings)
        if warnings := _purged(world, WarningPurged):
            await journal.purge_warnings(self.connection, warnings)
        another_book = any(looked_at_again(recorded.event) for recorded in world.written)
        expecting = [(ref, expectations(thing, world.book)) for ref, thing in changed]
        await presence.begin_anew(self.connection, [*_registered(world), *_back_in_service(world, Noun.UNIT)])
        screens = _back_in_service(world, Noun.SCREEN)
        await attendance.begin_anew(self.connection, screens, self.now, world.book)
        await deadlines.keep(
            self.connection,
            [
                (ref, now)
                for ref, now in expecting
                if another_book or now != _expected(world.dirty[ref], world.book)
            ],
        )
        return last

    async def _drop(self, idle: Sequence[Job]) -> None:
        """Deadlines that meant nothing any more are not asked about for ever."""
        passed = [job.command for job in idle if isinstance(job.command, PassDeadline)]
        if passed:
            await deadlines.drop(self.connection, passed)


def _keys(jobs: Sequence[Job]) -> list[tuple[str, UUID]]:
    return [job.key for job in jobs if job.key]


def _registered(world: World) -> list[str]:
    """The units that were."""
    events = (recorded.event for recorded in world.written)
    return [event.unit.call_sign for event in events if isinstance(event, UnitRegistered)]


def _purged(world: World, what: type[SightingsPurged | WarningPurged]) -> list[int]:
    """The numbers of what was written of those whose time is over."""
    return [one.seq for one in world.written if isinstance(one.event, what)]


def _back_in_service(world: World, noun: Noun) -> list[str]:
    events = (recorded.event for recorded in world.written)
    back = (Ref.parse(event.ref) for event in events if isinstance(event, ServiceResumed))
    return [ref.key for ref in back if ref.noun is noun]


def _expected(thing: Thing | None, book: Book) -> list[Expectation]:
    return [] if thing is None else expectations(thing, book)


def _again(before: Key, job: Job) -> Outcome:
    if before.digest == job.digest:
        return Accepted(before.seq, before.received_at, fresh=False)
    return Conflict(f"report {before.id} was stored as {before.seq} with another body", field="id")
