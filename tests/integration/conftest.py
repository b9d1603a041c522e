"""A whole watch for each test that asks for one, and the people who sign in there."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Database
from tests.integration.a_watch import Watch, a_watch
from tests.integration.an_officer import Staff, staff_of


@pytest.fixture
async def watch(database: Database) -> AsyncIterator[Watch]:
    async with a_watch(database.database_url) as watch:
        yield watch


@pytest.fixture
async def staff(watch: Watch) -> AsyncIterator[Staff]:
    async with staff_of(watch) as staff:
        yield staff
