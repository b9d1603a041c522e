"""A whole watch with an administrator signed in, and what the journal says of what was done."""

from collections.abc import AsyncIterator

import pytest

from controlroom.auth.roles import Role
from tests.conftest import Database
from tests.integration.a_watch import Watch, a_watch
from tests.integration.admin.a_chief import Chief
from tests.integration.an_officer import Staff


@pytest.fixture
async def watch(database: Database) -> AsyncIterator[Watch]:
    async with a_watch(database.database_url) as watch:
        yield watch


@pytest.fixture
async def staff(watch: Watch) -> AsyncIterator[Staff]:
    staff = Staff(watch)
    async with staff._stack:
        yield staff


@pytest.fixture
async def chief(staff: Staff, database: Database) -> Chief:
    officer = await staff.signs_in("chief", Role.ADMIN)
    return Chief(officer.browser, staff.watch, database)
