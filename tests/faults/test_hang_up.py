"""Units hang up in the middle of a request, as radios do."""

import asyncio
import json
import random
from pathlib import Path
from typing import Any

import httpx2

from tests.faults.history import History, Stored, Unknown
from tests.faults.ledger import Ledger
from tests.faults.load import incident, under_load
from tests.faults.place import UNITS, Place
from tests.faults.server import Server, serving

HANG_UPS = 100


async def test_a_client_that_hangs_up_cuts_no_transaction(place: Place, log: Path, ledger: Ledger) -> None:
    ledger.row("units hang up in the middle of a request; each report sent again later", often=HANG_UPS)
    history, chance = History(), random.Random(7)
    async with serving(place.database_url, log) as server:
        async with under_load(place, [server.url], history) as load:
            said = [await _hang_up(server, place, history, chance.random() * 0.01) for _ in range(HANG_UPS)]
        assert set(load.heard) == {"201"}
        await ledger.proved(history, place.database_url)
        headers = {"authorization": f"Bearer {place.tokens[UNITS[0]]}"}
        async with httpx2.AsyncClient(headers=headers, trust_env=False) as client:
            again = [await load.send(client, server.url, UNITS[0], report) for report in said]
    assert all(isinstance(answer, Stored) for answer in again)
    assert {answer.fresh for answer in again if isinstance(answer, Stored)} == {True, False}
    await ledger.proved(history, place.database_url)


async def _hang_up(server: Server, place: Place, history: History, after_s: float) -> dict[str, Any]:
    """Send a whole request or the most of it, wait a moment, and be gone without reading the answer."""
    said = incident()
    history.asked((UNITS[0], said["id"]))
    request = _request(place.tokens[UNITS[0]], json.dumps(said).encode())
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(request if after_s > 0.002 else request[:-10])
    await writer.drain()
    await asyncio.sleep(after_s)
    writer.transport.abort()
    history.answered((UNITS[0], said["id"]), Unknown("hung up"))
    return said


def _request(token: str, body: bytes) -> bytes:
    head = (
        f"POST /feeds/incidents HTTP/1.1\r\nhost: watch\r\nauthorization: Bearer {token}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
