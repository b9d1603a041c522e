"""Two servers share one database: their pens take turns at the head."""

import asyncio
import signal
from pathlib import Path

import httpx2
import pytest

from controlroom.clock import monotonic
from tests.faults.history import History, Stored
from tests.faults.ledger import Ledger
from tests.faults.load import Load, incident, under_load
from tests.faults.place import UNITS, Place
from tests.faults.screen import a_screen
from tests.faults.server import serving

BACK_WITHIN_S = 5.0
WRITERS = 32


@pytest.mark.parametrize("reports", [200, pytest.param(1000, marks=pytest.mark.slow)])
async def test_a_report_sent_to_both_at_once_is_stored_once_and_both_name_the_same_number(
    place: Place, log: Path, ledger: Ledger, reports: int
) -> None:
    history = History()
    ledger.row("32 writers send each report to two servers at once", often=reports)
    async with (
        serving(place.database_url, log) as one,
        serving(place.database_url, log.with_suffix(".two")) as two,
        httpx2.AsyncClient(trust_env=False, timeout=30) as client,
    ):
        load, turn = Load([one.url, two.url], history), asyncio.Semaphore(WRITERS)

        async def to_both(number: int) -> tuple[bool, ...]:
            unit = UNITS[number % len(UNITS)]
            said, bearer = incident(), f"Bearer {place.tokens[unit]}"
            async with turn:
                sending = (load.send(client, url, unit, said, authorization=bearer) for url in load.urls)
                answers = await asyncio.gather(*sending)
            assert len({answer.seq for answer in answers if isinstance(answer, Stored)}) == 1
            return tuple(answer.fresh for answer in answers if isinstance(answer, Stored))

        fresh = await asyncio.gather(*map(to_both, range(reports)))
    assert {tuple(sorted(pair)) for pair in fresh} == {(False, True)}
    assert {(False, True), (True, False)} == set(fresh), "one server was always first: this raced nothing"
    await ledger.proved(history, place.database_url)


@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=pytest.mark.slow)])
async def test_when_one_of_two_is_killed_the_units_go_on_with_the_other(
    place: Place, log: Path, ledger: Ledger, kills: int
) -> None:
    history = History()
    ledger.row("kill -9 of one of two servers", often=kills)
    async with (
        serving(place.database_url, log) as one,
        serving(place.database_url, log.with_suffix(".two")) as two,
        a_screen(two, place.screen_token) as screen,
    ):
        began = monotonic()
        async with under_load(place, [one.url, two.url], history) as load:
            for _ in range(kills):
                await load.until_stored(100)
                await one.kill()
                killed_at = monotonic()
                ledger.took("writes again", await load.stored_again(killed_at), BACK_WITHIN_S)
                await load.until_stored(50)
                await one.start()
                await one.ready()
        ledger.took("longest silence", screen.longest_silence(began, monotonic()), 3)
        await screen.equals_a_fresh_one()
    await ledger.proved(history, place.database_url)


@pytest.mark.slow
async def test_when_one_of_two_stands_still_the_other_writes_on(
    place: Place, log: Path, ledger: Ledger
) -> None:
    """It may stand still with the head in its hand; the database then ends its transaction."""
    history = History()
    ledger.row("one of two servers stands still (SIGSTOP) at a random moment", often=5)
    async with (
        serving(place.database_url, log) as one,
        serving(place.database_url, log.with_suffix(".two")) as two,
        under_load(place, [one.url, two.url], history, answer_within_s=2) as load,
    ):
        for _ in range(5):
            await load.until_stored(100)
            one.signal(signal.SIGSTOP)
            stopped_at = monotonic()
            await asyncio.sleep(1)
            ledger.took("writes again", await load.stored_again(stopped_at + 1), BACK_WITHIN_S)
            one.signal(signal.SIGCONT)
    await ledger.proved(history, place.database_url)
