"""A disk is full under load: that of PostgreSQL, for its tables or its log of writes, or that of our log."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest

from controlroom.clock import monotonic
from tests.faults.history import History, Unknown
from tests.faults.ledger import Ledger
from tests.faults.load import incident, under_load
from tests.faults.own_postgres import OwnPostgres, own_postgres
from tests.faults.place import UNITS, Place, prepared
from tests.faults.screen import a_screen
from tests.faults.server import Server, serving
from tests.faults.small_disk import SmallDisk, a_small_disk

MIB_FOR_POSTGRES = 180
MIB_FOR_LOGS = 2
CUTS = 3
BACK_WITHIN_S = 5.0
FULL_WITHIN_S = 20.0
SETTLED_S = 0.3
BREATH_S = 0.05
LONG = {"id": "not a number", "text": "x" * 60_000}
"""Unusable, and too long for the room that a page of the quarantine may have left."""


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDisk]:
    with a_small_disk(tmp_path_factory.mktemp("disk"), MIB_FOR_POSTGRES) as disk:
        yield disk


@pytest.fixture(scope="module")
async def postgres(disk: SmallDisk) -> AsyncIterator[OwnPostgres]:
    async with own_postgres(disk.path) as server:
        yield server


@pytest.fixture
async def room(postgres: OwnPostgres) -> Place:
    return await prepared(postgres.database_url(await postgres.new_database()))


@asynccontextmanager
async def kept_full(disk: SmallDisk) -> AsyncIterator[None]:
    """Also what PostgreSQL frees meanwhile is taken; at the end there is room again."""
    async with asyncio.TaskGroup() as group:
        filling = group.create_task(_fill(disk))
        try:
            yield
        finally:
            filling.cancel()
            disk.free()


async def _fill(disk: SmallDisk) -> None:
    while True:
        disk.fill()
        await asyncio.sleep(BREATH_S)


async def until_not_ready(client: httpx2.AsyncClient, server: Server) -> dict[str, Any]:
    """What it says then."""
    async with asyncio.timeout(FULL_WITHIN_S):
        while True:
            answer = await client.get(f"{server.url}/health/ready")
            if answer.status_code == 503:
                return dict(answer.json())
            await asyncio.sleep(BREATH_S)


@pytest.mark.parametrize(
    ("often", "full_s"), [(1, 2.0), pytest.param(3, 8.0, marks=pytest.mark.slow)], ids=["once", "often"]
)
async def test_on_a_full_disk_nothing_is_acknowledged_and_with_room_the_watch_goes_on(
    disk: SmallDisk, room: Place, log: Path, ledger: Ledger, often: int, full_s: float
) -> None:
    history = History()
    ledger.row(f"the disk of PostgreSQL is full ({disk.kind}), for {full_s:.0f} s", often)
    async with (
        serving(room.database_url, log) as server,
        a_screen(server, room.screen_token) as screen,
        httpx2.AsyncClient(trust_env=False, timeout=5) as client,
    ):
        async with under_load(room, [server.url], history) as load:
            for _ in range(often):
                await load.until_stored(50)
                async with kept_full(disk):
                    wrong = await until_not_ready(client, server)
                    full_at = monotonic()
                    assert "pen" in wrong["wrong"]
                    assert wrong["why"]["pen"] == "DiskFullError"
                    await asyncio.sleep(full_s)
                    bearer = f"Bearer {room.tokens[UNITS[-1]]}"
                    said = await load.send(client, server.url, UNITS[-1], incident(), authorization=bearer)
                    assert said == Unknown("503")
                    unusable = await client.post(
                        f"{server.url}/feeds/incidents", json=LONG, headers={"authorization": bearer}
                    )
                    assert (unusable.status_code, unusable.json()["type"]) == (503, "/problems/unavailable")
                    assert int(unusable.headers["retry-after"]) > 0
                    assert load.stored_between(full_at + SETTLED_S, monotonic()) == 0
                    assert screen.ticks_between(full_at + SETTLED_S, monotonic()) == 0
                freed_at = monotonic()
                ledger.took("writes again", await load.stored_again(freed_at), BACK_WITHIN_S)
                ledger.took("ticks again", await screen.live_after(freed_at, BACK_WITHIN_S), BACK_WITHIN_S)
            await load.until_stored(50)
        await screen.equals_a_fresh_one()
    await ledger.proved(history, room.database_url)


@pytest.mark.slow
async def test_where_postgres_cannot_write_its_log_it_dies_and_comes_back_with_all_that_was_acknowledged(
    disk: SmallDisk, postgres: OwnPostgres, room: Place, log: Path, ledger: Ledger
) -> None:
    """It stops at once (PANIC), tries to recover, and may give up; whoever runs it starts it again."""
    history = History()
    ledger.row(f"PostgreSQL has no room for its log of writes ({disk.kind})", often=3)
    async with (
        serving(room.database_url, log) as server,
        a_screen(server, room.screen_token) as screen,
        httpx2.AsyncClient(trust_env=False, timeout=5) as client,
    ):
        async with under_load(room, [server.url], history) as load:
            for _ in range(3):
                await load.until_stored(50)
                async with kept_full(disk):
                    await _use_up_the_log(postgres)
                    died_at = monotonic()
                    wrong = await until_not_ready(client, server)
                    assert {"pen", "database"} & set(wrong["wrong"])
                    await asyncio.sleep(4)
                    assert load.stored_between(died_at + SETTLED_S, monotonic()) == 0
                    assert screen.ticks_between(died_at + SETTLED_S, monotonic()) == 0
                ledger.took("PostgreSQL answers again", await _until_it_answers(postgres))
                back_at = monotonic()
                ledger.took("writes again", await load.stored_again(back_at), BACK_WITHIN_S)
                ledger.took("ticks again", await screen.live_after(back_at, BACK_WITHIN_S), BACK_WITHIN_S)
            await load.until_stored(50)
        await screen.equals_a_fresh_one()
    await ledger.proved(history, room.database_url)


async def _use_up_the_log(postgres: OwnPostgres) -> None:
    """One file of the log after the other is begun, until there is no room for the next."""
    async with asyncio.timeout(FULL_WITHIN_S):
        connection = await asyncpg.connect(postgres.cluster.superuser_url)
        try:
            while True:
                await connection.execute("SELECT pg_switch_wal()")
                await connection.execute("SELECT pg_logical_emit_message(false, 'fill', 'x')")
        except (OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError):
            pass
        finally:
            connection.terminate()


async def _until_it_answers(postgres: OwnPostgres) -> float:
    began = monotonic()
    while True:
        assert postgres.child is not None
        if postgres.child.ended:
            await postgres.start()
        try:
            connection = await asyncpg.connect(postgres.cluster.superuser_url, timeout=5)
        except (OSError, asyncpg.PostgresError):
            await asyncio.sleep(BREATH_S)
        else:
            await connection.close()
            return monotonic() - began


CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()"


async def test_a_log_that_cannot_be_written_stops_nothing(
    tmp_path: Path, database: Any, place: Place, ledger: Ledger
) -> None:
    """Standard error goes to a full disk; each lost connection is a line that finds no room."""
    history = History()
    with a_small_disk(tmp_path, MIB_FOR_LOGS) as disk:
        ledger.row(f"the log of the server goes to a full disk ({disk.kind})", CUTS)
        log = disk.path / "server.log"
        async with (
            serving(place.database_url, log) as server,
            a_screen(server, place.screen_token) as screen,
        ):
            async with under_load(place, [server.url], history) as load:
                await load.until_stored(50)
                disk.fill()
                written = log.stat().st_size
                for _ in range(CUTS):
                    await _cut_all(database)
                    cut_at = monotonic()
                    ledger.took("writes again", await load.stored_again(cut_at + 0.1), BACK_WITHIN_S)
                    live = await screen.live_after(cut_at + 0.1, BACK_WITHIN_S)
                    ledger.took("ticks again", live, BACK_WITHIN_S)
                assert log.stat().st_size < written + 4096
                disk.free()
                before = log.stat().st_size
                await _cut_all(database)
                await load.stored_again(monotonic() + 0.1)
                assert log.stat().st_size > before
            await screen.equals_a_fresh_one()
    await ledger.proved(history, place.database_url)


async def _cut_all(database: Any) -> None:
    connection = await asyncpg.connect(database.superuser_url)
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(CUT, name)
    await connection.close()
