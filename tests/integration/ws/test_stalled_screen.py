"""A screen that takes nothing any more, over a real socket: it is let go, and no other notices."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest

from controlroom.clock import monotonic
from controlroom.ws import line
from controlroom.ws.hub import Hub, Seat
from controlroom.ws.session import Drawn
from tests.integration.a_watch import Watch
from tests.integration.ws.test_endpoint import OURS, frame, socket

MORE_THAN_A_SOCKET_HOLDS = "x" * 16_000_000


@asynccontextmanager
async def stalled(watch: Watch, token: str) -> AsyncIterator[Seat]:
    """A screen that shakes hands and then reads nothing; its seat at the hub."""
    hub: Hub = watch.app.state.hub
    others, address = set(hub.seats), urlsplit(watch.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port, limit=1024)
    lines = ["GET /ws?board=wall HTTP/1.1", f"Host: {address.netloc}", f"Origin: {OURS}"]
    lines += ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    lines += ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", f"Cookie: controlroom-screen={token}"]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    assert b"101" in await reader.readline()
    async with asyncio.timeout(5):
        while not hub.seats - others:  # noqa: ASYNC110 - the server sets no event of ours
            await asyncio.sleep(0.01)
    (seat,) = hub.seats - others
    yield seat
    writer.transport.abort()


async def test_a_screen_that_takes_nothing_is_dropped_and_the_others_tick_on(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "SEND_WITHIN_S", 1.0)
    screens, hub = watch.app.state.screens, watch.app.state.hub
    async with (
        socket(watch, await screens.add("north wall")) as alive,
        stalled(watch, await screens.add("south wall")) as seat,
    ):
        await frame(alive, "tick")
        seat.session.offer(Drawn("alerts", 2**40, MORE_THAN_A_SOCKET_HOLDS), monotonic())
        seat.bell.set()
        longest, last = 0.0, monotonic()
        async with asyncio.timeout(10):
            while seat in hub.seats:
                await frame(alive, "tick")
                longest, last = max(longest, monotonic() - last), monotonic()
        assert longest < 3
        await frame(alive, "tick")
