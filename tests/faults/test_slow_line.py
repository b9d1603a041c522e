"""A wall on a line that is slower than what there is to say shows the present all the same."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import inf
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from controlroom.clock import monotonic
from tests.faults.eyes import LITTLE, ROOM, Eye, Reports
from tests.faults.history import History
from tests.faults.ledger import Ledger
from tests.faults.load import Load
from tests.faults.place import Place
from tests.faults.server import Server, serving

BYTES_A_SECOND = 24_000
SIP = 2048
SPAN_S = 10.0
STALE_AFTER_S = 6.0


@asynccontextmanager
async def a_slow_eye(server: Server, token: str) -> AsyncIterator[Eye]:
    """It answers every ping, has room for all alerts, and takes so many bytes a second."""
    address = urlsplit(server.url)
    line = ClientProtocol(parse_uri(f"ws://{address.netloc}/ws?board=wall"))
    request = line.connect()
    request.headers["Cookie"] = f"controlroom-screen={token}"
    request.headers["Origin"] = server.url
    line.send_request(request)
    eye = Eye(server, token)
    async with asyncio.TaskGroup() as group:
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE)
            taken.setblocking(False)
            await asyncio.get_running_loop().sock_connect(taken, (address.hostname, address.port))
            watching = group.create_task(_sip(taken, line, eye))
            try:
                yield eye
            finally:
                watching.cancel()
                await asyncio.wait([watching])


async def _sip(taken: socket.socket, line: ClientProtocol, eye: Eye) -> None:
    loop, began, drunk = asyncio.get_running_loop(), monotonic(), 0
    while True:
        for said in line.data_to_send():
            await loop.sock_sendall(taken, said)
        sip = await loop.sock_recv(taken, SIP)
        assert sip, "the server let go of a screen that reads"
        drunk += len(sip)
        await asyncio.sleep(began + drunk / BYTES_A_SECOND - monotonic())
        line.receive_data(sip)
        for event in line.events_received():
            if isinstance(event, Frame):
                if event.opcode is Opcode.TEXT:
                    eye._take(json.loads(bytes(event.data)))
            else:
                line.send_text(ROOM)


@pytest.mark.slow
async def test_a_wall_on_a_slow_line_shows_nothing_as_live_that_is_long_past(
    place: Place, log: Path, ledger: Ledger
) -> None:
    history = History()
    ledger.row(f"a wall on a line of {BYTES_A_SECOND // 1000} kB a second that has more to say")
    async with (
        serving(place.database_url, log) as server,
        a_slow_eye(server, place.screen_token) as eye,
        asyncio.TaskGroup() as group,
    ):
        reports = Reports(Load([server.url], history), place)
        reporting = group.create_task(reports.run())
        begin = monotonic()
        await asyncio.sleep(SPAN_S)
        end = monotonic()
        await asyncio.sleep(STALE_AFTER_S)
        reporting.cancel()
    shown = reports.until_seen_s([eye], begin, end)
    assert len(shown) > 100
    assert shown[-1] < inf
    ledger.took("shown", shown[-1], STALE_AFTER_S)
    ledger.note(f"its oldest tick told of a picture {max(eye.ages):.1f} s old")
    assert 1.0 < max(eye.ages) < STALE_AFTER_S
    assert eye.longest_silence(begin, end) < STALE_AFTER_S
    await ledger.proved(history, place.database_url)
