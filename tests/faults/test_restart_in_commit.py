"""PostgreSQL is restarted while transactions come to their COMMIT, politely and not, again and again."""

import asyncio
import signal
from dataclasses import dataclass
from pathlib import Path
from random import Random

import httpx2
import pytest

from controlroom.clock import monotonic
from tests.faults.conftest import Mortal
from tests.faults.held_commits import commits_held
from tests.faults.history import History, Stored
from tests.faults.ledger import Ledger
from tests.faults.load import Load, incident, under_load
from tests.faults.place import UNITS, Place
from tests.faults.screen import a_screen
from tests.faults.server import serving

BACK_WITHIN_S = 5.0
ENDS_WITHIN_S = 20.0
MOMENTS_S = 0.4
"""Within so long of a commit PostgreSQL is told to stop; some hundred commits fit into it."""


@dataclass(frozen=True, slots=True)
class Way:
    """How `pg_ctl stop -m` says it to the postmaster."""

    name: str
    signal: signal.Signals


FAST = Way("fast", signal.SIGINT)
IMMEDIATE = Way("immediate", signal.SIGQUIT)


async def stop(mortal: Mortal, way: Way) -> None:
    mortal.services._postgres.child.process.send_signal(way.signal)
    async with asyncio.timeout(ENDS_WITHIN_S):
        await mortal.services._postgres.child.process.wait()


@pytest.mark.parametrize("restarts", [2, pytest.param(20, marks=pytest.mark.slow)])
async def test_restarts_at_any_moment_lose_nothing_that_was_acknowledged(
    mortal: Mortal, mortal_place: Place, log: Path, ledger: Ledger, restarts: int
) -> None:
    """Half of them `fast`, which lets nobody finish, half `immediate`, after which the log is read again."""
    history, dice = History(), Random(restarts)
    ledger.row("PostgreSQL is restarted at a random moment of a commit, fast and immediate", restarts)
    async with (
        serving(mortal_place.database_url, log) as server,
        a_screen(server, mortal_place.screen_token) as screen,
    ):
        async with under_load(mortal_place, [server.url], history) as load:
            for number in range(restarts):
                await load.until_stored(30)
                await asyncio.sleep(dice.uniform(0, MOMENTS_S))
                await stop(mortal, IMMEDIATE if number % 2 else FAST)
                await mortal.start_postgres()
                back_at = monotonic()
                ledger.took("writes again", await load.stored_again(back_at), BACK_WITHIN_S)
                ledger.took("ticks again", await screen.live_after(back_at, BACK_WITHIN_S), BACK_WITHIN_S)
            await load.until_stored(50)
        await screen.equals_a_fresh_one()
    assert set(load.heard) <= {"200", "201", "503"}
    await ledger.proved(history, mortal_place.database_url)


@pytest.mark.parametrize("way", [FAST, IMMEDIATE], ids=lambda way: way.name)
async def test_what_was_in_its_commit_when_postgres_was_restarted_is_stored_once_afterwards(
    mortal: Mortal, mortal_place: Place, log: Path, ledger: Ledger, way: Way
) -> None:
    """All is written but the COMMIT itself; the pen tries the same again, and the unit hears its number."""
    history, said = History(), incident()
    ledger.row(f"PostgreSQL is restarted ({way.name}) with a report in its COMMIT")
    async with (
        serving(mortal_place.database_url, log) as server,
        httpx2.AsyncClient(
            headers={"authorization": f"Bearer {mortal_place.tokens[UNITS[0]]}"}, trust_env=False, timeout=30
        ) as client,
    ):
        load = Load([server.url], history)
        url = f"{mortal.superuser_url}/{mortal_place.database_url.rpartition('/')[2]}"
        async with commits_held(url) as held:
            asking = asyncio.create_task(load.send(client, server.url, UNITS[0], said))
            await held.one()
            await stop(mortal, way)
            assert not asking.done()
            await mortal.start_postgres()
            back_at = monotonic()
            answer = await asking
            ledger.took("answered", monotonic() - back_at, BACK_WITHIN_S)
            assert isinstance(answer, Stored)
            assert answer.fresh
        assert await load.send(client, server.url, UNITS[0], said) == Stored(answer.seq, fresh=False)
    await ledger.proved(history, mortal_place.database_url)
