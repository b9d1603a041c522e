"""PostgreSQL with standbys, and a watchdog that promotes one of them when the primary is gone.

The watchdog stands in for Patroni or CloudNativePG: it notices, and promotes the standby that received most.
It has no quorum of its own and fences nobody. The set-up is that of docs/scaling.md, section 3.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import asyncpg

from controlroom.clock import monotonic
from controlroom.demo import postgres
from controlroom.demo.binaries import postgres_binaries
from controlroom.demo.credentials import Credentials
from controlroom.demo.processes import Child, free_port, spawn
from controlroom.store.migrate import migrate
from tests.faults.until import until

LOOK_EVERY_S: Final = 0.2
ANSWERS_WITHIN_S: Final = 1.0
MISSES_BEFORE_PROMOTION: Final = 3
STREAMS_WITHIN_S: Final = 20.0
SETTINGS: Final = """
wal_log_hints = on
wal_keep_size = 256MB
wal_retrieve_retry_interval = 500ms
shared_buffers = 32MB
"""
"""wal_log_hints for pg_rewind; the interval and the memory are small so that a test is."""
RECEIVED: Final = "SELECT coalesce(pg_last_wal_receive_lsn(), '0/0') - '0/0'::pg_lsn"
STREAMING: Final = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
CUT_OFF: Final = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'controlroom'"
)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@dataclass
class Node:
    """One server: where it lies, and its process if it runs."""

    name: str
    cluster: postgres.Cluster
    child: Child | None = None

    @property
    def runs(self) -> bool:
        return self.child is not None and not self.child.ended

    async def start(self) -> None:
        self.child = await postgres.served(self.cluster)

    async def stop(self) -> None:
        """In order: what it wrote reaches the standbys before it ends."""
        assert self.child is not None
        await self.child.stop()

    async def kill(self) -> None:
        """The postmaster first, so that it cannot put its house in order; then every backend."""
        assert self.child is not None
        for pid in [self.child.pid, *_children(self.child.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        await self.child.process.wait()

    async def ask(self, query: str, *arguments: Any, within_s: float = 10) -> Any:
        async with asyncio.timeout(within_s):
            connection = await asyncpg.connect(self.cluster.superuser_url)
            try:
                return await connection.fetchval(query, *arguments)
            finally:
                connection.terminate()

    async def journal(self, query: str) -> Any:
        """As the superuser, of the watch's database."""
        connection = await asyncpg.connect(self.cluster.superuser_url, database="controlroom")
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    async def set(self, name: str, value: str) -> None:
        await self.ask(f"ALTER SYSTEM SET {name} = '{value}'")
        await self.ask("SELECT pg_reload_conf()")

    def write(self, file: str, text: str) -> None:
        """A file of the data directory, owned by whoever owns that."""
        path, owner = self.cluster.directory / file, self.cluster.directory.stat()
        path.write_text(text)
        os.chown(path, owner.st_uid, owner.st_gid)


@dataclass
class Replicated:
    """`nodes[0]` begins as the primary; each node streams from whichever of them takes writes."""

    directory: Path
    binaries: Path
    synchronous: str
    credentials: Credentials = field(default_factory=Credentials)
    nodes: list[Node] = field(default_factory=list)

    def url(self, *nodes: Node, role: str = "app") -> str:
        servers = ",".join(f"127.0.0.1:{node.cluster.port}" for node in nodes)
        return f"postgresql://controlroom_{role}:{getattr(self.credentials, role)}@{servers}/controlroom"

    @property
    def database_url(self) -> str:
        return f"{self.url(*self.nodes)}?target_session_attrs=read-write"

    async def begin(self, standbys: int) -> None:
        self.nodes += [self._node(f"n{number}") for number in range(1, standbys + 2)]
        first, *others = self.nodes
        await postgres._initialise(first.cluster)
        with (first.cluster.directory / "postgresql.conf").open("a") as conf:
            conf.write(SETTINGS)
        await first.start()
        await migrate(self.url(first, role="owner"))
        for node in others:
            await self.copy(first, node)
        await self.stream(first)
        await first.set("synchronous_standby_names", self.synchronous)

    def _node(self, name: str) -> Node:
        place = self.directory / name
        place.mkdir()
        where = place / "postgres", place / "postgres.log", free_port()
        return Node(name, postgres.Cluster(self.binaries, *where, self.credentials))

    async def copy(self, primary: Node, node: Node) -> None:
        """A standby made from a fresh copy."""
        source = self._conninfo(node, primary)
        await self._run(node, "pg_basebackup", "-D", node.cluster.directory, "-d", source, "-c", "fast")
        await self.follow(node)

    async def rewind(self, primary: Node, node: Node) -> None:
        """A former primary loses what only it had, and becomes a standby."""
        source = f"{self._conninfo(node, primary)} dbname=postgres"
        await self._run(node, "pg_rewind", "-D", node.cluster.directory, f"--source-server={source}")
        await self.follow(node)

    async def follow(self, node: Node) -> None:
        """Start it as a standby of whichever node takes writes, now and after the next promotion."""
        self._follows(node)
        node.write("standby.signal", "")
        await node.start()

    async def receive_again(self, node: Node) -> None:
        self._follows(node)
        await node.ask("SELECT pg_reload_conf()")

    def _follows(self, node: Node) -> None:
        source = f"{self._conninfo(node, *self.nodes)} target_session_attrs=read-write"
        settings = {"primary_conninfo": source, "synchronous_standby_names": self.synchronous}
        text = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        node.write("postgresql.auto.conf", text)

    def _conninfo(self, node: Node, *sources: Node) -> str:
        hosts = ",".join("127.0.0.1" for _ in sources)
        ports = ",".join(str(source.cluster.port) for source in sources)
        secret = f"user=postgres password={self.credentials.superuser}"
        return f"host={hosts} port={ports} {secret} application_name={node.name} connect_timeout=2"

    async def _run(self, node: Node, program: str, *words: str | Path) -> None:
        child = await spawn(
            [self.binaries / program, *words],
            log=node.cluster.log,
            farewell=signal.SIGTERM,
            reaches=[node.cluster.directory.parent, self.binaries],
        )
        try:
            assert await child.process.wait() == 0, node.cluster.log.read_text()[-2000:]
        finally:
            await child.stop()

    async def stream(self, primary: Node) -> None:
        """Wait until every standby that runs receives from this primary."""
        wanted = sum(node.runs for node in self.nodes) - 1
        async with asyncio.timeout(STREAMS_WITHIN_S):
            while await primary.ask(STREAMING) < wanted:  # noqa: ASYNC110
                await asyncio.sleep(LOOK_EVERY_S)


@dataclass
class Watchdog:
    """`promotions` has the moments at which a standby was told to take over."""

    replicated: Replicated
    primary: Node
    promotions: list[float] = field(default_factory=list)
    asleep: bool = False

    async def run(self) -> None:
        misses = 0
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            misses = 0 if self.asleep or await self._answers() else misses + 1
            if misses == MISSES_BEFORE_PROMOTION:
                await self.promote()
                misses = 0

    async def _answers(self) -> bool:
        try:
            await self.primary.ask("SELECT 1", within_s=ANSWERS_WITHIN_S)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
            return False
        return True

    async def promote(self) -> None:
        """With ANY 1 of two it is only sure that one of the standbys has what was confirmed."""
        standbys = [node for node in self.replicated.nodes if node.runs and node is not self.primary]
        received = [await node.ask(RECEIVED) for node in standbys]
        _, chosen = max(zip(received, standbys, strict=True), key=lambda pair: pair[0])
        self.promotions.append(monotonic())
        assert await chosen.ask("SELECT pg_promote()")
        self.primary = chosen

    async def promoted_after(self, moment: float, within_s: float = 15) -> float:
        """When the first promotion after this moment began; returns once it is done."""
        before = self.primary
        await until(lambda: self.primary is not before or self._promoted_since(moment), within_s)
        return next(at for at in self.promotions if at > moment)

    def _promoted_since(self, moment: float) -> bool:
        return any(at > moment for at in self.promotions) and self.primary.runs

    async def switch_over(self) -> Node:
        """In order, as for an upgrade: the primary ends, a standby takes over, the old one follows it."""
        self.asleep = True
        old = self.primary
        await old.stop()
        await self.promote()
        await self.replicated.follow(old)
        await self.replicated.stream(self.primary)
        self.asleep = False
        return old


@asynccontextmanager
async def replicated(directory: Path, standbys: int, synchronous: str) -> AsyncIterator[Replicated]:
    """Nothing of it is left at the end, however that comes."""
    servers = Replicated(directory, postgres_binaries()[0], synchronous)
    try:
        await servers.begin(standbys)
        yield servers
    finally:
        for node in servers.nodes:
            if node.runs:
                await node.kill()


@asynccontextmanager
async def watched(servers: Replicated) -> AsyncIterator[Watchdog]:
    watchdog = Watchdog(servers, servers.nodes[0])
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(watchdog.run())
        try:
            yield watchdog
        finally:
            watching.cancel()
