"""The network between the server and PostgreSQL swallows everything: nothing is refused, nothing arrives."""

import asyncio
from pathlib import Path

import pytest

from controlroom.clock import monotonic
from tests.faults.history import History
from tests.faults.load import under_load
from tests.faults.place import Place
from tests.faults.screen import a_screen
from tests.faults.server import serving
from tests.faults.swallowing import a_network

AWAY_S = 45.0
BACK_WITHIN_S = 8.0
"""Five seconds, and the attempt to connect that was under way."""


@pytest.mark.slow
async def test_a_network_that_swallowed_everything_for_a_while_cost_nothing_but_the_while(
    place: Place, log: Path
) -> None:
    history = History()
    async with (
        a_network(place.database_url) as network,
        serving(network.database_url, log) as server,
        a_screen(server, place.screen_token) as screen,
    ):
        async with under_load(place, [server.url], history) as load:
            await load.until_stored(50)
            network.swallow()
            swallowed_at = monotonic()
            await asyncio.sleep(AWAY_S)
            passing_at = monotonic()
            assert load.stored_between(swallowed_at + 0.3, passing_at) == 0
            assert screen.ticks_between(swallowed_at + 0.3, passing_at) == 0
            network.let_pass()
            assert await load.stored_again(passing_at) <= BACK_WITHIN_S
            assert await screen.live_after(passing_at, BACK_WITHIN_S) <= BACK_WITHIN_S
        assert "journal cannot be written" in server.logged()
        await screen.equals_a_fresh_one()
    await history.prove(place.database_url)
