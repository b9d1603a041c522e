"""The server is killed under load."""

from pathlib import Path

import pytest

from controlroom.clock import monotonic
from tests.faults.history import History
from tests.faults.load import under_load
from tests.faults.place import Place
from tests.faults.screen import a_screen
from tests.faults.server import serving

BACK_WITHIN_S = 5.0


@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=pytest.mark.slow)])
async def test_a_killed_server_loses_nothing_doubles_nothing_and_is_back(
    place: Place, log: Path, kills: int
) -> None:
    history = History()
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
                assert await load.until_stored(1) - server.started_at <= BACK_WITHIN_S
                assert await screen.live_after(killed_at, BACK_WITHIN_S) <= BACK_WITHIN_S
            await load.until_stored(50)
        await screen.equals_a_fresh_one()
    await history.prove(place.database_url)
