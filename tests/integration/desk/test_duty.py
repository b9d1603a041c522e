"""Who is on duty, as the pen finds it: taken at the desk, left when the last session has ended, missed."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from controlroom.store.rebuild import differences
from controlroom.watch.duty import Place, TakeDuty
from tests.a_pen import MovingClock, Writer, a_writer
from tests.unit.watch.room import NOON, the_place

ON_DUTY = "SELECT officer FROM duty"
ALERTS = "SELECT rule, priority FROM alert WHERE condition = 'active'"
KINDS = "SELECT kind FROM journal WHERE kind LIKE 'duty.%' ORDER BY seq"
ACCOUNT = """
INSERT INTO account (name, display_name, role, password_hash, made_at)
VALUES ('bert', 'Bert', 'duty_officer', '', $1)
"""
SESSION = "INSERT INTO session (digest, account, made_at, seen_at, ends_at) VALUES ($1, 'bert', $2, $2, $3)"


@pytest.fixture
def database(every_database: Any) -> Any:
    return every_database


@pytest.fixture
async def room(database: Any) -> Any:
    """With an account, and nobody on duty yet."""
    async with a_writer(database.database_url, MovingClock()) as writer:
        await writer.connection.execute(ACCOUNT, NOON)
        yield writer


async def sign_in(room: Writer, digest: bytes, at: datetime, hours: float = 24) -> None:
    await room.connection.execute(SESSION, digest, at, at + timedelta(hours=hours))


async def tick(room: Writer, seconds: float) -> list[tuple[str, int]]:
    """The alerts after so many seconds, of which the pen ticked in each."""
    for _ in range(int(seconds)):
        room.clock.move(seconds=1)
        await room.tick()
    return [tuple(row) for row in await room.connection.fetch(ALERTS)]


async def test_a_room_without_units_needs_nobody(room: Writer) -> None:
    assert await tick(room, 90) == []


async def test_units_without_anybody_on_duty_are_an_alert_after_a_minute_until_somebody_comes(
    room: Writer,
) -> None:
    await room.write(*the_place(), actor="setup")
    assert await tick(room, 60) == []
    assert await tick(room, 2) == [("duty.nobody", 2)]
    await room.do(TakeDuty("bert", Place.OFFICER), actor="bert")
    assert await tick(room, 1) == []
    assert [found async for found in differences(room.connection)] == []


async def test_an_officer_whose_last_session_ended_is_not_on_duty_any_more(room: Writer) -> None:
    await room.write(*the_place(), actor="setup")
    await sign_in(room, b"1", NOON - timedelta(days=2), hours=1)
    await sign_in(room, b"2", NOON, hours=1)
    await room.do(TakeDuty("bert", Place.OFFICER), actor="bert")
    await tick(room, 5)
    assert await room.connection.fetchval(ON_DUTY) == "bert"
    await room.connection.execute("UPDATE session SET revoked_at = $1 WHERE digest = $2", room.clock.at, b"2")
    await tick(room, 1)
    assert await room.connection.fetchval(ON_DUTY) is None


async def test_an_officer_by_roster_who_has_only_old_sessions_stays_on_duty(room: Writer) -> None:
    await room.write(*the_place(), actor="setup")
    await sign_in(room, b"1", NOON - timedelta(days=2), hours=1)
    await room.do(TakeDuty("bert", Place.OFFICER), actor="roster")
    await tick(room, 90)
    assert await room.connection.fetchval(ON_DUTY) == "bert"


async def test_one_of_two_sessions_may_end(room: Writer) -> None:
    await room.write(*the_place(), actor="setup")
    await sign_in(room, b"1", NOON)
    await sign_in(room, b"2", NOON)
    await room.do(TakeDuty("bert", Place.OFFICER), actor="bert")
    await room.connection.execute("UPDATE session SET ends_at = $1 WHERE digest = $2", room.clock.at, b"2")
    await tick(room, 3)
    assert await room.connection.fetchval(ON_DUTY) == "bert"
