"""How many incidents the day has had is kept hour by hour: every actual one once, whatever becomes of it."""

from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from controlroom.store.engine import connect, make_engine
from controlroom.store.panels.incidents import incidents
from controlroom.store.panels.snapshot import look
from controlroom.store.rebuild import rebuild
from controlroom.watch.alerts import Acknowledge
from controlroom.watch.incidents import IncidentKind
from controlroom.watch.reports import Status
from tests.a_pen import MovingClock, Writer, a_writer, set_up
from tests.unit.watch.room import NOON, incident_word

OTHER = IncidentKind.OTHER
MIDNIGHT = NOON - timedelta(hours=13)
"""In Brussels, in winter."""


async def today(database: Any, midnight: datetime = MIDNIGHT) -> int:
    engine = make_engine(database.database_url)
    async with look(engine) as snapshot:
        found = await incidents(snapshot, midnight)
    await engine.dispose()
    return found.today


async def a_day_and_an_evening(writer: Writer, clock: MovingClock) -> None:
    """Two yesterday, three today of which one is serious, and an exercise."""
    clock.at = MIDNIGHT - timedelta(minutes=1)
    await set_up(writer, incident_word(OTHER, 3, 0), incident_word(OTHER, 3, 0))
    clock.at = MIDNIGHT
    await writer.write(incident_word(OTHER, 3, 0))
    clock.at = NOON
    await writer.write(incident_word(OTHER, 4, 0), incident_word(OTHER, 2, 0))
    await writer.write(incident_word(OTHER, 3, 0, marked=Status.EXERCISE))


async def take_in_hand(writer: Writer) -> None:
    ((number, version),) = await writer.connection.fetch(
        "SELECT id, version FROM alert WHERE rule = 'incident.serious'"
    )
    await writer.do(Acknowledge(number, "anna", version))


async def test_the_day_counts_its_actual_incidents_from_midnight_on(database: Any) -> None:
    clock = MovingClock()
    async with a_writer(database.database_url, clock) as writer:
        await a_day_and_an_evening(writer, clock)
    assert await today(database) == 3
    assert await today(database, MIDNIGHT - timedelta(days=1)) == 5
    assert await today(database, MIDNIGHT + timedelta(days=1)) == 0


async def test_an_incident_that_is_taken_in_hand_is_not_another(database: Any) -> None:
    clock = MovingClock()
    async with a_writer(database.database_url, clock) as writer:
        await a_day_and_an_evening(writer, clock)
        await take_in_hand(writer)
    assert await today(database) == 3


async def test_a_rebuild_counts_the_same(database: Any) -> None:
    clock = MovingClock()
    async with a_writer(database.database_url, clock) as writer:
        await a_day_and_an_evening(writer, clock)
        await take_in_hand(writer)
    owner = await connect(database.owner_url)
    await rebuild(owner)
    await owner.close()
    assert await today(database) == 3


async def test_the_application_cannot_count_by_itself(database: Any) -> None:
    connection = await database.connect()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("INSERT INTO incident_hour VALUES (now(), 9)")
    await connection.close()
