"""A connection of its own on which the watch stands as it was at some moment, for the panels to be read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from controlroom.clock import BRUSSELS
from controlroom.errors import Unavailable, Unknown
from controlroom.store.engine import make_engine
from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.replay import bases
from controlroom.store.replay.past import Past
from controlroom.store.scratch import scratch
from controlroom.watch.words import mark

FOLDED_AT_MOST: Final = 20_000
"""Events after the newest base; some seconds of work. Further on, one must wait for the next base."""
NEARER_BY: Final = 1_000
"""Events between here and a base further on for which it is worth beginning anew."""

BEFORE: Final = mark("The journal begins on %(moment)s; there is nothing to replay before.")
PREPARED: Final = mark("The past is being prepared for replay, up to %(moment)s so far.")
FIRST = "SELECT recorded_at FROM journal ORDER BY seq LIMIT 1"
HEAD = "SELECT seq FROM head"
STEPS: Final = {
    (
        "next",
        "event",
    ): "SELECT recorded_at FROM journal WHERE seq > $1 AND recorded_at > $2 ORDER BY seq LIMIT 1",
    ("previous", "event"): """
        SELECT recorded_at FROM journal WHERE seq <= $1 AND recorded_at < $2 ORDER BY seq DESC LIMIT 1
    """,
    ("next", "alert"): """
        SELECT recorded_at FROM public.alert JOIN journal ON seq = id
        WHERE id > $1 AND recorded_at > $2 ORDER BY id LIMIT 1
    """,
    ("previous", "alert"): """
        SELECT recorded_at FROM public.alert JOIN journal ON seq = id
        WHERE id <= $1 AND recorded_at < $2 ORDER BY id DESC LIMIT 1
    """,
}
"""What was written in one batch happened at one moment, so a step may pass several events. An alert is known
by the number of the event that raised it, and the alerts of the present are all that there ever were."""


@dataclass(frozen=True, slots=True)
class Went:
    """How a stage came to a moment: by events of these `kinds`, or `anew`, and all may be different."""

    kinds: frozenset[str]
    anew: bool = False


@dataclass(slots=True)
class Stage:
    """`at` is the moment at which it stands; None before it went to any."""

    past: Past
    _reading: AsyncConnection
    at: datetime | None = None

    async def check(self, at: datetime, present: datetime) -> None:
        """Raises Unknown if this has not been, Unavailable while a base that it needs is not made."""
        connection = self.past.connection
        if at > present:
            raise Unknown(mark("%(moment)s has not been yet."), field="at", moment=_said(at))
        first = await connection.fetchval(FIRST)
        if first is None or at < first:
            if first is None:
                raise Unknown(mark("The journal is empty; there is nothing to replay."), field="at")
            raise Unknown(BEFORE, field="at", moment=_said(first))
        base = await bases.newest_before(connection, at)
        if base.newest and await connection.fetchval(HEAD) - base.seq > FOLDED_AT_MOST:
            if base.at is None:
                raise Unavailable(mark("The past is being prepared for replay."), retry_after_s=60)
            raise Unavailable(PREPARED, retry_after_s=60, moment=_said(base.at))

    async def go_to(self, at: datetime) -> Went:
        base = await bases.newest_before(self.past.connection, at)
        anew = self.at is None or at < self.at or base.seq > self.past.seq + NEARER_BY
        if anew:
            await self.past.start_from(base)
        kinds = await self.past.fold_until(at)
        await self.past.forget_what_was_erased()
        self.at = at
        return Went(frozenset(kinds), anew)

    async def beside(self, direction: str, what: str) -> datetime | None:
        """When the next or the previous event or alert was; None if there is none."""
        found: datetime | None = await self.past.connection.fetchval(
            STEPS[direction, what], self.past.seq, self.at
        )
        return found

    @property
    def snapshot(self) -> Snapshot:
        return Snapshot(self._reading, self.past.seq, past=True)


def _said(at: datetime) -> str:
    return f"{at.astimezone(BRUSSELS):%d/%m/%Y %H:%M}"


@asynccontextmanager
async def a_stage(database_url: str) -> AsyncIterator[Stage]:
    """Its scratch tables are there before a panel is read: a statement keeps to the tables that it found."""
    engine = make_engine(database_url, pool_size=1)
    try:
        async with engine.connect() as reading:
            await reading.execution_options(isolation_level="AUTOCOMMIT")
            connection: Any = (await reading.get_raw_connection()).driver_connection
            async with scratch(connection, *bases.HIDDEN):
                yield Stage(Past(connection), reading)
    finally:
        await engine.dispose()
