"""The tokens of field units."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import event, insert, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth import tokens as at_the_door
from controlroom.auth.tokens import VALID_FOR_S, UnitTokens
from controlroom.clock import monotonic
from controlroom.errors import Unavailable, Unknown
from controlroom.store.engine import make_engine
from controlroom.store.tables import unit

ALPHA = {
    "call_sign": "ALPHA-1",
    "name": "Alpha one",
    "kind": "post",
    "pulse": "critical",
    "in_service": True,
    "silence_risen": False,
    "duress_calls": 0,
    "duress_status": "actual",
}


@pytest.fixture(autouse=True)
async def alpha(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(insert(unit).values(ALPHA))


@pytest.fixture
def another_process(engine: AsyncEngine, clock: Any) -> UnitTokens:
    return UnitTokens(engine, clock, clock.monotonic)


async def test_a_unit_is_known_by_its_token(tokens: UnitTokens) -> None:
    known = await tokens.unit(await tokens.issue("ALPHA-1"))
    assert known is not None
    assert (known.call_sign, known.pulse) == ("ALPHA-1", "critical")


@pytest.mark.parametrize("token", ["", "invented", "\x00", "é", "x" * 10_000])
async def test_an_invented_token_is_nobody(tokens: UnitTokens, token: str) -> None:
    assert await tokens.unit(token) is None


async def test_a_revoked_token_is_refused_at_once_where_it_was_revoked(tokens: UnitTokens) -> None:
    token = await tokens.issue("ALPHA-1")
    assert await tokens.unit(token)
    assert await tokens.revoke("ALPHA-1") == 1
    assert await tokens.unit(token) is None


async def test_a_revoked_token_is_refused_everywhere_within_five_seconds(
    tokens: UnitTokens, another_process: UnitTokens, clock: Any
) -> None:
    token = await tokens.issue("ALPHA-1")
    assert await another_process.unit(token)
    await tokens.revoke("ALPHA-1")
    clock.move(seconds=VALID_FOR_S + 0.01)
    assert await another_process.unit(token) is None


async def test_a_unit_that_left_service_is_known_as_such_within_five_seconds(
    tokens: UnitTokens, engine: AsyncEngine, clock: Any
) -> None:
    token = await tokens.issue("ALPHA-1")
    assert await tokens.unit(token)
    async with engine.begin() as connection:
        await connection.execute(update(unit).values(in_service=False))
    clock.move(seconds=VALID_FOR_S + 0.01)
    known = await tokens.unit(token)
    assert known is not None
    assert not known.in_service
    with pytest.raises(Unknown):
        await tokens.issue("ALPHA-1")


@pytest.mark.alone
async def test_a_unit_is_told_so_when_the_database_says_nothing_about_its_token(
    tokens: UnitTokens, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of those who wait, and nobody later than the first: they do not queue for the same silence."""
    monkeypatch.setattr(at_the_door, "ANSWER_WITHIN_S", 0.3)
    token = await tokens.issue("ALPHA-1")
    owner = make_engine(database.owner_url)
    async with owner.connect() as connection:
        await connection.execute(text("LOCK TABLE unit_token"))
        began = monotonic()
        told = await asyncio.gather(*(tokens.unit(token) for _ in range(8)), return_exceptions=True)
        assert {type(one) for one in told} == {Unavailable}
        assert monotonic() - began < 1
        await connection.rollback()
    await owner.dispose()
    assert await tokens.unit(token)


async def test_a_unit_changes_over_to_a_new_token_without_a_gap(tokens: UnitTokens) -> None:
    old, new = await tokens.issue("ALPHA-1"), await tokens.issue("ALPHA-1")
    assert await tokens.unit(old)
    assert await tokens.unit(new)


async def test_a_token_issued_elsewhere_works_within_half_a_second(
    tokens: UnitTokens, another_process: UnitTokens, clock: Any
) -> None:
    assert await another_process.unit("invented") is None
    token = await tokens.issue("ALPHA-1")
    clock.move(seconds=0.6)
    assert await another_process.unit(token)


async def test_a_flood_of_tokens_costs_two_queries_a_second(
    tokens: UnitTokens, engine: AsyncEngine, clock: Any
) -> None:
    asked: list[str] = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    for number in range(1000):
        await tokens.unit(f"invented {number}")
        clock.move(milliseconds=1)
    assert len(asked) == 2


async def test_nothing_is_kept_of_a_token_but_its_digest(tokens: UnitTokens, database: Any) -> None:
    token = await tokens.issue("ALPHA-1")
    connection = await database.connect()
    rows = await connection.fetch("SELECT * FROM unit_token")
    await connection.close()
    assert token not in str(rows)
    assert [issued.unit for issued in await tokens.list()] == ["ALPHA-1"]
