"""Redis carries wake-ups only: killed under load or never there, the poll is the floor."""

from pathlib import Path

import pytest

from controlroom.clock import monotonic
from controlroom.demo.processes import free_port
from tests.faults.conftest import Mortal
from tests.faults.history import History
from tests.faults.ledger import Ledger
from tests.faults.load import under_load
from tests.faults.place import Place
from tests.faults.screen import a_screen
from tests.faults.server import serving

BY_THE_POLL_S = 1.0
"""Between an answer and the picture: half a second until the tail looks, and the drawing."""


@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=pytest.mark.slow)])
async def test_a_killed_redis_takes_nothing_with_it_and_the_wall_goes_on(
    mortal: Mortal, mortal_place: Place, log: Path, ledger: Ledger, kills: int
) -> None:
    """The units report to one server; the wall looks at another, which only Redis or the poll can wake."""
    history = History()
    ledger.row("kill -9 of Redis; the wall looks at another server than the units report to", often=kills)
    database_url, redis_url = mortal_place.database_url, mortal.redis_url
    async with (
        serving(database_url, log, redis_url) as writing,
        serving(database_url, log.with_suffix(".wall"), redis_url) as showing,
        a_screen(showing, mortal_place.screen_token) as screen,
    ):
        began = monotonic()
        async with under_load(mortal_place, [writing.url], history) as load:
            for _ in range(kills):
                await load.until_stored(50)
                await mortal.kill_redis()
                killed_at = monotonic()
                stored_at = await load.until_stored(50)
                ledger.took(
                    "on the wall after", await screen.changed_after(stored_at, BY_THE_POLL_S), BY_THE_POLL_S
                )
                ledger.took("longest silence", screen.longest_silence(killed_at, monotonic()), 3)
                await mortal.start_redis()
            await load.until_stored(50)
        ledger.took("longest silence", screen.longest_silence(began, monotonic()), 3)
        assert set(load.heard) == {"201"}
        await screen.equals_a_fresh_one()
    await ledger.proved(history, database_url)


async def test_redis_that_was_never_there_is_not_missed(place: Place, log: Path, ledger: Ledger) -> None:
    history = History()
    ledger.row("Redis never there")
    nobody = f"redis://127.0.0.1:{free_port()}/0"
    async with (
        serving(place.database_url, log, nobody) as writing,
        serving(place.database_url, log.with_suffix(".wall"), nobody) as showing,
        a_screen(showing, place.screen_token) as screen,
    ):
        async with under_load(place, [writing.url], history) as load:
            stored_at = await load.until_stored(100)
            ledger.took(
                "on the wall after", await screen.changed_after(stored_at, BY_THE_POLL_S), BY_THE_POLL_S
            )
        assert set(load.heard) == {"201"}
        await screen.equals_a_fresh_one()
    await ledger.proved(history, place.database_url)
