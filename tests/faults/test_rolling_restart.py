"""The workers are renewed one after the other while units report and screens look."""

import asyncio
import signal
from contextlib import AsyncExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from controlroom.clock import monotonic
from tests.faults.history import History
from tests.faults.ledger import Ledger
from tests.faults.load import under_load
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
        for screen in screens:
            await screen.equals_a_fresh_one()
    assert history.never_known <= sum(answered.values())
    await ledger.proved(history, place.database_url)


def _longest_gap(moments: list[float], begin: float, end: float) -> float:
    between = [begin, *sorted(at for at in moments if begin < at < end), end]
    return max(later - earlier for earlier, later in pairwise(between))
