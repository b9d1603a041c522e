"""The strip of the feeds: who is silent, late, missing or out of service by plan, and nobody twice."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from controlroom.store.engine import make_engine
from controlroom.store.panels.feeds import Feeds, feeds
from controlroom.store.panels.snapshot import look
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.screens import MissScreen, SeeScreen
from controlroom.watch.service import TakeOutOfService
from controlroom.watch.units import MissPulse, WithdrawUnit
from tests.a_pen import MovingClock, Writer, a_writer, set_up

HEARD = """
INSERT INTO presence (unit, heard_at, due_at)
VALUES ($1, clock_timestamp() - $2::interval, clock_timestamp() - $2::interval + $3::interval)
"""


@pytest.fixture
async def writer(database: Any) -> AsyncIterator[Writer]:
    async with a_writer(database.database_url, MovingClock(datetime.now(UTC))) as writer:
        await set_up(writer)
        yield writer


async def heard(writer: Writer, unit: str, ago_s: float, patience_s: float) -> None:
    await writer.connection.execute(HEARD, unit, timedelta(seconds=ago_s), timedelta(seconds=patience_s))


async def read(database: Any) -> Feeds:
    engine = make_engine(database.database_url, pool_size=1)
    async with look(engine) as snapshot:
        found = await feeds(snapshot)
    await engine.dispose()
    return found


@pytest.mark.parametrize(("ago_s", "late"), [(1, False), (43, False), (47, True), (100, True)])
async def test_a_unit_is_late_when_half_of_its_patience_has_gone_by(
    database: Any, writer: Writer, ago_s: float, late: bool
) -> None:
    await heard(writer, "EU-07A", ago_s, 90)
    assert [unit.call_sign for unit in (await read(database)).late] == (["EU-07A"] if late else [])


async def test_a_unit_that_is_watched_by_nobody_or_was_never_heard_is_not_late(
    database: Any, writer: Writer
) -> None:
    await writer.connection.execute("INSERT INTO presence VALUES ('EU-07A', now() - interval '1 day', NULL)")
    assert (await read(database)).late == []


async def test_each_stands_in_one_place(database: Any, writer: Writer) -> None:
    for unit in ("EU-07A", "EU-07B", "ESCORT-1", "PATROL-1"):
        await heard(writer, unit, 80, 90)
    soon, later = (writer.clock.at + timedelta(hours=hours) for hours in (1, 2))
    await writer.do(MissPulse("EU-07A", writer.clock.at))
    await writer.do(TakeOutOfService(Ref(Noun.UNIT, "EU-07B"), later, "repair", "anna"))
    await writer.do(WithdrawUnit("ESCORT-1"))
    for screen in ("W-1", "W-2", "W-3"):
        await writer.do(SeeScreen(screen))
    await writer.do(MissScreen("W-1", writer.clock.at))
    await writer.do(TakeOutOfService(Ref(Noun.SCREEN, "W-2"), soon, "new panel", "anna"))
    found = await read(database)
    assert [unit.call_sign for unit in found.silent] == ["EU-07A"]
    assert [unit.call_sign for unit in found.late] == ["PATROL-1"]
    assert [screen.name for screen in found.missing] == ["W-1"]
    assert [(one.name, one.until) for one in found.resting] == [("W-2", soon), ("EU-07B", later)]
