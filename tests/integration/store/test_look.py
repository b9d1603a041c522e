"""Whoever looks while no connection is free is asked to come again, as is whoever writes."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from controlroom.errors import Unavailable
from controlroom.store.engine import connect
from controlroom.store.panels.snapshot import look, whole_look
from controlroom.store.transaction import transaction


@pytest.fixture
async def engine(database: Any) -> AsyncIterator[AsyncEngine]:
    """With one connection, for which nobody waits."""
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=partial(connect, database.database_url),
        pool_size=1,
        max_overflow=0,
        pool_timeout=0,
    )
    yield engine
    await engine.dispose()


@pytest.mark.parametrize("asking", [look, transaction])
async def test_whoever_asks_while_all_connections_are_taken_is_told_to_come_again(
    engine: AsyncEngine, asking: Any
) -> None:
    async with engine.connect():
        with pytest.raises(Unavailable) as refused:
            async with asking(engine):
                pass
    assert refused.value.retry_after_s == 1
    async with asking(engine):
        pass


async def test_the_pages_of_a_wall_notice_it_themselves(engine: AsyncEngine) -> None:
    async with engine.connect():
        with pytest.raises(PoolTimeoutError):
            async with whole_look(engine):
                pass


@pytest.mark.parametrize("asking", [look, whole_look])
async def test_a_question_that_is_wrong_stays_a_mistake_of_our_own(engine: AsyncEngine, asking: Any) -> None:
    with pytest.raises(ProgrammingError):
        async with asking(engine) as snapshot:
            await snapshot.connection.execute(text("SELECT nothing FROM nowhere"))
