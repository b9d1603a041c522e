"""A replay over a real server: who may look, what the socket says, and when it ends."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from controlroom.auth.audience import PANELS
from controlroom.auth.roles import Role
from controlroom.clock import monotonic
from controlroom.replay import player, replays
from controlroom.store.replay import making
from controlroom.ws import line
from tests.integration.a_watch import Watch, incident

OURS = "http://127.0.0.1:8080"
PASSWORD = "the blue heron waits"


async def signed_in(watch: Watch, role: Role = Role.OPERATOR, name: str = "anna") -> dict[str, str]:
    """The headers of a browser in which this person signed in."""
    await watch.app.state.accounts.add(name, name.title(), role, PASSWORD)
    ours = {"origin": OURS, "sec-fetch-site": "same-origin"}
    async with httpx2.AsyncClient(base_url=watch.url, trust_env=False, headers=ours) as browser:
        answer = await browser.post("/sign-in", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        cookie = "; ".join(f"{key}={value}" for key, value in browser.cookies.items())
    return {"cookie": cookie, "origin": OURS}


@asynccontextmanager
async def socket(watch: Watch, headers: dict[str, str], at: str) -> AsyncIterator[ClientConnection]:
    address = f"{watch.url.replace('http', 'ws', 1)}/ws/replay?at={quote(at)}"
    async with connect(address, additional_headers=headers, proxy=None, max_size=None) as ws:
        yield ws


async def frame(ws: ClientConnection, kind: str, within_s: float = 5) -> dict[str, Any]:
    async with asyncio.timeout(within_s):
        while True:
            said: dict[str, Any] = json.loads(await ws.recv())
            if said["t"] == kind:
                return said


async def closed(ws: ClientConnection) -> int | None:
    async with asyncio.timeout(5):
        while True:
            try:
                await ws.recv()
            except ConnectionClosed:
                return ws.close_code


def present() -> str:
    return datetime.now(UTC).isoformat()


async def an_incident(watch: Watch, text: str) -> None:
    assert (await watch.report("/feeds/incidents", incident(text=text))).status_code == 201


async def test_a_replay_begins_with_the_whole_wall_and_then_says_which_moment_it_shows(watch: Watch) -> None:
    headers = await signed_in(watch)
    await an_incident(watch, "the first")
    at = present()
    await an_incident(watch, "the second")
    async with socket(watch, headers, at) as ws:
        await frame(ws, "hello")
        panels = {panel["panel"]: panel["html"] for panel in (await frame(ws, "panels"))["panels"]}
        assert panels.keys() == set(PANELS)
        assert "the first" in panels["incidents"]
        assert "the second" not in panels["incidents"]
        said = await frame(ws, "time")
        assert said["at"][:19] == at[:19]
        assert (said["playing"], said["speed"], said["present"]) == (False, 1, False)


async def test_what_happened_comes_while_it_plays_and_at_the_present_it_stops(watch: Watch) -> None:
    headers = await signed_in(watch)
    at = present()
    await an_incident(watch, "of the past")
    await asyncio.sleep(1)
    async with socket(watch, headers, at) as ws:
        await frame(ws, "panels")
        await ws.send('{"t":"speed","x":60}')
        await ws.send('{"t":"play"}')
        (panel,) = [p for p in (await frame(ws, "panels"))["panels"] if p["panel"] == "incidents"]
        assert "of the past" in panel["html"]
        while not (said := await frame(ws, "time"))["present"]:
            assert said["playing"]
        assert not said["playing"]


async def test_stepping_leads_from_event_to_event(watch: Watch) -> None:
    headers = await signed_in(watch)
    await an_incident(watch, "the first")
    await an_incident(watch, "the second")
    async with socket(watch, headers, present()) as ws:
        last = await frame(ws, "time")
        await ws.send('{"t":"step","to":"previous","what":"event"}')
        assert "the second" in str((await frame(ws, "panels"))["panels"])
        await ws.send('{"t":"step","to":"previous","what":"event"}')
        await frame(ws, "reset")
        assert "the second" not in str((await frame(ws, "panels"))["panels"])
        assert (await frame(ws, "time"))["seq"] < last["seq"]
        await ws.send('{"t":"step","to":"next","what":"alert"}')
        assert await frame(ws, "nothing") == {"t": "nothing", "to": "next", "what": "alert"}


async def test_a_moment_that_has_not_been_is_refused_in_words_and_the_picture_stays(watch: Watch) -> None:
    headers = await signed_in(watch)
    async with socket(watch, headers, present()) as ws:
        before = await frame(ws, "time")
        for at, why in (
            ("2099-01-01T00:00", "has not been yet"),
            ("1999-01-01T00:00", "begins on"),
            ("?", "written as"),
        ):
            await ws.send(json.dumps({"t": "go", "at": at}))
            assert why in (await frame(ws, "refused"))["why"]
        assert (await frame(ws, "time"))["at"] == before["at"]


async def test_more_rows_are_drawn_for_a_page_that_has_room(watch: Watch) -> None:
    headers = await signed_in(watch)
    for n in range(4):
        await an_incident(watch, f"number {n}")
    async with socket(watch, headers, present()) as ws:
        assert "number 0" not in str(await frame(ws, "panels"))
        await ws.send('{"t":"fit","rows":{"incidents":9}}')
        assert "number 0" in str(await frame(ws, "panels"))


@pytest.mark.parametrize(
    ("role", "admitted"),
    [
        (Role.OPERATOR, True),
        (Role.SHIFT_LEADER, True),
        (Role.DUTY_OFFICER, True),
        (Role.AUDITOR, True),
        (Role.ANALYST, True),
        (Role.ADMIN, False),
    ],
)
async def test_who_may_look_at_the_past(watch: Watch, role: Role, *, admitted: bool) -> None:
    headers = await signed_in(watch, role)
    page = await watch.client.get("/wall", params={"at": present()}, headers=headers)
    assert page.status_code == (200 if admitted else 403)
    if admitted:
        async with socket(watch, headers, present()) as ws:
            await frame(ws, "panels")
    else:
        with pytest.raises(InvalidStatus):
            async with socket(watch, headers, present()):
                pass


async def test_a_screen_of_the_room_shows_the_present_only(watch: Watch) -> None:
    token = await watch.app.state.screens.add("north wall")
    headers = {"cookie": f"controlroom-screen={token}", "origin": OURS}
    assert (await watch.client.get("/wall", headers=headers)).status_code == 200
    assert (await watch.client.get("/wall", params={"at": present()}, headers=headers)).status_code == 403
    with pytest.raises(InvalidStatus):
        async with socket(watch, headers, present()):
            pass


async def test_another_site_can_open_no_replay(watch: Watch) -> None:
    headers = await signed_in(watch)
    with pytest.raises(InvalidStatus):
        async with socket(watch, {**headers, "origin": "https://attacker.example"}, present()):
            pass


async def test_a_stranger_is_told_so(watch: Watch) -> None:
    async with socket(watch, {"origin": OURS}, present()) as ws:
        assert await frame(ws, "gone") == {"t": "gone", "why": "expired"}
        assert await closed(ws) == line.GONE


async def test_a_replay_ends_when_the_session_is_revoked(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "ASK_AGAIN_S", 0.2)
    headers = await signed_in(watch)
    async with socket(watch, headers, present()) as ws:
        await frame(ws, "panels")
        await watch.app.state.accounts.disable("anna")
        assert await frame(ws, "gone") == {"t": "gone", "why": "revoked"}
        assert await closed(ws) == line.GONE


async def test_a_replay_that_nobody_uses_ends(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player, "LEFT_ALONE_S", 0.6)
    headers = await signed_in(watch)
    async with socket(watch, headers, present()) as ws:
        assert await frame(ws, "over") == {"t": "over", "why": "left_alone"}
        assert await closed(ws) == 1000


async def test_only_so_many_replay_at_once_and_one_that_ends_makes_room(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replays, "AT_MOST", 1)
    headers = await signed_in(watch)
    async with socket(watch, headers, present()) as ws:
        await frame(ws, "panels")
        async with socket(watch, headers, present()) as other:
            assert "replays are running" in (await frame(other, "over"))["why"]
        page = await watch.client.get("/wall", params={"at": present()}, headers=headers)
        assert page.status_code == 503
        assert "one of them must end first" in page.text
    ends = monotonic() + 5
    while (await watch.client.get("/wall", params={"at": present()}, headers=headers)).status_code != 200:
        assert monotonic() < ends, "the replay that ended makes no room"
        await asyncio.sleep(0.05)


async def test_the_page_shows_the_moment_and_says_that_it_is_a_replay(watch: Watch) -> None:
    headers = await signed_in(watch)
    await an_incident(watch, "the first")
    at = present()
    await an_incident(watch, "the second")
    page = (await watch.client.get("/wall", params={"at": at}, headers=headers)).text
    assert "REPLAY" in page
    assert "the first" in page
    assert "the second" not in page
    assert "live.js" not in page
    assert "when the feeds were heard is not kept" in page


@pytest.mark.parametrize(
    ("at", "status", "words"),
    [
        ("1999-01-01T00:00", 404, "The journal begins on"),
        ("2099-01-01T00:00", 404, "has not been yet"),
        ("yesterday", 422, "A moment is written as"),
    ],
)
async def test_a_moment_without_a_wall_is_answered_in_words(
    watch: Watch, at: str, status: int, words: str
) -> None:
    headers = await signed_in(watch)
    page = await watch.client.get("/wall", params={"at": at}, headers=headers)
    assert page.status_code == status
    assert words in page.text


async def test_without_a_moment_it_is_an_hour_ago(watch: Watch) -> None:
    headers = await signed_in(watch)
    page = await watch.client.get("/wall?at=", headers=headers)
    assert page.status_code == 404
    assert "The journal begins on" in page.text


async def test_a_server_makes_bases_by_itself(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "EVENTS", 1)
    await an_incident(watch, "anything")
    ends = monotonic() + 15
    while not await watch.ask("SELECT seq FROM replay_base"):
        assert monotonic() < ends, "nobody made a base"
        await asyncio.sleep(0.1)
