"""The workers are renewed one after the other while units report and screens look."""

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx2
import pytest

from controlroom.clock import monotonic
from tests.faults.held_commits import commits_held
from tests.faults.history import History, Stored
from tests.faults.ledger import Ledger
from tests.faults.load import Load, incident, under_load
from tests.faults.place import Place
from tests.faults.screen import a_screen
from tests.faults.team import a_team

SCREENS = 4
LATE_AFTER_S = 3.0

LONG = (pytest.mark.slow, pytest.mark.timeout(400))


@pytest.mark.parametrize("restarts", [1, pytest.param(10, marks=LONG)])
async def test_a_rolling_restart_is_not_noticed(
    place: Place, log: Path, ledger: Ledger, restarts: int
) -> None:
    history = History()
    ledger.row("rolling restart (SIGHUP) of two workers under one port", often=restarts)
    async with AsyncExitStack() as stack:
        team = await stack.enter_async_context(a_team(place.database_url, log))
        looking = [a_screen(team, place.screen_token) for _ in range(SCREENS)]
        screens = [await stack.enter_async_context(screen) for screen in looking]
        async with under_load(place, [team.url], history) as load:
            for _ in range(restarts):
                await load.until_stored(100)
                before, began = team.workers, monotonic()
                team.signal(signal.SIGHUP)
                await team.all_ready(other_than=before)
                await asyncio.sleep(LATE_AFTER_S)
                ended = monotonic()
                ledger.took("longest without an answer", _longest_gap(load.stored_at, began, ended), 1.0)
                silence = max(screen.longest_silence(began, ended) for screen in screens)
                ledger.took("longest silence of a screen", silence, LATE_AFTER_S)
        answered = {why: times for why, times in load.heard.items() if why not in ("200", "201")}
        ledger.note(f"answers other than 200 and 201, among {load.heard.total():,}: {answered or 'none'}")
        assert set(answered) <= {"RemoteProtocolError", "ReadError", "WriteError", "503"}
        assert sum(answered.values()) <= restarts, "a worker that leaves tells its clients so in time"
        for screen in screens:
            await screen.equals_a_fresh_one()
    assert history.never_known <= sum(answered.values())
    await ledger.proved(history, place.database_url)


async def test_a_report_under_way_is_answered_by_the_worker_that_leaves(
    database: Any, place: Place, log: Path
) -> None:
    history = History()
    async with a_team(place.database_url, log) as team, httpx2.AsyncClient(trust_env=False) as client:
        load = Load([team.url], history)
        async with commits_held(database.superuser_url) as held:
            asking = [
                asyncio.create_task(
                    load.send(client, team.url, unit, incident(), authorization=f"Bearer {token}")
                )
                for unit, token in place.tokens.items()
            ]
            await held.one()
            for worker in team.workers:
                os.kill(worker, signal.SIGTERM)
            await asyncio.sleep(1)
            assert not any(one.done() for one in asking)
            await held.let_go()
            answers = await asyncio.gather(*asking)
    assert all(isinstance(answer, Stored) for answer in answers), answers
    await history.prove(place.database_url)


def _longest_gap(moments: list[float], begin: float, end: float) -> float:
    between = [begin, *sorted(at for at in moments if begin < at < end), end]
    return max(later - earlier for earlier, later in pairwise(between))
