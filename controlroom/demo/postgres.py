"""A PostgreSQL of our own: found, initialised once, served on a free local port, with two roles."""

import asyncio
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from controlroom.clock import monotonic
from controlroom.demo.credentials import Credentials
from controlroom.demo.leftovers import end_leftover
from controlroom.demo.processes import (
    POLL_S,
    Child,
    EmbeddedFailed,
    free_port,
    give_to_unprivileged,
    spawn,
)

FAST_SHUTDOWN = signal.SIGINT
PATIENCE_S = 30.0
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "fsync": "on",
    "synchronous_commit": "on",
    "jit": "off",
    "timezone": "UTC",
    "cluster_name": "controlroom",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """One data directory, the binaries that serve it, and the port it is served on."""

    binaries: Path
    directory: Path
    log: Path
    port: int
    credentials: Credentials

    def url(self, role: str, password: str, database: str = "controlroom") -> str:
        return f"postgresql://{role}:{password}@127.0.0.1:{self.port}/{database}"

    @property
    def superuser_url(self) -> str:
        return self.url("postgres", self.credentials.superuser, "postgres")


async def prepared(data_dir: Path, binaries: Path, credentials: Credentials) -> Cluster:
    """The cluster in `data_dir`, made when it is not there, freed of what an earlier run left."""
    directory = data_dir / "postgres"
    cluster = Cluster(binaries, directory, data_dir / "postgres.log", free_port(), credentials)
    if directory.exists():
        _refuse_other_version(cluster)
        await _end_leftover_postmaster(directory)
    else:
        await _initialise(cluster)
    return cluster


def _refuse_other_version(cluster: Cluster) -> None:
    kept = (cluster.directory / "PG_VERSION").read_text().strip()
    said = subprocess.run(
        [cluster.binaries / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    serves = re.search(r"\d+", said.stdout)
    if serves is None or serves[0] != kept:
        raise EmbeddedFailed(
            f"{cluster.directory} was made by PostgreSQL {kept}, here is {said.stdout.strip()}"
        )


async def _end_leftover_postmaster(directory: Path) -> None:
    note = directory / "postmaster.pid"
    if not note.exists():
        return
    lines = note.read_text().splitlines()
    if lines and lines[0].strip().isdigit():
        await end_leftover(int(lines[0]), ["postgres", str(directory)], FAST_SHUTDOWN)
    note.unlink(missing_ok=True)  # else a stranger who got the old pid would keep PostgreSQL from starting


async def _initialise(cluster: Cluster) -> None:
    """Made aside and renamed when whole, so that a kill half-way leaves nothing that looks like a cluster."""
    draft = cluster.directory.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    give_to_unprivileged(draft)
    secret = cluster.directory.with_name("superuser")
    secret.touch(mode=0o600)
    secret.write_text(f"{cluster.credentials.superuser}\n")
    give_to_unprivileged(secret)
    words = ["-D", str(draft), "--username=postgres", f"--pwfile={secret}", "--auth=scram-sha-256"]
    words += ["--encoding=UTF8", "--lc-collate=C", "--lc-ctype=C.UTF-8", "--no-sync", "--no-instructions"]
    initdb = await spawn(
        [cluster.binaries / "initdb", *words],
        log=cluster.log,
        farewell=signal.SIGTERM,
        reaches=[cluster.directory, cluster.binaries],
    )
    try:
        if await initdb.process.wait():
            raise EmbeddedFailed(f"initdb did not succeed; see {cluster.log}")
    finally:
        await initdb.stop()
        secret.unlink()
    draft.rename(cluster.directory)


async def served(cluster: Cluster) -> Child:
    """Start the server and wait until it answers; tried again while something of a killed one still lives."""
    deadline = monotonic() + PATIENCE_S
    while monotonic() < deadline:
        child = await _start(cluster)
        try:
            if await _answers(cluster, child, deadline):
                return child
        except BaseException:
            await child.stop()
            raise
        await asyncio.sleep(POLL_S * 5)
    raise EmbeddedFailed(f"PostgreSQL did not start in {PATIENCE_S:.0f} s; see {cluster.log}")


async def _start(cluster: Cluster) -> Child:
    settings = SETTINGS | {"port": str(cluster.port)}
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return await spawn(
        [cluster.binaries / "postgres", "-D", cluster.directory, *words],
        log=cluster.log,
        farewell=FAST_SHUTDOWN,
        reaches=[cluster.directory, cluster.binaries],
    )


async def _answers(cluster: Cluster, child: Child, deadline: float) -> bool:
    while not child.ended and monotonic() < deadline:
        try:
            connection = await asyncpg.connect(cluster.superuser_url, timeout=5)
        except (OSError, asyncpg.CannotConnectNowError, TimeoutError):
            await asyncio.sleep(POLL_S)
            continue
        try:
            await _make_roles(connection, cluster.credentials)
        finally:
            await connection.close()
        return True
    await child.stop()
    return False


async def _make_roles(connection: asyncpg.Connection, credentials: Credentials) -> None:
    """The database is made last, so its presence says that all the rest is there."""
    if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = 'controlroom'"):
        return
    for role, password in (("controlroom_owner", credentials.owner), ("controlroom_app", credentials.app)):
        await connection.execute(f"DROP ROLE IF EXISTS {role}")
        await connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")
    await connection.execute("CREATE DATABASE controlroom OWNER controlroom_owner")
