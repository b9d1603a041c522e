"""Alerta as it is run in production, over a database of its own on the PostgreSQL of the stand."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

import asyncpg
import httpx2

from bench.furniture import UNITS
from bench.stand import STILL_FOR_S, Stand, a_program, free_port
from controlroom.demo.credentials import kept_credentials

OFFICERS: Final = ("maes", "dubois")
ADMIN: Final = "admin"
STRIPPED: Final = "PLUGINS = ['reject']\n"
"""Of the five plugins that are on as shipped, only the check of an alert's environment."""
QUICK_PASSWORD: Final = """
SELECT set_config('scram_iterations', '1', false) WHERE current_setting('server_version_num')::int >= 160000
"""
"""Alerta connects for each request, so every request pays for the password check: by default 4,096 rounds."""


@dataclass(frozen=True, slots=True)
class Setup:
    """How many `processes` answer, with how many `threads` each."""

    server: Literal["gunicorn", "uWSGI"]
    processes: int
    threads: int = 1

    def __str__(self) -> str:
        threads = f" of {self.threads} threads" if self.threads > 1 else ""
        return f"{self.server}, {self.processes} processes{threads}"

    def command(self, programs: Path, port: int) -> list[str | Path]:
        """Without keep-alive in uWSGI: there a connection that is kept holds a process, and others starve."""
        counts = ["--threads", str(self.threads)] if self.threads > 1 else []
        if self.server == "gunicorn":
            counts += ["--workers", str(self.processes), "--preload"]
            words = ["--bind", f"127.0.0.1:{port}", *counts, "alerta:create_app()"]
        else:
            counts += ["--processes", str(self.processes)]
            words = ["--http-socket", f"127.0.0.1:{port}", *counts, "--module", "alerta:create_app()"]
            words += ["--add-header", "Connection: close", "--disable-logging"]
            words += ["--master", "--need-app", "--die-on-term", "--no-orphans"]
        return [programs / "python", programs / self.server.lower(), *words]


@dataclass(frozen=True, slots=True)
class Alerta:
    """A database with its schema; `keys` holds as many API keys as our stand has units, one a line."""

    programs: Path
    database_url: str
    environment: dict[str, str]
    keys: Path
    officer_keys: tuple[str, str]

    @asynccontextmanager
    async def serving(self, setup: Setup) -> AsyncIterator[str]:
        """Its address."""
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        command = setup.command(self.programs, port)
        async with a_program(command, f"alerta-{setup.server}", url + "/config", self.environment):
            yield url

    async def stored(self) -> int:
        """How many alerts are on disk, once what was under way has been written."""
        connection = await asyncpg.connect(self.database_url)
        try:
            before, count = -1, -2
            while before != count:
                await asyncio.sleep(STILL_FOR_S)
                before, count = count, await connection.fetchval("SELECT count(*) FROM alerts")
        finally:
            await connection.close()
        return count

    async def empty(self) -> None:
        connection = await asyncpg.connect(self.database_url)
        try:
            await connection.execute("TRUNCATE alerts")
        finally:
            await connection.close()


async def prepare(stand: Stand, programs: Path, name: str, *, stripped: bool = False) -> Alerta:
    """A fresh database, its schema and keys; it goes when the stand goes."""
    url = await _database(stand, name, stripped=stripped)
    place = stand.tokens.parent
    config, keys = place / f"{name}.conf", place / f"{name}.keys"
    config.write_text(
        f"SECRET_KEY = {secrets.token_urlsafe(32)!r}\nAUTH_REQUIRED = True\nADMIN_USERS = [{ADMIN!r}]\n"
        + (STRIPPED if stripped else "")
    )
    environment = {"DATABASE_URL": url, "ALERTA_SVR_CONF_FILE": str(config)}
    admin_key = await _admin_key(programs, environment)
    draft = Alerta(programs, url, environment, keys, (admin_key, admin_key))
    async with draft.serving(Setup("uWSGI", 2)) as address:
        units, officers = await _hand_out(address, admin_key)
    keys.write_text("\n".join(units) + "\n")
    return Alerta(programs, url, environment, keys, officers)


async def _database(stand: Stand, name: str, *, stripped: bool) -> str:
    password = secrets.token_urlsafe(24)
    address = urlsplit(stand.owner_url).netloc.rpartition("@")[2]
    superuser = kept_credentials(stand.data_dir).superuser
    server = await asyncpg.connect(f"postgresql://postgres:{superuser}@{address}/postgres")
    try:
        if stripped:
            await server.fetch(QUICK_PASSWORD)
        await server.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{password}'")
        await server.execute(f"CREATE DATABASE {name} OWNER {name}")
    finally:
        await server.close()
    return f"postgresql://{name}:{password}@{address}/{name}"


async def _admin_key(programs: Path, environment: dict[str, str]) -> str:
    """By Alerta's own command, which also makes the tables."""
    process = await asyncio.create_subprocess_exec(
        *(programs / "python", programs / "alertad", "key", "--username", ADMIN),
        env=os.environ | environment,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"alertad made no key and ended with {process.returncode}")
    return said.decode().split()[-1]


async def _hand_out(url: str, admin_key: str) -> tuple[list[str], tuple[str, str]]:
    """A key for each unit, since Alerta writes each use into the key's row, and two for officers."""
    headers = {"Authorization": f"Key {admin_key}"}
    async with httpx2.AsyncClient(base_url=url, headers=headers, trust_env=False) as client:

        async def key(user: str) -> str:
            made = await client.post(
                "/key", json={"user": user, "scopes": ["read:alerts", "write:alerts"], "text": "bench"}
            )
            return str(made.raise_for_status().json()["key"])

        first, second = OFFICERS
        return [await key(f"unit-{n}") for n in range(UNITS)], (await key(first), await key(second))
