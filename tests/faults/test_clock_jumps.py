"""The clock of PostgreSQL, of a server, or of both is put forward and back by an hour under load."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from controlroom.clock import SystemClock, monotonic
from controlroom.office import open_desk
from controlroom.settings import read_settings
from controlroom.watch.patrols import MISSED_AFTER, PlanPatrolCheck
from tests.faults.hand import Hand, a_hand
from tests.faults.history import History
from tests.faults.ledger import Ledger
from tests.faults.load import Load, under_load
from tests.faults.own_postgres import OwnPostgres, own_postgres
from tests.faults.place import SITE, UNITS, Place, prepared
from tests.faults.screen import Screen, a_screen
from tests.faults.server import serving
from tests.faults.until import until

HOUR = 3600.0
LIVE_AGAIN_WITHIN_S = 5.0
DUE_IN_S = 4.0
"""So long after it is planned a check counts as missed, if the clock did not jump; long enough to jump in."""
LATER_S = 2.5
LATE_AT_MOST_S = 2.0
"""A tick comes every second, and the machine has other work."""

RAISED = "SELECT body::json ->> 'rule' FROM journal WHERE kind = 'alert.raised' ORDER BY seq"
ROWS = "SELECT kind, recorded_at FROM journal ORDER BY seq"
MISSED = "SELECT seq FROM journal WHERE kind = 'patrol_check.missed' AND body::json ->> 'check' = $1"
JUMPS = "SELECT (body::json ->> 'by_s')::float FROM journal WHERE kind = 'clock.jumped' ORDER BY seq"


@pytest.fixture(scope="module")
def of_postgres() -> Iterator[Hand]:
    with a_hand() as hand:
        yield hand


@pytest.fixture
def of_server() -> Iterator[Hand]:
    with a_hand() as hand:
        yield hand


@pytest.fixture(scope="module")
async def postgres(of_postgres: Hand, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OwnPostgres]:
    async with own_postgres(tmp_path_factory.mktemp("clock"), of_postgres.environment) as server:
        yield server


@pytest.fixture
async def room(postgres: OwnPostgres, of_postgres: Hand) -> Place:
    of_postgres.turn(0)
    return await prepared(postgres.database_url(await postgres.new_database()))


@dataclass
class Journal:
    """What the watch wrote by itself, and when that was by a clock that never jumps."""

    connection: asyncpg.Connection
    seen: dict[str, float] = field(default_factory=dict)

    async def follow(self) -> None:
        while True:
            for check in ("soon", "later"):
                if check not in self.seen and await self.connection.fetchval(MISSED, check):
                    self.seen[check] = monotonic()
            await asyncio.sleep(0.05)

    async def all(self, question: str) -> list[Any]:
        return [row[0] for row in await self.connection.fetch(question)]

    async def runs_back_at(self) -> list[str]:
        """The kinds of the rows that are dated before the row before them."""
        rows = await self.connection.fetch(ROWS)
        return [row["kind"] for before, row in pairwise(rows) if row["recorded_at"] < before["recorded_at"]]


@asynccontextmanager
async def following(place: Place) -> AsyncIterator[Journal]:
    connection = await asyncpg.connect(place.database_url, server_settings={"timezone": "UTC"})
    journal = Journal(await asyncpg.connect(place.database_url, server_settings={"timezone": "UTC"}))
    async with asyncio.TaskGroup() as group:
        follower = Journal(connection, journal.seen)
        task = group.create_task(follower.follow())
        try:
            yield journal
        finally:
            task.cancel()
    await connection.close()
    await journal.connection.close()


async def plan_checks(place: Place) -> float:
    """One that counts as missed soon, one that does so an hour and a moment later; when they were planned."""
    now = SystemClock().now()
    ends = {"soon": now + timedelta(seconds=DUE_IN_S), "later": now + timedelta(seconds=HOUR + LATER_S)}
    async with open_desk(read_settings({}, database_url=place.database_url)) as desk:
        await desk.do_all([_check(name, at - MISSED_AFTER.time) for name, at in ends.items()], "setup")
    return monotonic()


def _check(name: str, window_end: datetime) -> PlanPatrolCheck:
    return PlanPatrolCheck(name, SITE.code, window_end - timedelta(minutes=30), window_end, UNITS[0])


async def live(load: Load, screen: Screen) -> None:
    await load.until_stored(50)
    await screen.live_after(monotonic(), LIVE_AGAIN_WITHIN_S)


def title(screen: Screen, words: str) -> bool:
    return words in screen.picture.get("alerts", "")


@pytest.mark.parametrize("by_s", [HOUR, -HOUR], ids=["forward", "back"])
async def test_the_clock_of_postgres_jumps_and_nothing_is_due_sooner_or_later_for_it(
    room: Place, of_postgres: Hand, log: Path, ledger: Ledger, by_s: float
) -> None:
    history = History()
    ledger.row(f"the clock of PostgreSQL jumps {by_s / HOUR:+.0f} h")
    async with (
        serving(room.database_url, log) as server,
        a_screen(server, room.screen_token) as screen,
        following(room) as journal,
    ):
        async with under_load(room, [server.url], history) as load:
            await live(load, screen)
            planned_at = await plan_checks(room)
            of_postgres.turn(by_s)
            turned_at = monotonic()
            ledger.took("writes again", await load.stored_again(turned_at + 0.1), LIVE_AGAIN_WITHIN_S)
            await until(lambda: title(screen, "Clock jumped"), LIVE_AGAIN_WITHIN_S)
            ledger.took("on the wall", monotonic() - turned_at)
            await until(lambda: "soon" in journal.seen, DUE_IN_S + LATE_AT_MOST_S + 1)
            due_after_s = journal.seen["soon"] - planned_at
            assert DUE_IN_S - 0.5 < due_after_s < DUE_IN_S + LATE_AT_MOST_S
            await asyncio.sleep(max(planned_at + LATER_S + LATE_AT_MOST_S - monotonic(), 0))
            assert "later" not in journal.seen
            assert screen.longest_silence(turned_at, monotonic()) < LIVE_AGAIN_WITHIN_S
        await screen.equals_a_fresh_one()
        assert await journal.all(JUMPS) == [pytest.approx(by_s, abs=1)]
        assert set(await journal.all(RAISED)) == {"clock.jumped", "clock.differs", "patrol.missed"}
        assert await journal.runs_back_at() == (["clock.jumped"] if by_s < 0 else [])
    assert set(load.heard) == {"201"}
    await ledger.proved(history, room.database_url)


@pytest.mark.parametrize("by_s", [HOUR, -HOUR], ids=["forward", "back"])
async def test_the_clock_of_a_server_jumps_and_it_says_so_and_takes_what_it_is_told(
    room: Place, of_server: Hand, log: Path, ledger: Ledger, by_s: float
) -> None:
    """The units' clocks are right; to the server what they tell looks an hour old, or in the future."""
    history = History()
    ledger.row(f"the clock of a server jumps {by_s / HOUR:+.0f} h")
    async with (
        serving(room.database_url, log, environment=of_server.environment) as server,
        a_screen(server, room.screen_token) as screen,
        following(room) as journal,
    ):
        async with under_load(room, [server.url], history) as load:
            await live(load, screen)
            of_server.turn(by_s)
            turned_at = monotonic()
            ledger.took("writes again", await load.stored_again(turned_at + 0.1), LIVE_AGAIN_WITHIN_S)
            await until(lambda: title(screen, "Clock wrong"), LIVE_AGAIN_WITHIN_S)
            ledger.took("on the wall", monotonic() - turned_at)
            await load.until_stored(100)
            await asyncio.sleep(2)
            assert screen.longest_silence(turned_at, monotonic()) < LIVE_AGAIN_WITHIN_S
            assert max(screen.ages) < LIVE_AGAIN_WITHIN_S
        await screen.equals_a_fresh_one()
        assert await journal.all(RAISED) == ["clock.differs"]
        assert await journal.runs_back_at() == []
    assert set(load.heard) == {"201"}
    await ledger.proved(history, room.database_url)


@pytest.mark.slow
@pytest.mark.parametrize("by_s", [HOUR, -HOUR], ids=["forward", "back"])
async def test_of_two_servers_one_writes_down_that_the_clock_of_the_machine_jumped(
    room: Place, of_postgres: Hand, log: Path, ledger: Ledger, by_s: float
) -> None:
    """There and back again, as a wrong time service does it and its administrator repairs it."""
    history = History()
    ledger.row(f"the clock of PostgreSQL and two servers jumps {by_s / HOUR:+.0f} h and back", often=3)
    settings = of_postgres.environment
    async with (
        serving(room.database_url, log, environment=settings) as one,
        serving(room.database_url, log.with_suffix(".two"), environment=settings) as two,
        a_screen(two, room.screen_token) as screen,
        following(room) as journal,
    ):
        began = monotonic()
        async with under_load(room, [one.url, two.url], history) as load:
            for _ in range(3):
                for turn_s in (by_s, 0):
                    await live(load, screen)
                    of_postgres.turn(turn_s)
                    turned_at = monotonic()
                    ledger.took("writes again", await load.stored_again(turned_at + 0.1))
                    await asyncio.sleep(3)
        assert screen.longest_silence(began, monotonic()) < LIVE_AGAIN_WITHIN_S
        await screen.equals_a_fresh_one()
        jumps = [round(jump / HOUR) for jump in await journal.all(JUMPS)]
        assert jumps == [round(by_s / HOUR), -round(by_s / HOUR)] * 3
        assert await journal.all(RAISED) == ["clock.jumped"]
        assert await journal.runs_back_at() == ["clock.jumped"] * 3
    assert set(load.heard) == {"201"}
    await ledger.proved(history, room.database_url)
