"""One running room that all attacks are tried on, and the ways in, as the routes name them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.integration.roles.callers import Gate, a_gate


@pytest.fixture(scope="package")
async def gate(servers: Any) -> AsyncIterator[Gate]:
    async with servers.fresh() as database, a_gate(database.database_url) as gate:
        yield gate
