"""PostgreSQL is killed with all its children under load, stays away for a while, and is started again."""

import asyncio
from pathlib import Path

import httpx2
import pytest

from controlroom.clock import monotonic
from tests.faults.conftest import Mortal
from tests.faults.history import Answer, History, Unknown
from tests.faults.ledger import Ledger
from tests.faults.load import Load, incident, under_load
from tests.faults.place import UNITS, Place
from tests.faults.screen import a_screen
from tests.faults.server import serving

BACK_WITHIN_S = 5.0
SETTLED_S = 0.3
"""An answer that left before the kill may still be on its way for so long."""


@pytest.mark.parametrize(
    ("kills", "away_s"), [(1, 3.0), pytest.param(5, 8.0, marks=pytest.mark.slow)], ids=["once", "often"]
)
async def test_while_postgres_is_away_nothing_is_acknowledged_and_nothing_is_lost(
    mortal: Mortal, mortal_place: Place, log: Path, ledger: Ledger, kills: int, away_s: float
) -> None:
    history = History()
    ledger.row(f"kill -9 of PostgreSQL and its children, away for {away_s:.0f} s", often=kills)
    async with (
        serving(mortal_place.database_url, log) as server,
        a_screen(server, mortal_place.screen_token) as screen,
    ):
        async with under_load(mortal_place, [server.url], history) as load:
            for _ in range(kills):
                await load.until_stored(100)
                await mortal.kill_postgres()
                killed_at = monotonic()
                await asyncio.sleep(away_s)
                assert await newcomer(load, mortal_place) == Unknown("503")
                started_at = monotonic()
                assert load.stored_between(killed_at + SETTLED_S, started_at) == 0
                assert screen.ticks_between(killed_at + SETTLED_S, started_at) == 0
                await mortal.start_postgres()
                back_at = monotonic()
                ledger.took("writes again", await load.stored_again(back_at), BACK_WITHIN_S)
                ledger.took("ticks again", await screen.live_after(back_at, BACK_WITHIN_S), BACK_WITHIN_S)
            await load.until_stored(50)
        await screen.equals_a_fresh_one()
    await ledger.proved(history, mortal_place.database_url)


async def newcomer(load: Load, place: Place) -> Answer:
    """What a unit is told that reports only now, when the outage is known."""
    bearer = f"Bearer {place.tokens[UNITS[-1]]}"
    async with httpx2.AsyncClient(trust_env=False, timeout=5) as client:
        return await load.send(client, load.urls[0], UNITS[-1], incident(), authorization=bearer)
