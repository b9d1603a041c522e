"""PostgreSQL and Redis for one machine: started, kept running and stopped by whoever enters `embedded`."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from controlroom.demo import postgres, redis
from controlroom.demo.binaries import postgres_binaries, redis_binary
from controlroom.demo.credentials import Credentials, kept_credentials
from controlroom.demo.processes import Child, EmbeddedFailed

RESTART_PAUSE_S = 0.2


@dataclass(slots=True)
class Service:
    """A child that is started again, in the same place, when it dies under us."""

    child: Child
    start: Callable[[], Awaitable[Child]]

    async def keep_running(self) -> None:
        while True:
            await self.child.process.wait()
            await asyncio.sleep(RESTART_PAUSE_S)
            self.child = await self.start()

    async def stop(self) -> None:
        await self.child.stop()


@dataclass(frozen=True, slots=True)
class Embedded:
    """Where the embedded services answer; `keep_running` belongs in the task group of whoever uses them."""

    database_url: str
    owner_url: str
    redis_url: str | None
    note: str
    _postgres: Service
    _redis: Service | None

    @property
    def postgres_pid(self) -> int:
        return self._postgres.child.pid

    @property
    def redis_pid(self) -> int | None:
        return self._redis.child.pid if self._redis else None

    async def keep_running(self) -> None:
        """Start again what dies, at the same address, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._postgres.keep_running())
            if self._redis:
                group.create_task(self._redis.keep_running())


@asynccontextmanager
async def embedded(data_dir: Path) -> AsyncIterator[Embedded]:
    """Serve PostgreSQL and, where it is found, Redis from `data_dir`: new, used, or left by a kill."""
    async with AsyncExitStack() as stack:
        data_dir = stack.enter_context(_alone_in(data_dir))
        credentials = kept_credentials(data_dir)
        cluster, database, whose = await _postgres(data_dir, credentials, stack)
        redis_url, wakeups, redis_note = await _redis(data_dir, credentials, stack)
        yield Embedded(
            database_url=cluster.url("controlroom_app", credentials.app),
            owner_url=cluster.url("controlroom_owner", credentials.owner),
            redis_url=redis_url,
            note=f"PostgreSQL {whose}; {redis_note}",
            _postgres=database,
            _redis=wakeups,
        )


@contextmanager
def _alone_in(data_dir: Path) -> Iterator[Path]:
    """The kernel lets the lock go when its holder dies, however it dies."""
    data_dir = data_dir.absolute()
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EmbeddedFailed(
                f"another demo is running in {data_dir}; choose another --data-dir"
            ) from None
        yield data_dir


async def _postgres(
    data_dir: Path, credentials: Credentials, stack: AsyncExitStack
) -> tuple[postgres.Cluster, Service, str]:
    binaries, whose = postgres_binaries()
    cluster = await postgres.prepared(data_dir, binaries, credentials)
    service = Service(await postgres.served(cluster), lambda: postgres.served(cluster))
    stack.push_async_callback(service.stop)
    return cluster, service, whose


async def _redis(
    data_dir: Path, credentials: Credentials, stack: AsyncExitStack
) -> tuple[str | None, Service | None, str]:
    found = redis_binary()
    if found is None:
        return (
            None,
            None,
            "no redis-server found: wake-ups stay in this process, the poll does the rest",
        )
    binary, whose = found
    place = await redis.prepared(data_dir, binary, credentials.redis)
    service = Service(await redis.served(place), lambda: redis.served(place))
    stack.push_async_callback(service.stop)
    return place.url, service, f"Redis {whose}"
