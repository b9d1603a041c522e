"""A server is stopped as a whole: it neither answers nor closes anything."""

import asyncio
import os
import signal
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from controlroom.clock import SystemClock, monotonic
from controlroom.store.journal import LOCK_HEAD
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind
from tests.faults.a_desk import a_desk
from tests.faults.conftest import Mortal
from tests.faults.history import History
from tests.faults.ledger import Ledger
from tests.faults.load import under_load
from tests.faults.place import SITE, Place
from tests.faults.screen import a_screen
from tests.faults.server import serving

BACK_WITHIN_S = 5.0
STANDS_STILL_S = 7.0


@pytest.mark.parametrize("still_s", [8.0, pytest.param(15.0, marks=pytest.mark.slow)])
async def test_after_a_standstill_the_wall_lives_again_by_itself_and_nothing_is_lost(
    place: Place, log: Path, ledger: Ledger, still_s: float
) -> None:
    history = History()
    ledger.row(f"the only server stands still for {still_s:.0f} s")
    async with (
        serving(place.database_url, log) as server,
        a_screen(server, place.screen_token) as screen,
    ):
        async with under_load(place, [server.url], history, answer_within_s=3) as load:
            await load.until_stored(50)
            await screen.live_after(monotonic(), BACK_WITHIN_S)
            server.signal(signal.SIGSTOP)
            stopped_at = monotonic()
            await asyncio.sleep(still_s)
            server.signal(signal.SIGCONT)
            woken_at = monotonic()
            assert screen.longest_silence(stopped_at, woken_at) > still_s - 1
            ledger.took("writes again", await load.stored_again(woken_at), BACK_WITHIN_S)
            ledger.took("ticks again", await screen.live_after(woken_at, BACK_WITHIN_S), BACK_WITHIN_S)
            await load.until_stored(50)
        await screen.equals_a_fresh_one()
    await ledger.proved(history, place.database_url)


@pytest.mark.slow
async def test_a_database_that_stands_still_acknowledges_nothing_and_comes_back(
    mortal: Mortal, mortal_place: Place, log: Path, ledger: Ledger
) -> None:
    history = History()
    ledger.row("PostgreSQL and its children stand still for 15 s")
    async with (
        serving(mortal_place.database_url, log) as server,
        a_screen(server, mortal_place.screen_token) as screen,
    ):
        async with under_load(mortal_place, [server.url], history) as load:
            await load.until_stored(50)
            mortal.signal_postgres(signal.SIGSTOP)
            stopped_at = monotonic()
            await asyncio.sleep(15)
            woken_at = monotonic()
            assert load.stored_between(stopped_at + 0.3, woken_at) == 0
            assert screen.ticks_between(stopped_at + 0.3, woken_at) == 0
            mortal.signal_postgres(signal.SIGCONT)
            ledger.took("writes again", await load.stored_again(woken_at), BACK_WITHIN_S)
            ledger.took("ticks again", await screen.live_after(woken_at, BACK_WITHIN_S), BACK_WITHIN_S)
        await screen.equals_a_fresh_one()
    await ledger.proved(history, mortal_place.database_url)


@pytest.mark.slow
async def test_a_redis_that_stands_still_holds_nobody_up(
    mortal: Mortal, mortal_place: Place, log: Path, ledger: Ledger
) -> None:
    history = History()
    ledger.row("Redis stands still for 15 s")
    async with (
        serving(mortal_place.database_url, log, mortal.redis_url) as server,
        a_screen(server, mortal_place.screen_token) as screen,
    ):
        async with under_load(mortal_place, [server.url], history) as load:
            await load.until_stored(50)
            assert mortal.services.redis_pid
            os.kill(mortal.services.redis_pid, signal.SIGSTOP)
            stopped_at = monotonic()
            await asyncio.sleep(15)
            os.kill(mortal.services.redis_pid, signal.SIGCONT)
            ledger.took("longest silence", screen.longest_silence(stopped_at, monotonic()), 3)
        assert set(load.heard) == {"201"}
        await screen.equals_a_fresh_one()
    await ledger.proved(history, mortal_place.database_url)


class Absent(asyncpg.Connection):
    """Falls asleep once, after it has taken the head and before it writes."""

    asleep: asyncio.Event

    async def fetchrow(self, *args: Any, **more: Any) -> Any:
        row = await super().fetchrow(*args, **more)
        if args[0] == LOCK_HEAD and not self.asleep.is_set():
            self.asleep.set()
            await asyncio.sleep(STANDS_STILL_S)
        return row


async def test_a_pen_that_stands_still_with_the_head_in_its_hand_loses_it_and_comes_back(
    database: Any,
) -> None:
    """The others wait for less time than it takes a wall to say STALE."""
    Absent.asleep = asyncio.Event()
    absent = partial(asyncpg.connect, database.database_url, connection_class=Absent)
    clock = SystemClock()
    async with a_desk(database.database_url, clock, absent) as one:
        late = asyncio.create_task(one.do(SITE, "setup"))
        await Absent.asleep.wait()
        began = monotonic()
        async with a_desk(database.database_url, clock) as two:
            unit = RegisterUnit("P-01", "Patrol 1", UnitKind.PATROL, Pulse.NORMAL)
            assert await two.do(unit, "setup") == 1
            assert monotonic() - began < BACK_WITHIN_S
        assert await late in (2, 3)  # the tick may have found before that nobody is on duty
    await History().prove(database.database_url)
