"""A server is stopped as a whole: it neither answers nor closes anything."""

import asyncio
import signal
from pathlib import Path

import pytest

from controlroom.clock import monotonic
from tests.faults.history import History
from tests.faults.load import under_load
from tests.faults.place import Place
from tests.faults.screen import a_screen
from tests.faults.server import serving

BACK_WITHIN_S = 5.0


@pytest.mark.parametrize("still_s", [8.0, pytest.param(15.0, marks=pytest.mark.slow)])
async def test_after_a_standstill_the_wall_lives_again_by_itself_and_nothing_is_lost(
    place: Place, log: Path, still_s: float
) -> None:
    history = History()
    async with (
        serving(place.database_url, log) as server,
        a_screen(server, place.screen_token) as screen,
    ):
        async with under_load(place, [server.url], history, answer_within_s=3) as load:
            await load.until_stored(50)
            await screen.live_after(monotonic(), BACK_WITHIN_S)
            server.signal(signal.SIGSTOP)
            stopped_at = monotonic()
            await asyncio.sleep(still_s)
            server.signal(signal.SIGCONT)
            woken_at = monotonic()
            assert screen.longest_silence(stopped_at, woken_at) > still_s - 1
            assert await load.until_stored(1) - woken_at <= BACK_WITHIN_S
            assert await screen.live_after(woken_at, BACK_WITHIN_S) <= BACK_WITHIN_S
            await load.until_stored(50)
        await screen.equals_a_fresh_one()
    await history.prove(place.database_url)
