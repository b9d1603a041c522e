"""What a unit runs, on a line that loses packets and then is gone for a while."""

import asyncio
from pathlib import Path
from typing import Any

import httpx2
import pytest

from controlroom.clock import monotonic
from controlroom.feeds.client.outbox import Outbox
from controlroom.feeds.client.sender import Sender
from tests.faults.history import Answer, History, Stored
from tests.faults.ledger import Ledger
from tests.faults.load import Load, incident
from tests.faults.network import a_link
from tests.faults.place import UNITS, Place
from tests.faults.server import Server, serving
from tests.faults.trouble import Trouble, silence

REPORTS = 400
TOGETHER = 10
ALL_WITHIN_S = 30.0
"""The longest pause of a sender that failed again and again."""


@pytest.mark.slow
async def test_an_outbox_delivers_all_of_it_once_over_a_line_that_loses_and_swallows(
    place: Place, log: Path, ledger: Ledger, tmp_path: Path
) -> None:
    lossy, gone = Trouble(loss=0.3, delay_s=0.2, lasts_s=15), silence(40)
    ledger.row(f"a unit's outbox of {REPORTS}: {lossy}, then {gone}")
    history, unit = History(), UNITS[0]
    reports = [incident() for _ in range(REPORTS)]
    outbox = Outbox(tmp_path / "outbox")
    async with a_link() as link, serving(place.database_url, log) as server:
        async with Sender(link.to(server.url), place.tokens[unit], outbox, batch=TOGETHER) as sender:
            sender.put("incident", reports)
            await link.delay(lossy.delay_s)
            await link.loss(lossy.loss)
            sending = asyncio.create_task(sender.flush())
            await lossy.befall(link)
            delivered = sender.tally.fresh + sender.tally.known
            assert 0 < delivered < REPORTS
            spell = await gone.befall(link)
            async with asyncio.timeout(ALL_WITHIN_S):
                tally = await sending
            ledger.took("all delivered", monotonic() - spell.ended, ALL_WITHIN_S)
        assert (tally.fresh + tally.known, tally.refused, outbox.count()) == (REPORTS, 0, 0)
        again = await asked_again(server, history, unit, place.tokens[unit], reports)
        assert {type(answer) for answer in again} == {Stored}
        assert not any(isinstance(answer, Stored) and answer.fresh for answer in again)
    outbox.close()
    ledger.note(f"{delivered} delivered while packets were lost; {tally.known} were there when sent again")
    await ledger.proved(history, place.database_url)


async def asked_again(
    server: Server, history: History, unit: str, token: str, reports: list[dict[str, Any]]
) -> list[Answer]:
    """Where each report stands, by sending it once more over a good line."""
    load = Load([server.url], history)
    headers = {"authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(headers=headers, trust_env=False) as client:
        return [await load.send(client, server.url, unit, report) for report in reports]
