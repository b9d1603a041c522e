"""Two processes on one database, at noon, with the place of tests/unit/watch/room.py."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.a_pen import MovingClock, Writer, a_writer, set_up
from tests.unit.watch.room import the_post, the_visit


@pytest.fixture
def database(every_database: Any) -> Any:
    """What holds for the pen holds on every PostgreSQL that may serve."""
    return every_database


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
async def writer(database: Any, clock: MovingClock) -> AsyncIterator[Writer]:
    async with a_writer(database.database_url, clock) as writer:
        await set_up(writer, the_post(), the_visit())
        yield writer


@pytest.fixture
async def other(database: Any, clock: MovingClock, writer: Writer) -> AsyncIterator[Writer]:
    async with a_writer(database.database_url, clock) as other:
        yield other


@pytest.fixture
async def owner(database: Any, clock: MovingClock, writer: Writer) -> AsyncIterator[Writer]:
    """The owner of the database, for what only the owner may do."""
    async with a_writer(database.owner_url, clock) as owner:
        yield owner
