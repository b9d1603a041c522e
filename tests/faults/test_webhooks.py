"""Servers die while they tell a receiver of alerts: it gets everything, signed, in order, under one id."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import httpx2
import pytest

from controlroom.clock import SystemClock, monotonic
from controlroom.office import open_engine
from controlroom.settings import read_settings
from controlroom.webhooks.receivers import Receivers
from tests.faults.history import History
from tests.faults.ledger import Ledger
from tests.faults.load import Load, incident
from tests.faults.place import UNITS, Place
from tests.faults.server import serving
from tests.integration.webhooks.a_receiver import AReceiver, Got, a_receiver

BACK_WITHIN_S = 5.0
PLAIN = {"CONTROLROOM_WEBHOOK_PLAIN_HTTP": "true"}
ALERTS_SINCE = "SELECT seq FROM journal WHERE kind LIKE 'alert.%' AND seq > $1 ORDER BY seq"


@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=pytest.mark.slow)])
async def test_when_the_server_that_delivers_is_killed_the_other_tells_the_rest(
    place: Place, log: Path, ledger: Ledger, kills: int
) -> None:
    history = History()
    ledger.row("kill -9 of the one of two servers that tells a receiver of alerts", often=kills)
    async with (
        a_receiver() as pager,
        serving(place.database_url, log, environment=PLAIN) as one,
        serving(place.database_url, log.with_suffix(".two"), environment=PLAIN) as two,
    ):
        secret, began = await _registered(place.database_url, pager)
        async with _alerts_all_the_time(place, [one.url, two.url], history):
            for kill in range(kills):
                delivering = (one, two)[kill % 2]
                await pager.until_more()
                await delivering.kill()
                killed_at = monotonic()
                await pager.until_more()
                ledger.took("delivers again", monotonic() - killed_at, BACK_WITHIN_S)
                await delivering.start()
                await delivering.ready()
        happened = await _happened(place.database_url, began)
        await pager.until_taken(len(happened))
    assert {got.seq for got in pager.taken} == {*happened}
    assert all(got.is_signed_by(secret) for got in pager.got)
    assert pager.in_order()
    assert {len(ids) for ids in _ids(pager.got).values()} == {1}
    ledger.note(f"{len(happened)} events told, {len(pager.got) - len(happened)} of them twice")
    await ledger.proved(history, place.database_url)


async def _registered(database_url: str, pager: AReceiver) -> tuple[str, int]:
    """Its secret, and where the journal ended then."""
    async with open_engine(read_settings({}, database_url=database_url)) as engine:
        receivers = Receivers(engine, SystemClock(), plain_http=True)
        secret = await receivers.add("pager", pager.url)
        (receiver,) = await receivers.list()
    return secret, receiver.after_seq


@asynccontextmanager
async def _alerts_all_the_time(place: Place, urls: list[str], history: History) -> AsyncIterator[None]:
    """Each P2 incident is an alert; a report is sent again until it is known to be stored."""
    load = Load(urls, history)
    client = httpx2.AsyncClient(trust_env=False, timeout=5)
    ended = asyncio.Event()

    async def report(unit: str) -> None:
        bearer = f"Bearer {place.tokens[unit]}"
        while not ended.is_set():
            said, stored = incident(priority=2), len(load.stored_at)
            for attempt in range(1000):
                await load.send(client, urls[attempt % 2], unit, said, authorization=bearer)
                if len(load.stored_at) > stored:
                    break
                await asyncio.sleep(0.1)
            await asyncio.sleep(0.05)

    async with client, asyncio.TaskGroup() as group:
        group.create_task(report(UNITS[0]))
        yield
        ended.set()


async def _happened(database_url: str, after: int) -> list[int]:
    connection = await asyncpg.connect(database_url)
    rows = await connection.fetch(ALERTS_SINCE, after)
    await connection.close()
    return [row["seq"] for row in rows]


def _ids(got: Iterable[Got]) -> dict[int, set[str]]:
    """Under which ids each event came."""
    ids: dict[int, set[str]] = defaultdict(set)
    for each in got:
        ids[each.seq].add(each.id)
    return ids
