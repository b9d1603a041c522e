"""3,051 real emergency calls through every way in: sent twice, dropped, polled, the server killed half-way.

The file is not part of this project; where it is missing these tests are skipped. Several calls stand in it
more than once, word for word, so "exactly once" is once for each line.
"""

import asyncio
import contextlib
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import asyncpg
import pytest

from controlroom.store.rebuild import differences
from controlroom.store.verify import verify
from tests.conftest import Database
from tests.faults.place import prepared
from tests.faults.server import ROOT, Server

CALLS = ROOT.parent / "shared" / "data" / "montgomery-911.csv"
MAP = ROOT / "examples" / "montgomery-911.map.toml"
LINES = 3051
REPORTED = "incident.reported"
FOLDER_UNIT, POLL_UNIT = "P-01", "P-02"

pytestmark = [
    pytest.mark.skipif(not CALLS.exists(), reason="the file of real calls is not on this machine"),
    pytest.mark.slow,
]


async def counted(database_url: str) -> dict[str, int]:
    """How many incidents of each unit stand in the journal."""
    connection = await asyncpg.connect(database_url)
    try:
        rows = await connection.fetch(
            "SELECT actor, count(*) FROM journal WHERE kind = $1 GROUP BY 1", REPORTED
        )
        return {row["actor"]: row["count"] for row in rows}
    finally:
        await connection.close()


async def until(holds: Callable[[], Awaitable[bool]], within_s: float = 60) -> None:
    async with asyncio.timeout(within_s):
        while not await holds():  # noqa: ASYNC110 - another process brings it about
            await asyncio.sleep(0.05)


async def proved(database_url: str) -> None:
    connection = await asyncpg.connect(database_url, server_settings={"timezone": "UTC"})
    try:
        assert (await verify(connection)).broken is None
        assert [difference async for difference in differences(connection)] == []
        assert await connection.fetchval("SELECT count(*) FROM quarantine") == 0
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def serving(server: Server) -> AsyncIterator[Server]:
    await server.start()
    try:
        await server.ready()
        yield server
    finally:
        await server.stop()


async def test_a_file_replayed_twice_is_in_the_journal_once(database: Database, tmp_path: Path) -> None:
    place = await prepared(database.database_url)
    async with serving(Server(database.database_url, None, tmp_path / "log")) as server:
        for _ in range(2):
            replay = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "controlroom", "feed", "replay", str(CALLS)),
                *("--map", str(MAP), "--speed", "0", "--url", server.url),
                *("--token", place.tokens[FOLDER_UNIT], "--queue-dir", str(tmp_path / "queue")),
                cwd=ROOT,
                stdout=asyncio.subprocess.DEVNULL,
            )
            assert await replay.wait() == 0
            assert (await counted(database.database_url))[FOLDER_UNIT] == LINES
    await proved(database.database_url)


async def test_a_folder_and_an_address_bring_every_call_once_though_the_server_is_killed(
    database: Database, tmp_path: Path
) -> None:
    await prepared(database.database_url)
    folder, site = tmp_path / "in", tmp_path / "site"
    folder.mkdir()
    site.mkdir()
    shutil.copy(CALLS, site / "calls.csv")
    with published(site) as address:
        server = Server(database.database_url, None, tmp_path / "log")
        server.environment["CONTROLROOM_INGESTORS_FILE"] = str(connectors(tmp_path, folder, address))
        async with serving(server):
            shutil.copy(CALLS, folder / "calls.csv.part")
            (folder / "calls.csv.part").rename(folder / "calls.csv")
            for killed_after in (400, 2_000, 4_500):
                await until(partial(has, database.database_url, killed_after))
                await server.kill()
                await server.start()
                await server.ready()
            await until(partial(has, database.database_url, 2 * LINES))
            await until(partial(done, folder))
        counts = await counted(database.database_url)
        assert (counts[FOLDER_UNIT], counts[POLL_UNIT]) == (LINES, LINES)
    await proved(database.database_url)


async def has(database_url: str, least: int) -> bool:
    return sum((await counted(database_url)).values()) >= least


async def done(folder: Path) -> bool:
    return (folder / "done" / "calls.csv").exists()


def connectors(tmp_path: Path, folder: Path, address: str) -> Path:
    common = f'feed = "incident"\nformat = "csv"\nmap = "{MAP}"\nbatch = 50\n'
    file = tmp_path / "connectors.toml"
    file.write_text(
        f'[[connector]]\nname = "dropped"\nkind = "folder"\nunit = "{FOLDER_UNIT}"\n'
        f'path = "{folder}"\nevery_s = 0.2\n{common}\n'
        f'[[connector]]\nname = "polled"\nkind = "poll"\nunit = "{POLL_UNIT}"\n'
        f'url = "{address}/calls.csv"\nevery_s = 1\n{common}'
    )
    return file


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
        pass


@contextlib.contextmanager
def published(site: Path) -> Iterator[str]:
    web = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = Thread(target=web.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{web.server_address[1]}"
    web.shutdown()
    thread.join()
    web.server_close()
