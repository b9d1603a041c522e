"""Work on the whole journal, which grows for years."""

import json
from typing import Any

import asyncpg
import pytest

from controlroom.store import rebuild
from controlroom.store.engine import connect
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind
from tests.a_pen import a_writer


async def test_a_long_journal_is_rebuilt_in_many_statements(database: Any) -> None:
    """One statement for everything was given up by the server once it took 15 seconds."""
    units = [RegisterUnit(f"PAT-{n}", f"Patrol {n}", UnitKind.PATROL, Pulse.NORMAL) for n in range(4500)]
    async with a_writer(database.database_url) as writer:
        await writer.write(*units)
    owner = await connect(database.owner_url, hurry=False)
    saved: list[int] = []

    def look(query: asyncpg.connection.LoggedQuery) -> None:
        if query.query.startswith("INSERT INTO unit "):
            saved.append(len(json.loads(query.args[0])))

    with owner.query_logger(look):
        await rebuild.rebuild(owner)
    assert (sum(saved), max(saved)) == (4500, 2000)
    assert [difference async for difference in rebuild.differences(owner)] == []
    await owner.close()


@pytest.mark.parametrize(("hurry", "limit"), [(True, "15s"), (False, "0")])
async def test_only_work_on_the_whole_journal_may_take_as_long_as_it_takes(
    database: Any, hurry: bool, limit: str
) -> None:
    connection = await connect(database.database_url, hurry=hurry)
    for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
        assert await connection.fetchval(f"SHOW {setting}") == limit
    assert await connection.fetchval("SHOW lock_timeout") == "10s"
    await connection.close()
