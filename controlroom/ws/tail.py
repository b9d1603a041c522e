"""Reads the journal after the last number seen, and says which panels that can have changed.

The wake-up is a hint; the poll is the floor. Numbers are dense, so a hole is a defect of the database and is
said, and everything is drawn again. So it is after a long absence, of which nothing is read.

While the database lacks what this tail or its screens have seen, and says of no new epoch, no tick is passed
on: the screens say STALE by themselves.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

import asyncpg

from controlroom.auth.audience import PANELS
from controlroom.bus import Bus
from controlroom.clock import monotonic
from controlroom.store.journal import Forgotten, Head, Mark, must_hold, read_head
from controlroom.ws.hub import Hub
from controlroom.ws.touched import touched

POLL_S: Final = 0.5
BREATH_S: Final = 0.01
PAUSE_S: Final = 0.5
ROWS_AT_MOST: Final = 5000
"""Whoever missed more than this has missed something of every panel."""
AFTER = "SELECT seq, kind FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2"

log = logging.getLogger(__name__)


class Tail:
    def __init__(self, connect: Callable[[], Awaitable[asyncpg.Connection]], bus: Bus, hub: Hub) -> None:
        self._connect = connect
        self._ear = bus.ear()
        self._hub = hub
        self._mark: Mark | None = None
        self._sure = False
        self._forgotten = False
        self._ticked: object = None

    async def run(self) -> None:
        """Follow until cancelled; a lost database is asked again twice a second."""
        while True:
            try:
                await self._follow()
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as lost:
                log.warning("the journal cannot be read: %s", type(lost).__name__)
            except asyncpg.InternalClientError as lost:
                log.warning("the journal cannot be read: %s", lost)
            await asyncio.sleep(PAUSE_S)

    async def _follow(self) -> None:
        connection = await self._connect()
        self._sure = False
        try:
            self._hub.changed(PANELS)
            while True:
                await self._read(connection)
                await self._wait()
        finally:
            connection.terminate()

    async def _wait(self) -> None:
        await asyncio.sleep(BREATH_S)
        try:
            async with asyncio.timeout(POLL_S):
                await self._ear.heard()
        except TimeoutError:
            return

    async def _read(self, connection: asyncpg.Connection) -> None:
        asked_at, drawn = monotonic(), self._hub.seq
        async with asyncio.timeout(5):
            head = await read_head(connection)
            if not await self._holds(connection, head, drawn):
                return
        self._hub.begin(head.epoch)
        if self._mark is None or not 0 <= head.seq - self._mark.seq <= ROWS_AT_MOST:
            self._hub.changed(PANELS)
        elif self._mark.seq < head.seq:
            await self._read_rows(connection, self._mark.seq, head)
        self._mark = Mark(head.epoch, head.seq, head.hash)
        self._pass_on(head, asked_at)

    async def _holds(self, connection: asyncpg.Connection, head: Head, drawn: int) -> bool:
        """Whether the journal has all that was seen; if only now again, every screen begins anew."""
        try:
            await self._must_hold(connection, head, drawn)
        except Forgotten as lost:
            if not self._forgotten:
                log.error("no tick is passed on: %s", lost)  # noqa: TRY400 - it says all there is to say
            self._sure, self._forgotten = False, True
            return False
        if self._forgotten:
            self._hub.begin_anew()
        self._sure, self._forgotten = True, False
        return True

    async def _must_hold(self, connection: asyncpg.Connection, head: Head, drawn: int) -> None:
        """Raises Forgotten. On one connection a journal only grows, so once it was sure it stays so.

        `drawn` is the newest row in any panel before the head was asked for: a look can be ahead of the tail.
        """
        if head.epoch == self._hub.epoch and head.seq < drawn:
            raise Forgotten(f"panels show row {drawn} of the journal; the database ends at {head.seq}")
        if not self._sure:
            await must_hold(connection, head, self._mark)

    async def _read_rows(self, connection: asyncpg.Connection, last: int, head: Head) -> None:
        missed = head.seq - last
        rows = await connection.fetch(AFTER, last, missed)
        kinds = {row["kind"] for row in rows}
        if len(rows) < missed or rows[-1]["seq"] != head.seq:
            log.error("the journal has a hole after %d", last)
            kinds = {"hole"}
        self._hub.changed(panel for kind in kinds for panel in touched(kind))

    def _pass_on(self, head: Head, asked_at: float) -> None:
        """Its age is told by the clock that dated it, and from then on by one that never jumps."""
        if head.ticked_at is not None and head.ticked_at != self._ticked:
            self._ticked = head.ticked_at
            age_s = (head.now - head.ticked_at).total_seconds()
            self._hub.tick(head.seq, age_s + monotonic() - asked_at)
