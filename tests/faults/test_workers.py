"""Two workers under one port and one address: one is killed, all are killed, one stands still."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from controlroom.clock import monotonic
from tests.faults.history import History
from tests.faults.ledger import Ledger
from tests.faults.load import under_load
from tests.faults.place import Place
from tests.faults.screen import a_screen
from tests.faults.team import a_team
from tests.faults.trouble import BACK_WITHIN_S, SERVES_WITHIN_S

STALE_AFTER_S = 6.0
STEADY_S = 5.5
"""A worker that lived so long is replaced at once; see workers/slot.py."""
LONG = (pytest.mark.slow, pytest.mark.timeout(400))


@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=LONG)])
async def test_when_one_of_two_workers_is_killed_the_address_goes_on(
    place: Place, log: Path, ledger: Ledger, kills: int
) -> None:
    history = History()
    ledger.row("kill -9 of one of two workers under one port", often=kills)
    async with (
        a_team(place.database_url, log) as team,
        a_screen(team, place.screen_token) as one,
        a_screen(team, place.screen_token) as two,
    ):
        began = monotonic()
        async with under_load(place, [team.url], history) as load:
            for kill in range(kills):
                await load.until_stored(100)
                workers = await team.all_ready()
                os.kill(workers[kill % 2], signal.SIGKILL)
                killed_at = monotonic()
                ledger.took("writes again", await load.stored_again(killed_at), BACK_WITHIN_S)
                await load.until_stored(50)
                await team.all_ready(other_than=[workers[kill % 2]])
                ledger.took("both workers again", monotonic() - killed_at)
        silences = [screen.longest_silence(began, monotonic()) for screen in (one, two)]
        ledger.took("longest silence of a screen", max(silences), STALE_AFTER_S)
        await one.equals_a_fresh_one()
        await two.equals_a_fresh_one()
    await ledger.proved(history, place.database_url)


@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=LONG)])
async def test_when_all_workers_are_killed_they_are_back(
    place: Place, log: Path, ledger: Ledger, kills: int
) -> None:
    history = History()
    ledger.row("kill -9 of both workers at once", often=kills)
    async with (
        a_team(place.database_url, log) as team,
        a_screen(team, place.screen_token) as screen,
    ):
        async with under_load(place, [team.url], history) as load:
            for _ in range(kills):
                await asyncio.sleep(STEADY_S)
                workers = await team.all_ready()
                for worker in workers:
                    os.kill(worker, signal.SIGKILL)
                killed_at = monotonic()
                await team.ready()
                back_at = monotonic()
                ledger.took("serves again", back_at - killed_at, SERVES_WITHIN_S)
                ledger.took("writes after that", await load.stored_again(back_at), BACK_WITHIN_S)
                ticked_s = await screen.live_after(back_at, BACK_WITHIN_S)
                ledger.took("ticks after that", ticked_s, BACK_WITHIN_S)
                await load.until_stored(50)
        await screen.equals_a_fresh_one()
    await ledger.proved(history, place.database_url)


@pytest.mark.slow
async def test_a_worker_that_stands_still_keeps_nobody_waiting_who_comes_anew(
    place: Place, log: Path, ledger: Ledger
) -> None:
    history = History()
    ledger.row("one of two workers under one port stands still for 15 s")
    async with (
        a_team(place.database_url, log) as team,
        under_load(place, [team.url], history, answer_within_s=2) as load,
    ):
        await load.until_stored(100)
        worker = team.workers[0]
        os.kill(worker, signal.SIGSTOP)
        stopped_at = monotonic()
        ledger.took("writes again", await load.stored_again(stopped_at + 1), BACK_WITHIN_S)
        await asyncio.sleep(stopped_at + 10 - monotonic())
        before = load.heard["ReadTimeout"]
        await asyncio.sleep(stopped_at + 15 - monotonic())
        os.kill(worker, signal.SIGCONT)
        ledger.note(f"{before} of the requests got no answer")
        assert load.heard["ReadTimeout"] == before, "a new connection was given to one that stands still"
        assert worker in await team.all_ready()
    await ledger.proved(history, place.database_url)
