"""The socket of a screen, over a real server: what it is told, what it may say, and when it must go."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from controlroom.auth.audience import PANELS
from controlroom.clock import monotonic
from controlroom.ws import line
from tests.integration.a_watch import Watch, a_watch, incident

OURS = "http://127.0.0.1:8080"


@asynccontextmanager
async def socket(
    watch: Watch, token: str, *, board: str = "wall", origin: str = OURS
) -> AsyncIterator[ClientConnection]:
    address = f"{watch.url.replace('http', 'ws', 1)}/ws?board={board}"
    headers = {"cookie": f"controlroom-screen={token}", "origin": origin}
    async with connect(address, additional_headers=headers, proxy=None, max_size=None) as open_socket:
        yield open_socket


@pytest.fixture
async def token(watch: Watch) -> str:
    return str(await watch.app.state.screens.add("north wall"))


async def frame(ws: ClientConnection, kind: str, within_s: float = 3.0) -> dict[str, Any]:
    """The next frame of this kind."""
    async with asyncio.timeout(within_s):
        while (said := json.loads(await ws.recv()))["t"] != kind:
            pass
    return dict(said)


async def closed(ws: ClientConnection, within_s: float = 5.0) -> int | None:
    async with asyncio.timeout(within_s):
        while True:
            try:
                await ws.recv()
            except ConnectionClosed:
                return ws.close_code


async def drain(ws: ClientConnection) -> list[dict[str, Any]]:
    """Everything that comes within a moment."""
    said = []
    with suppress(TimeoutError):
        async with asyncio.timeout(0.4):
            while True:
                said.append(json.loads(await ws.recv()))
    return said


async def html_of(ws: ClientConnection, panel: str, text: str) -> str:
    """The HTML of a panel once this text stands in it."""
    async with asyncio.timeout(3):
        while True:
            for pushed in (await frame(ws, "panels"))["panels"]:
                if pushed["panel"] == panel and text in pushed["html"]:
                    return str(pushed["html"])


async def test_a_screen_is_greeted_and_gets_the_whole_picture_and_then_a_tick_a_second(
    watch: Watch, token: str
) -> None:
    async with socket(watch, token) as ws:
        hello = json.loads(await ws.recv())
        assert hello["t"] == "hello"
        assert hello.keys() == {"t", "epoch", "seq", "build", "now", "steady"}
        picture = await frame(ws, "panels")
        assert {panel["panel"] for panel in picture["panels"]} == set(PANELS)
        for panel in picture["panels"]:
            assert panel["html"].startswith("<section")
            assert f'id="panel-{panel["panel"]}"' in panel["html"]
            assert f'data-v="{panel["v"]}"' in panel["html"]
        tick = await frame(ws, "tick", 2.0)
        assert tick["v"].keys() == set(PANELS)
        assert 0 <= tick["age"] < 2
        assert hello["steady"] < tick["steady"] <= monotonic()
        assert (await frame(ws, "tick", 2.0))["now"] > tick["now"]


async def test_a_report_of_a_unit_stands_on_the_screen_within_a_second(watch: Watch, token: str) -> None:
    async with socket(watch, token) as ws:
        await frame(ws, "panels")
        await watch.report("/feeds/incidents", incident(kind="breach", priority=1))
        async with asyncio.timeout(1):
            await html_of(ws, "incidents", "EU-07A")


async def test_a_screen_that_says_how_much_fits_is_drawn_for_that(watch: Watch, token: str) -> None:
    async with socket(watch, token) as ws:
        await frame(ws, "panels")
        for _ in range(4):
            await watch.report("/feeds/incidents", incident(kind="breach", priority=1))
        rows = {}
        for fits in (1, 4):
            await ws.send(json.dumps({"t": "fit", "rows": {"incidents": fits, "alerts": 5}}))
            pushed = [panel for said in await drain(ws) for panel in said.get("panels", ())]
            rows[fits] = next(p["html"] for p in reversed(pushed) if p["panel"] == "incidents").count(
                "EU-07A"
            )
        assert 0 < rows[1] < rows[4]


NONSENSE = (
    ("not json", "[]", "7", '{"t":"fit"}'),
    (
        '{"t":"fit","rows":{"incidents":-1,"alerts":"many","posts":1e9,"visits":true}}',
        '{"t":"screen","seq":"x"}',
    ),
    ('{"t":"screen","seq":99999999999999999999999}', '{"t":"unknown"}', '{"t":["fit"]}'),
    ("[" * 5000, '{"t":' * 3000),
)


async def test_what_cannot_be_understood_is_left_alone(watch: Watch, token: str) -> None:
    async with socket(watch, token) as ws:
        await frame(ws, "panels")
        for second in NONSENSE:
            for said in second:
                await ws.send(said)
            await asyncio.sleep(1)  # whoever says more in a second is shown out
            await frame(ws, "tick", 2.5)


async def test_a_screen_that_shows_something_is_known_to_show_it(watch: Watch, token: str) -> None:
    async with socket(watch, token) as ws:
        tick = await frame(ws, "tick")
        await ws.send(json.dumps({"t": "screen", "seq": tick["seq"], "uptime": 12}))
        async with asyncio.timeout(5):
            while (await watch.app.state.screens.list())[0].shown_seq != tick["seq"]:  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.1)


async def test_a_screen_that_chatters_is_closed(watch: Watch, token: str) -> None:
    async with socket(watch, token) as ws:
        await frame(ws, "panels")
        for _ in range(20):
            await ws.send("{}")
        assert await closed(ws) == 1008


async def test_a_page_of_another_site_gets_no_socket(watch: Watch, token: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with socket(watch, token, origin="https://elsewhere.example"):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(("token", "why"), [("", "expired"), ("invented", "revoked")])
async def test_who_is_nobody_is_told_so_and_goes(watch: Watch, token: str, why: str) -> None:
    async with socket(watch, token) as ws:
        assert await frame(ws, "gone") == {"t": "gone", "why": why}
        assert await closed(ws) == 4401


async def test_a_wall_screen_gets_no_desk(watch: Watch, token: str) -> None:
    with pytest.raises(InvalidStatus):
        async with socket(watch, token, board="desk"):
            pass


async def test_a_screen_that_was_cut_off_is_told_so_over_its_last_picture(
    watch: Watch, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "ASK_AGAIN_S", 0.2)
    async with socket(watch, token) as ws:
        await frame(ws, "panels")
        await watch.app.state.screens.revoke("north wall")
        assert await frame(ws, "gone") == {"t": "gone", "why": "revoked"}
        assert await closed(ws) == 4401


async def test_a_screen_that_goes_leaves_no_seat(watch: Watch, token: str) -> None:
    async with socket(watch, token) as ws:
        await frame(ws, "panels")
        assert len(watch.app.state.hub.seats) == 1
    async with asyncio.timeout(2), socket(watch, token) as other:
        await frame(other, "tick")
        assert len(watch.app.state.hub.seats) == 1


async def test_a_server_that_goes_down_asks_its_screens_to_come_back(database: Any) -> None:
    async with a_watch(database.database_url) as watch:
        token = str(await watch.app.state.screens.add("north wall"))
        async with socket(watch, token) as ws:
            await frame(ws, "panels")
            watch.app.state.hub.send_away(2000)
            assert 0 <= (await frame(ws, "bye"))["after"] <= 2000
            assert await closed(ws) == 1012


async def test_a_pen_that_stands_still_is_no_tick(watch: Watch, token: str) -> None:
    """The tick comes from the pen, through the database; a server that only lives is not enough."""
    async with socket(watch, token) as ws:
        await frame(ws, "tick")
        async with watch.app.state.engine.begin() as connection:
            await connection.exec_driver_sql("SELECT 1 FROM head FOR UPDATE")
            await drain(ws)
            with pytest.raises(TimeoutError):
                await frame(ws, "tick", 1.8)
        await frame(ws, "tick", 3)
