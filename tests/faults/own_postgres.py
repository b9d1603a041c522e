"""A PostgreSQL of one test's own, which says where its files lie and by which clock it goes."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from controlroom.demo import postgres
from controlroom.demo.binaries import postgres_binaries
from controlroom.demo.credentials import kept_credentials
from controlroom.demo.postgres import Cluster
from controlroom.demo.processes import Child
from controlroom.store.migrate import migrate

_numbers = count(1)


@dataclass
class OwnPostgres:
    cluster: Cluster
    environment: Mapping[str, str]
    child: Child | None = field(default=None, init=False)

    @property
    def pid(self) -> int:
        assert self.child is not None
        return self.child.pid

    def database_url(self, database: str) -> str:
        return self.cluster.url("controlroom_app", self.cluster.credentials.app, database)

    async def start(self) -> None:
        """Wait until it answers; what it starts inherits the environment."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            self.child = await postgres.served(self.cluster)

    async def stop(self) -> None:
        if self.child is not None:
            await self.child.stop()

    async def new_database(self) -> str:
        """A migrated one's name."""
        name = f"own_{next(_numbers)}"
        server = await asyncpg.connect(self.cluster.superuser_url)
        await server.execute(f'CREATE DATABASE "{name}" TEMPLATE controlroom OWNER controlroom_owner')
        await server.close()
        return name


@asynccontextmanager
async def own_postgres(
    data_dir: Path, environment: Mapping[str, str] | None = None
) -> AsyncIterator[OwnPostgres]:
    cluster = await postgres.prepared(data_dir, postgres_binaries()[0], kept_credentials(data_dir))
    server = OwnPostgres(cluster, environment or {})
    try:
        await server.start()
        await migrate(cluster.url("controlroom_owner", cluster.credentials.owner))
        yield server
    finally:
        await server.stop()
