"""Who is on duty, as every page says it."""

from datetime import UTC, datetime
from typing import Any

from controlroom.store.engine import make_engine
from controlroom.store.panels.on_duty import OnDuty, on_duty

ENDS = datetime(2026, 12, 1, 15, tzinfo=UTC)
ACCOUNTS = """
INSERT INTO account (name, display_name, role, password_hash, made_at)
VALUES ('anna', 'Anna Peeters', 'duty_officer', '-', now())
"""
SHIFT = """
INSERT INTO shift (id, starts_at, ends_at, state, unsigned, items, ticks, along)
VALUES ('day', '2026-12-01T07:00Z', '2026-12-01T15:00Z', 'open', false, '[]', '[]', '{}')
"""
ON = "INSERT INTO duty (room, officer, leader, nobody, shift) VALUES ('room', 'anna', 'gone', false, $1)"


async def test_whoever_holds_a_place_is_named_as_people_call_them(database: Any) -> None:
    """And an account that is no longer known by its own name."""
    connection, engine = await database.connect(), make_engine(database.database_url)
    async with engine.connect() as reading:
        assert await on_duty(reading) == OnDuty()
    await connection.execute(ACCOUNTS)
    await connection.execute(ON, None)
    names = {"officer": "Anna Peeters", "leader": "gone"}
    async with engine.connect() as reading:
        assert await on_duty(reading) == OnDuty(names)
    await connection.execute(SHIFT)
    await connection.execute("UPDATE duty SET shift = 'day'")
    async with engine.connect() as reading:
        assert await on_duty(reading) == OnDuty(names, ENDS)
    await engine.dispose()
    await connection.close()
