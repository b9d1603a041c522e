"""The watch over itself, from what a server notices to the alert in the database."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from controlroom.clock import SystemClock, monotonic
from controlroom.desk.batch import Batch
from controlroom.desk.desk import Desk
from controlroom.desk.pen import Pen
from controlroom.desk.tidings import Tidings
from controlroom.feeds.connectors.logbook import Logbook, Said
from controlroom.store.engine import connect, make_engine
from controlroom.store.rebuild import differences
from controlroom.watch.components import GIB, Disk
from tests.a_pen import MovingClock, Writer
from tests.integration.desk.test_pen import incoming

OWN = """
SELECT rule, object, priority FROM alert WHERE object LIKE 'component:%' AND condition = 'active' ORDER BY id
"""
FULL, ROOMY = Disk(GIB // 2, 100 * GIB), Disk(50 * GIB, 100 * GIB)
HERE = "app-1"


async def own_alerts(writer: Writer) -> list[tuple[str, str, int]]:
    return [tuple(row) for row in await writer.connection.fetch(OWN)]


async def rebuilt_the_same(writer: Writer) -> bool:
    return [found async for found in differences(writer.connection)] == []


@pytest.fixture(autouse=True)
def one_name(writer: Writer, other: Writer) -> None:
    """Both are workers of one server."""
    writer.held.clocks.server = other.held.clocks.server = HERE


async def ticks(writer: Writer, minutes: float, **brought: Any) -> None:
    end = writer.clock.at + timedelta(minutes=minutes)
    while writer.clock.at < end:
        writer.clock.move(seconds=9)
        writer.tidings = Tidings(**brought)
        await writer.tick()


async def test_a_disk_that_is_nearly_full_is_one_alert_until_it_has_had_room_for_ten_minutes(
    writer: Writer, other: Writer
) -> None:
    for pen in (writer, other):
        await ticks(pen, 1, disks={"/var": FULL, "/": ROOMY})
    assert await own_alerts(writer) == [("system.disk", "component:disk/app-1 /var", 2)]
    await ticks(other, 7, disks={"/var": ROOMY})
    assert len(await own_alerts(writer)) == 1
    await ticks(other, 2, disks={"/var": ROOMY})
    assert await own_alerts(writer) == []
    assert await rebuilt_the_same(writer)


async def test_a_watch_that_stood_still_says_so_when_it_goes_on(writer: Writer, clock: MovingClock) -> None:
    await writer.tick()
    clock.move(seconds=14.9)
    await writer.tick()
    assert await own_alerts(writer) == []
    clock.move(seconds=15.1)
    await writer.tick()
    assert await own_alerts(writer) == [("system.idle", "component:engine/watch", 2)]
    await ticks(writer, 11)
    assert await own_alerts(writer) == []
    assert await rebuilt_the_same(writer)


async def test_two_pens_that_come_back_at_once_say_once_that_the_watch_stood_still(
    writer: Writer, other: Writer, clock: MovingClock
) -> None:
    await writer.tick()
    clock.move(minutes=5)
    await writer.tick()
    await other.tick()
    assert await own_alerts(writer) == [("system.idle", "component:engine/watch", 2)]
    noted = await writer.connection.fetchval("SELECT count(*) FROM journal WHERE kind = 'component.failed'")
    assert noted == 1


async def test_where_the_database_was_away_it_is_the_database_that_is_named(
    writer: Writer, clock: MovingClock
) -> None:
    await writer.tick()
    clock.move(seconds=40)
    await Batch(writer.connection, writer.held, clock, unwritten_s=40.0).write([])
    assert await own_alerts(writer) == [("system.database", "component:database/PostgreSQL", 2)]


async def until(writer: Writer, rule: str) -> None:
    async with asyncio.timeout(10):
        while rule not in [of for of, _, _ in await own_alerts(writer)]:  # noqa: ASYNC110 - a pen writes it
            await asyncio.sleep(0.05)


async def test_a_report_that_waited_too_long_for_the_pen_is_an_alert(database: Any, writer: Writer) -> None:
    pen = Pen(partial(connect, database.database_url), MovingClock(), lambda: None, limit=5000)
    async with asyncio.TaskGroup() as group:
        group.create_task(pen.run())
        await Desk(pen).report([incoming()], monotonic() - 4)
        await asyncio.sleep(1.2)
        assert await own_alerts(writer) == []
        await Desk(pen).report([incoming()], monotonic() - 6)
        await until(writer, "system.queue")
        pen.stop()


async def _all(asking: list[Coroutine[Any, Any, Any]]) -> list[Any]:
    """Those who lost patience among them."""
    return await asyncio.gather(*asking, return_exceptions=True)


async def test_a_database_that_was_away_is_said_when_it_is_back_and_who_waited_for_it_is_no_queue(
    database: Any, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pen's clock is put forward while it cannot connect; it takes one report at a time."""
    ahead_s, away = 0.0, True
    monkeypatch.setattr("controlroom.desk.pen.monotonic", lambda: monotonic() + ahead_s)
    monkeypatch.setattr("controlroom.desk.pen.JOBS_AT_ONCE", 1)

    async def comes_back() -> Any:
        if away:
            raise ConnectionRefusedError
        return await connect(database.database_url)

    pen = Pen(comes_back, MovingClock(), lambda: None, limit=5000)
    async with asyncio.TaskGroup() as group:
        group.create_task(pen.run())
        asking = [Desk(pen).report([incoming()], monotonic()) for _ in range(3)]
        answers = group.create_task(_all(asking))
        await asyncio.sleep(0.2)
        ahead_s, away = 12.0, False
        await answers
        await until(writer, "system.database")
        await asyncio.sleep(1.2)
        assert [rule for rule, _, _ in await own_alerts(writer)] == ["system.database"]
        pen.stop()


FAILS = "INSERT INTO feed (name, kind, state, note, failing_since) VALUES ('cad', 'poll', 'failing', '', $1)"


async def test_since_when_a_connector_fails_is_known_until_it_reads_again(database: Any) -> None:
    engine = make_engine(database.database_url, pool_size=1)
    logbook, connection = Logbook(engine, SystemClock()), await database.connect()
    found = []
    for state in ("failing", "failing", "live", "failing"):
        await logbook.note({"cad": Said("poll", state), "mail": Said("folder", "live")})
        found.append(dict(await connection.fetch("SELECT name, failing_since FROM feed")))
    assert found[0]["cad"] == found[1]["cad"] < found[3]["cad"]
    assert found[2]["cad"] is None
    assert [kept["mail"] for kept in found] == [None] * 4
    await connection.close()
    await engine.dispose()


async def test_a_connector_that_fails_for_five_minutes_is_p3_until_it_has_read_again_for_ten(
    writer: Writer, clock: MovingClock
) -> None:
    await writer.connection.execute(FAILS, clock.at)
    await ticks(writer, 4.9)
    assert await own_alerts(writer) == []
    await ticks(writer, 0.3)
    assert await own_alerts(writer) == [("feed.failing", "component:feed/cad", 3)]
    await writer.connection.execute("UPDATE feed SET failing_since = NULL")
    await ticks(writer, 11)
    assert await own_alerts(writer) == []
    assert await rebuilt_the_same(writer)


async def test_a_downtime_of_the_watch_is_no_failing_of_a_connector(
    writer: Writer, clock: MovingClock
) -> None:
    await writer.tick()
    await writer.connection.execute(FAILS, clock.at)
    clock.move(hours=1)
    await writer.tick()
    assert "feed.failing" not in [rule for rule, _, _ in await own_alerts(writer)]


async def test_a_receiver_that_takes_nothing_for_ten_minutes_is_p3(
    writer: Writer, clock: MovingClock
) -> None:
    fails = """
    INSERT INTO webhook (name, url, priority, kinds, after_seq, made_at, failing_since)
    VALUES ('police', 'https://police.example', 4, '{}', 0, $1, $1)
    """
    await writer.connection.execute(fails, clock.at)
    await ticks(writer, 9.5)
    assert await own_alerts(writer) == []
    await ticks(writer, 1)
    assert await own_alerts(writer) == [("webhook.failing", "component:webhook/police", 3)]
