"""A whole watch with an administrator signed in, and what the journal says of what was done."""

import pytest

from controlroom.auth.roles import Role
from tests.conftest import Database
from tests.integration.admin.a_chief import Chief
from tests.integration.an_officer import Staff


@pytest.fixture
async def chief(staff: Staff, database: Database) -> Chief:
    officer = await staff.signs_in("chief", Role.ADMIN)
    return Chief(officer.browser, staff.watch, database)
