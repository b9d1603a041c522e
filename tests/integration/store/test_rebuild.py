"""Work on the whole journal, which grows for years."""

import json
from random import Random
from typing import Any

import asyncpg
import pytest

from controlroom.store import fold, rebuild
from controlroom.store.engine import connect
from controlroom.store.scratch import put_in_place, scratch
from controlroom.watch.incidents import Account, IncidentKind, Vehicle
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind
from tests.a_pen import MovingClock, a_writer, set_up
from tests.histories import any_command
from tests.unit.watch.room import incident_word, the_post, the_visit


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
    assert await differs(owner) == []
    await owner.close()


@pytest.mark.parametrize("seed", range(3))
async def test_what_is_folded_does_not_have_to_fit_into_memory(
    database: Any, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Nearly nothing is held from one step to the next; a batch may lie in two of them."""
    monkeypatch.setattr(fold, "AT_ONCE", 7)
    monkeypatch.setattr(fold, "HELD_AT_MOST", 20)
    clock, dice = MovingClock(), Random(seed)
    async with a_writer(database.database_url, clock) as writer:
        await set_up(writer, the_post(), the_visit())
        for _ in range(120):
            clock.move(seconds=dice.choice((0, 1, 9, 60, 600, 1800)))
            await writer.write(*(any_command(dice, clock.at, []) for _ in range(dice.choice((1, 3, 12)))))
            await writer.tick()
        assert await differs(writer.connection) == []
        folded = fold.Fold()
        async with scratch(writer.connection):
            await fold.fold_on(writer.connection, folded)
        assert len(folded.world.things) < 100 < folded.world.seq
    owner = await connect(database.owner_url)
    await owner.execute("UPDATE incident SET kind = 'other', settled = NOT settled WHERE id % 3 = 0")
    await owner.execute("DELETE FROM alert WHERE id % 2 = 0")
    await owner.execute("UPDATE incident_hour SET actual = actual + 1")
    assert {line.split()[0] for line in await differs(owner)} == {"incident", "alert", "the"}
    await rebuild.rebuild(owner)
    assert await differs(owner) == []
    await owner.close()


async def test_what_was_erased_does_not_come_back_and_is_no_difference(database: Any) -> None:
    async with a_writer(database.database_url) as writer:
        said = Account("grey van", "three times", "odd", Vehicle("1-ABC-123"))
        await set_up(writer)
        number = await writer.do(incident_word(IncidentKind.OTHER, 3, 0, account=said))
    owner = await connect(database.owner_url)
    folded = fold.Fold()
    async with scratch(owner):
        await fold.fold_on(owner, folded)
        await owner.execute("SELECT erase_private($1)", [number])
        async with owner.transaction():
            await put_in_place(owner)
    assert await owner.fetchval("SELECT text FROM incident WHERE id = $1", number) is None
    assert [line for line in await differs(owner) if "incident" in line] == []
    await owner.close()


async def test_nothing_is_left_of_the_scratch_tables(database: Any) -> None:
    connection = await connect(database.database_url, hurry=False)
    assert await differs(connection) == []
    assert await connection.fetchval("SELECT count(*) FROM pg_class WHERE relpersistence = 't'") == 0
    assert await connection.fetchval("SHOW enable_seqscan") == "on"
    await connection.close()


async def differs(connection: asyncpg.Connection) -> list[str]:
    return [difference async for difference in rebuild.differences(connection)]


@pytest.mark.parametrize(("hurry", "limit"), [(True, "15s"), (False, "0")])
async def test_only_work_on_the_whole_journal_may_take_as_long_as_it_takes(
    database: Any, hurry: bool, limit: str
) -> None:
    connection = await connect(database.database_url, hurry=hurry)
    for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
        assert await connection.fetchval(f"SHOW {setting}") == limit
    assert await connection.fetchval("SHOW lock_timeout") == "10s"
    await connection.close()
