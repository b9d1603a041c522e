"""The server is killed under load."""

import asyncio
from pathlib import Path
from typing import Any

import httpx2
import pytest

from controlroom.clock import monotonic
from tests.faults.held_commits import commits_held
from tests.faults.history import History, Stored, Unknown
from tests.faults.ledger import Ledger
from tests.faults.load import Load, incident, under_load
from tests.faults.place import UNITS, Place
from tests.faults.screen import a_screen
from tests.faults.server import serving
from tests.faults.trouble import BACK_WITHIN_S, SERVES_WITHIN_S


@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=pytest.mark.slow)])
async def test_a_killed_server_loses_nothing_doubles_nothing_and_is_back(
    place: Place, log: Path, ledger: Ledger, kills: int
) -> None:
    history = History()
    ledger.row("kill -9 of the server, started again at once", often=kills)
    async with (
        serving(place.database_url, log) as server,
        a_screen(server, place.screen_token) as screen,
    ):
        async with under_load(place, [server.url], history) as load:
            for _ in range(kills):
                await load.until_stored(100)
                await server.kill()
                killed_at = monotonic()
                await server.start()
                assert load.first_stored_after(killed_at) == float("inf")
                await server.ready()
                back_at = monotonic()
                ledger.took("serves again", back_at - server.started_at, SERVES_WITHIN_S)
                ledger.took("writes after that", await load.stored_again(back_at), BACK_WITHIN_S)
                ticked_s = await screen.live_after(back_at, BACK_WITHIN_S)
                ledger.took("ticks after that", ticked_s, BACK_WITHIN_S)
            await load.until_stored(50)
        await screen.equals_a_fresh_one()
    await ledger.proved(history, place.database_url)


async def test_a_report_that_was_not_committed_when_the_server_was_killed_is_not_there(
    database: Any, place: Place, log: Path, ledger: Ledger
) -> None:
    history = History()
    ledger.row("kill -9 of the server between INSERT and COMMIT, the report sent again")
    async with (
        serving(place.database_url, log) as server,
        httpx2.AsyncClient(
            headers={"authorization": f"Bearer {place.tokens[UNITS[0]]}"}, trust_env=False
        ) as client,
    ):
        load, said = Load([server.url], history), incident()
        async with commits_held(database.superuser_url) as held:
            asking = asyncio.create_task(load.send(client, server.url, UNITS[0], said))
            await held.one()
            await server.kill()
            assert isinstance(await asking, Unknown)
            assert await held.connection.fetch("SELECT FROM report_key") == []
        await server.start()
        await server.ready()
        assert isinstance(await load.send(client, server.url, UNITS[0], said), Stored)
    await ledger.proved(history, place.database_url)
