"""The test stand: the product as `controlroom serve` runs it, over an embedded PostgreSQL of its own."""

import asyncio
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import asyncpg
import httpx2

from bench.furniture import furnish
from bench.past import Past, make_a_past
from controlroom.demo.credentials import kept_credentials
from controlroom.demo.embedded import Embedded, embedded
from controlroom.settings import read_settings
from controlroom.store.migrate import migrate

RAW = Path(__file__).parent / "raw"
READY_WITHIN_S = 20
ENDS_WITHIN_S = 20
STILL_FOR_S = 0.3
SERVE: Final = ("-m", "controlroom", "serve", "--port")


@dataclass(frozen=True, slots=True)
class Stand:
    """`tokens` holds a unit's token on each line; no unit may post more than 200 times a second.

    `environment` is what another server on the same databases is started with.
    """

    url: str
    tokens: Path
    wall_token: str
    database_url: str
    owner_url: str
    data_dir: Path
    server_pid: int
    environment: dict[str, str]
    superuser_url: str
    past: Past | None = None

    async def stored(self) -> int:
        """How many reports are on disk, once what was under way has been written."""
        connection = await asyncpg.connect(self.database_url)
        try:
            before, count = -1, -2
            while before != count:
                await asyncio.sleep(STILL_FOR_S)
                before, count = count, await connection.fetchval("SELECT count(*) FROM report_key")
        finally:
            await connection.close()
        return count


@asynccontextmanager
async def a_stand(*, past_rows: int = 0) -> AsyncIterator[Stand]:
    """One worker, its databases, and 64 units that may report, after so many rows of journal."""
    RAW.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="controlroom-bench-") as made:
        place = Path(made)
        async with embedded(place / "data") as services:
            await migrate(services.owner_url)
            superuser_url = superuser_url_of(services, place / "data")
            past = None
            if past_rows:
                past = await make_a_past(services.database_url, services.owner_url, past_rows)
                await checkpoint(superuser_url)
            port = free_port()
            url = f"http://127.0.0.1:{port}"
            settings = read_settings({}, database_url=services.database_url, public_url=url)
            furnished = await furnish(settings)
            tokens = place / "tokens"
            tokens.write_text("\n".join(furnished.tokens) + "\n")
            environment = _environment(services, url)
            async with a_server([*SERVE, str(port)], url + "/health/ready", environment) as pid:
                yield Stand(
                    url,
                    tokens,
                    furnished.wall_token,
                    services.database_url,
                    services.owner_url,
                    place / "data",
                    pid,
                    environment,
                    superuser_url,
                    past,
                )


def superuser_url_of(services: Embedded, data_dir: Path) -> str:
    owner, password = urlsplit(services.owner_url), kept_credentials(data_dir).superuser
    return f"postgresql://postgres:{password}@{owner.netloc.rpartition('@')[2]}{owner.path}"


async def checkpoint(superuser_url: str) -> None:
    """Else what was made would still be on its way to the disk while something is measured."""
    connection = await asyncpg.connect(superuser_url)
    await connection.execute("CHECKPOINT")
    await connection.close()


@asynccontextmanager
async def a_server(arguments: Sequence[str], probe: str, environment: dict[str, str]) -> AsyncIterator[int]:
    """A Python process that answers at `probe`; its log goes to bench/raw/."""
    async with a_program([sys.executable, *arguments], arguments[1], probe, environment) as pid:
        yield pid


@asynccontextmanager
async def a_program(
    command: Sequence[str | Path], name: str, probe: str, environment: dict[str, str]
) -> AsyncIterator[int]:
    """Whatever answers at `probe`; its log goes to bench/raw/NAME.log."""
    with (RAW / f"{name}.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *command, env=os.environ | environment, stdout=log, stderr=log
        )
        try:
            await _answers(probe, process)
            yield process.pid
        finally:
            await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(ENDS_WITHIN_S):
            await process.wait()
    except TimeoutError:
        print(f"server {process.pid} did not end on SIGTERM and was killed", file=sys.stderr)
        process.kill()
        await process.wait()


async def _answers(probe: str, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(READY_WITHIN_S), httpx2.AsyncClient(trust_env=False) as client:
        while process.returncode is None:
            try:
                if (await client.get(probe)).is_success:
                    return
            except httpx2.TransportError:
                pass
            await asyncio.sleep(0.05)
    raise SystemExit(f"the server ended before it answered; see {RAW}")


def _environment(services: Embedded, url: str) -> dict[str, str]:
    given = {"CONTROLROOM_DATABASE_URL": services.database_url, "CONTROLROOM_PUBLIC_URL": url}
    if services.redis_url:
        given["CONTROLROOM_REDIS_URL"] = services.redis_url
    return given | {"CONTROLROOM_LOG_LEVEL": "warning"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
