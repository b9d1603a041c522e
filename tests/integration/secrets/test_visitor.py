"""A visitor in the room: one press at a desk, and no wall says a name any more."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from controlroom.auth.roles import Role
from controlroom.clock import monotonic
from tests.integration.a_watch import Watch, a_watch
from tests.integration.an_officer import OURS, Officer, staff_of

SAID = "a grey van with plate 1-ABC-123"
NAMES = (SAID, "Justus Lipsius", "Airport", "Anna Peeters")


@pytest.fixture
async def anna(watch: Watch) -> AsyncIterator[Officer]:
    async with staff_of(watch) as staff:
        await staff.serious(text=SAID)
        yield await staff.signs_in("anna")


@pytest.fixture
async def wall(watch: Watch) -> dict[str, str]:
    token = await watch.app.state.screens.add("north wall")
    return {"cookie": f"controlroom-screen={token}", **OURS}


def look(watch: Watch, headers: dict[str, str], board: str = "wall") -> connect:
    address = f"{watch.url.replace('http', 'ws', 1)}/ws?board={board}"
    return connect(address, additional_headers=headers, proxy=None, max_size=None)


async def frames_until(socket: ClientConnection, word: str, within_s: float = 5.0) -> tuple[str, float]:
    """All that came until a frame has this word, and after how long that was."""
    heard, began = [], monotonic()
    async with asyncio.timeout(within_s):
        while True:
            heard.append(str(await socket.recv()))
            if word in heard[-1]:
                return heard[-1], monotonic() - began


async def page(watch: Watch, headers: dict[str, str]) -> str:
    answer = await watch.client.get("/wall", headers=headers)
    assert answer.status_code == 200
    return answer.text


async def test_a_press_at_the_desk_masks_the_wall_within_a_second(
    watch: Watch, anna: Officer, wall: dict[str, str]
) -> None:
    async with look(watch, wall) as socket:
        assert "Justus Lipsius" in (await frames_until(socket, "panel-alerts"))[0]
        answer = await anna.browser.post("/visitor")
        assert answer.status_code == 303
        frame, took_s = await frames_until(socket, "VISITOR IN ROOM")
        assert took_s < 1.0
        shown = " ".join(one["html"] for one in json.loads(frame)["panels"])
        assert [name for name in NAMES if name in shown] == []
    assert [name for name in NAMES if name in await page(watch, wall)] == []


async def test_the_desk_keeps_its_names_and_shows_the_lamp(watch: Watch, anna: Officer) -> None:
    await anna.browser.post("/visitor")
    desk = (await anna.browser.get("/desk")).text
    assert "VISITOR IN ROOM" in desk
    assert SAID in desk
    assert 'action="/visitor/end"' in desk


async def test_when_the_visitor_has_left_the_names_are_back(
    watch: Watch, anna: Officer, wall: dict[str, str]
) -> None:
    await anna.browser.post("/visitor")
    async with look(watch, wall) as socket:
        await frames_until(socket, "VISITOR IN ROOM")
        await anna.browser.post("/visitor/end")
        assert "Justus Lipsius" in (await frames_until(socket, "panel-alerts"))[0]
    assert SAID in await page(watch, wall)


async def test_who_came_and_left_stands_in_the_journal(watch: Watch, anna: Officer) -> None:
    for address in ("/visitor", "/visitor", "/visitor/end"):
        await anna.browser.post(address)
    rows = await watch.ask("SELECT kind, actor FROM journal WHERE kind LIKE 'room.%' ORDER BY seq")
    assert rows == [("room.visitor_came", "anna"), ("room.visitor_left", "anna")]


async def test_a_wall_is_still_masked_when_the_server_starts_again(database: Any) -> None:
    async with a_watch(database.database_url) as watch, staff_of(watch) as staff:
        anna = await staff.signs_in("anna")
        token = await watch.app.state.screens.add("north wall")
        await anna.browser.post("/visitor")
    async with a_watch(database.database_url) as again:
        shown = await page(again, {"cookie": f"controlroom-screen={token}"})
        assert "VISITOR IN ROOM" in shown
        assert "Airport" not in shown


async def test_a_replay_of_that_hour_is_masked_too_and_one_of_before_is_not(
    watch: Watch, anna: Officer
) -> None:
    before = datetime.now(UTC).isoformat()
    await anna.browser.post("/visitor")
    during = datetime.now(UTC).isoformat()
    await anna.browser.post("/visitor/end")
    masked = (await anna.browser.get("/wall", params={"at": during})).text
    assert "VISITOR IN ROOM" in masked
    assert [name for name in NAMES if name in masked] == []
    assert SAID in (await anna.browser.get("/wall", params={"at": before})).text


async def test_an_analyst_cannot_unmask_a_wall(watch: Watch, anna: Officer) -> None:
    async with staff_of(watch) as staff:
        lea = await staff.signs_in("lea", Role.ANALYST)
        await anna.browser.post("/visitor")
        assert (await lea.browser.post("/visitor/end")).status_code == 403
        omar = await staff.signs_in("omar", Role.OPERATOR)
        assert (await omar.browser.post("/visitor/end")).status_code == 303
