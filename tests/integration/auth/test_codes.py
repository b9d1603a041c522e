"""The codes of units: told once, said over the radio, and guessed by nobody."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.accounts import Accounts
from controlroom.auth.codes import Codes, new_code
from controlroom.auth.passwords import Passwords
from controlroom.auth.throttle import FREE_AT_ONE_ADDRESS, FREE_PER_ADDRESS, Throttled
from controlroom.errors import Refused, Unknown
from tests.a_pen import a_writer, set_up
from tests.integration.auth.conftest import CHEAP, PASSWORD, MovingClock

WRONG = "not-it"


@pytest.fixture
async def codes(database: Any, engine: AsyncEngine, clock: MovingClock) -> Codes:
    async with a_writer(database.database_url) as writer:
        await set_up(writer)
    return Codes(engine, clock, Passwords(CHEAP))


async def guess(codes: Codes, times: int, unit: str = "EU-07A", by: str = "anna") -> None:
    for _ in range(times):
        assert not await codes.matches(unit, WRONG, by)


async def test_a_unit_has_a_code_of_its_own_however_it_is_written(codes: Codes) -> None:
    code, other = await codes.set("EU-07A"), await codes.set("EU-07B")
    digits = code.replace("-", "")
    for written in (code, digits, f" {digits[:2]} {digits[2:4]}.{digits[4:]} "):
        assert await codes.matches("EU-07A", written, "anna")
    assert not await codes.matches("EU-07A", WRONG, "anna")
    assert not await codes.matches("EU-07A", "", "anna")
    assert await codes.matches("EU-07A", other, "anna") == (code == other)


async def test_a_new_code_ends_the_old_one(codes: Codes) -> None:
    old = await codes.set("EU-07A")
    new = await codes.set("EU-07A")
    assert await codes.matches("EU-07A", new, "anna")
    assert await codes.matches("EU-07A", old, "anna") == (old == new)


async def test_without_a_code_the_answer_says_how_to_set_one(codes: Codes) -> None:
    with pytest.raises(Refused, match="EU-07A has no code: set one with controlroom unit code EU-07A"):
        await codes.matches("EU-07A", WRONG, "anna")


async def test_only_a_unit_in_service_gets_a_code(codes: Codes) -> None:
    with pytest.raises(Unknown, match="NOBODY"):
        await codes.set("NOBODY")
    with pytest.raises(Unknown, match="NOBODY"):
        await codes.give(["EU-07A", "NOBODY"], new_code())
    with pytest.raises(Refused, match="has no code"):
        await codes.matches("EU-07A", WRONG, "anna")


async def test_several_can_have_the_same(codes: Codes) -> None:
    await codes.give(["EU-07A", "PATROL-1"], "482-917")
    assert await codes.matches("PATROL-1", "482917", "anna")
    assert await codes.matches("EU-07A", "482917", "anna")


async def test_whoever_guesses_waits_longer_and_longer_but_another_officer_does_not(
    codes: Codes, clock: MovingClock
) -> None:
    code = await codes.set("EU-07A")
    await guess(codes, FREE_AT_ONE_ADDRESS)
    with pytest.raises(Throttled):
        await codes.matches("EU-07A", code, "anna")
    assert await codes.matches("EU-07A", code, "bert")
    clock.move(seconds=1)
    assert await codes.matches("EU-07A", code, "anna")


async def test_whoever_guesses_at_one_unit_after_the_other_is_slowed_down_too(codes: Codes) -> None:
    units = ("EU-07A", "EU-07B", "ESCORT-1", "PATROL-1")
    await codes.give(units, "482-917")
    for unit in units:
        await guess(codes, FREE_PER_ADDRESS // len(units), unit)
    with pytest.raises(Throttled):
        await codes.matches("EU-07A", "482-917", "anna")


async def test_wrong_codes_keep_nobody_from_signing_in(codes: Codes, accounts: Accounts) -> None:
    await codes.set("EU-07A")
    await guess(codes, FREE_AT_ONE_ADDRESS)
    assert (await accounts.sign_in("anna", PASSWORD, "192.0.2.1")).person.name == "anna"


async def test_what_is_kept_is_argon2id_and_not_the_code(codes: Codes, engine: AsyncEngine) -> None:
    code = await codes.set("EU-07A")
    async with engine.connect() as connection:
        kept = (await connection.execute(text("SELECT hash FROM unit_code"))).scalar_one()
    assert kept.startswith("$argon2id$")
    assert code.replace("-", "") not in kept


def test_a_code_can_be_known_by_heart() -> None:
    made = {new_code() for _ in range(200)}
    assert len(made) > 150
    assert all(len(code) == 7 and code[3] == "-" and code.replace("-", "").isdigit() for code in made)
