"""Connectors and the real journal: what is collected is in it exactly once, whatever dies half-way."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.clock import SystemClock
from controlroom.desk.desk import Desk
from controlroom.desk.pen import Pen
from controlroom.feeds.connectors.config import FolderConfig, PollConfig
from controlroom.feeds.connectors.core import Connector
from controlroom.feeds.connectors.duty import collect
from controlroom.feeds.connectors.folder import Folder
from controlroom.feeds.connectors.intake import Intake
from controlroom.feeds.connectors.logbook import Logbook
from controlroom.feeds.connectors.poll import Poll
from controlroom.feeds.door import Door
from controlroom.feeds.pace import Pace
from controlroom.photos.album import Album
from controlroom.photos.darkroom import Darkroom
from controlroom.store.engine import connect, make_engine
from controlroom.store.quarantine import Quarantine
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind
from tests.conftest import Database
from tests.integration.feeds_client.address import an_address

CLOCK = SystemClock()
COUNT = "SELECT count(*), count(DISTINCT id) FROM report_key"


class NoTokens:
    async def unit(self, token: str) -> None:
        return None


def _nobody_to_wake() -> None:
    return None


@asynccontextmanager
async def _core(database: Database, *connectors: Connector) -> AsyncIterator[Intake]:
    pen = Pen(partial(connect, database.database_url), CLOCK, _nobody_to_wake, limit=5000)
    engine: AsyncEngine = make_engine(database.database_url, pool_size=2)
    async with asyncio.TaskGroup() as tasks:
        writing = tasks.create_task(pen.run())
        desk = Desk(pen)
        await desk.do(RegisterUnit("COUNTY", "County calls", UnitKind.MACHINE, Pulse.NONE), "test")
        door = Door(desk, NoTokens(), Quarantine(engine), CLOCK, Pace(), Album(engine, CLOCK), Darkroom())
        kinds = {connector.name: connector.kind for connector in connectors}
        yield Intake(door, Logbook(engine, CLOCK), kinds)
        pen.stop()
        await asyncio.wait([writing], timeout=10)
        writing.cancel()
    await engine.dispose()


def _lines(count: int) -> bytes:
    where = {"lat": 50, "lon": 4}
    report = {"at": "2026-11-24T10:00:00Z", "kind": "fire", "position": where}
    texts = (f"number {number // 2}" for number in range(count))  # each report twice, as in real life
    return "".join(json.dumps({**report, "text": text}) + "\n" for text in texts).encode()


def _folder(path: Path, **more: Any) -> Folder:
    settings = {
        "name": "county",
        "feed": "incident",
        "unit": "COUNTY",
        "format": "ndjson",
        "batch": 20,
        **more,
    }
    return Folder(FolderConfig(kind="folder", path=path, every_s=0.02, **settings), None, CLOCK)


async def _collect_until(database: Database, connector: Connector, sql: str, wanted: int) -> None:
    """One life of the process: ends, wherever it is, as soon as the journal says `wanted`."""
    watching = await database.connect()
    try:
        async with _core(database, connector) as intake, asyncio.TaskGroup() as tasks:
            running = tasks.create_task(collect([connector], intake, partial(connect, database.database_url)))
            async with asyncio.timeout(20):
                while await watching.fetchval(sql) < wanted:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            running.cancel()
    finally:
        await watching.close()


async def _journal(database: Database) -> tuple[int, int]:
    connection = await database.connect()
    try:
        row = await connection.fetchrow(COUNT)
        assert row is not None
        return row[0], row[1]
    finally:
        await connection.close()


async def test_a_folder_is_taken_exactly_once_through_several_lives(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "a.ndjson").write_bytes(_lines(200))

    for wanted in (1, 70, 200):
        await _collect_until(database, _folder(tmp_path), "SELECT count(*) FROM report_key", wanted)

    assert await _journal(database) == (200, 200)


async def test_a_polled_address_is_taken_exactly_once_through_several_lives(database: Database) -> None:
    with an_address() as address:
        address.body, address.etag = _lines(200), '"v1"'
        config = PollConfig(
            kind="poll",
            name="city",
            feed="incident",
            unit="COUNTY",
            format="ndjson",
            url=address.url,
            every_s=0.05,
            batch=20,
        )
        for wanted in (1, 70, 200):
            async with httpx2.AsyncClient(trust_env=False) as client:
                poll = Poll(config, None, CLOCK, client, {})
                await _collect_until(database, poll, "SELECT count(*) FROM report_key", wanted)

    assert await _journal(database) == (200, 200)


async def test_the_feeds_panel_and_the_quarantine_say_how_it_went(database: Database, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(_lines(1) + b"nonsense\n" + b'{"kind": "fire"}\n')

    await _collect_until(
        database,
        _folder(tmp_path),
        "SELECT count(*) FROM feed WHERE name = 'county' AND kind = 'folder' AND last_at IS NOT NULL",
        1,
    )

    connection = await database.connect()
    reasons = await connection.fetch("SELECT unit, feed, reason FROM quarantine ORDER BY id")
    await connection.close()
    assert [tuple(row)[:2] for row in reasons] == [("COUNTY", "incident")] * 2
    assert "line 2: not JSON" in reasons[0]["reason"]
    assert "at" in reasons[1]["reason"]


async def test_a_unit_that_nobody_registered_is_said_in_the_panel(database: Database, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(_lines(1))

    await _collect_until(
        database,
        _folder(tmp_path, unit="NOBODY"),
        "SELECT count(*) FROM feed WHERE state = 'failing' AND note LIKE 'no unit NOBODY is in service%'",
        1,
    )

    assert (tmp_path / "a.ndjson").exists()


async def test_one_process_collects_and_another_takes_over(database: Database, tmp_path: Path) -> None:
    first, second = _folder(tmp_path), _folder(tmp_path)
    address = partial(connect, database.database_url)
    async with _core(database, first) as one, _core(database, second) as two, asyncio.TaskGroup() as tasks:
        on_duty = tasks.create_task(collect([first], one, address))
        await _until_said(one)
        standing_by = tasks.create_task(collect([second], two, address))
        with suppress(TimeoutError):
            async with asyncio.timeout(0.3):
                await _until_said(two)
                pytest.fail("both collect")
        on_duty.cancel()
        async with asyncio.timeout(10):
            await _until_said(two)
        standing_by.cancel()


async def _until_said(intake: Intake) -> None:
    while not intake._said:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
