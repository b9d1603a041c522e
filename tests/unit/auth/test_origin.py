from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from controlroom.auth.origin import OriginGuard, came_from, origin_of
from controlroom.settings import Settings, read_settings

OURS = "https://watch.example"
SETTINGS: Settings = read_settings(
    {"CONTROLROOM_DATABASE_URL": "postgresql://nobody@127.0.0.1/none", "CONTROLROOM_PUBLIC_URL": OURS}
)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin"},
        {"origin": OURS},
    ],
)
def test_a_page_of_ours_is_let_through(headers: dict[str, str]) -> None:
    assert came_from(headers, OURS)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site", "origin": OURS},
        {"sec-fetch-site": "same-site", "origin": OURS},
        {"sec-fetch-site": "none"},
        {"origin": "null"},
        {"origin": "http://watch.example"},
        {"origin": "https://watch.example:8443"},
        {"origin": "https://watch.example.attacker.example"},
        {"origin": "https://attacker.example/watch.example"},
        {"origin": "https://WATCH.example"},
        {"referer": "https://watch.example/desk"},
    ],
)
def test_anything_else_is_not(headers: dict[str, str]) -> None:
    assert not came_from(headers, OURS)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Watch.Example/", "https://watch.example"),
        ("https://watch.example:443", "https://watch.example"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:80/", "http://[::1]"),
    ],
)
def test_the_public_url_is_compared_as_browsers_write_it(url: str, origin: str) -> None:
    assert origin_of(url) == origin


async def test_a_form_on_another_site_cannot_acknowledge_an_alert() -> None:
    cross_site = {"origin": "https://attacker.example", "sec-fetch-site": "cross-site"}
    assert await status_of("POST", "/alerts/7/acknowledgement", cross_site) == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "post", "BREW"])
async def test_every_method_that_may_change_something_is_asked_where_it_comes_from(method: str) -> None:
    assert await status_of(method, "/sign-out", {}) == 403


async def test_following_a_link_from_another_site_is_allowed() -> None:
    assert await status_of("GET", "/wall", {"sec-fetch-site": "cross-site"}) == 200


async def test_a_field_unit_is_no_browser_and_needs_no_origin() -> None:
    assert await status_of("POST", "/feeds/incidents", {}) == 200


async def test_a_socket_opened_by_another_site_is_refused_before_it_is_accepted() -> None:
    sent = await open_socket(
        {"origin": "https://attacker.example"}, extensions={"websocket.http.response": {}}
    )
    assert [m["type"] for m in sent] == ["websocket.http.response.start", "websocket.http.response.body"]
    assert sent[0]["status"] == 403


async def test_a_server_that_cannot_answer_the_handshake_closes_it() -> None:
    assert [m["type"] for m in await open_socket({"origin": "null"})] == ["websocket.close"]


async def test_a_socket_without_any_origin_is_refused() -> None:
    assert [m["type"] for m in await open_socket({})] == ["websocket.close"]


async def test_a_socket_of_our_own_page_reaches_the_endpoint() -> None:
    assert [m["type"] for m in await open_socket({"origin": OURS})] == ["websocket.accept"]


async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    else:
        await PlainTextResponse("inside")(scope, receive, send)


async def status_of(method: str, path: str, headers: dict[str, str]) -> int:
    sent = await ask({"type": "http", "method": method, "path": path}, headers)
    return int(sent[0]["status"])


async def open_socket(headers: dict[str, str], **more: Any) -> list[Message]:
    return await ask({"type": "websocket", "path": "/ws", **more}, headers)


async def ask(scope: Scope, headers: dict[str, str]) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await OriginGuard(endpoint, SETTINGS)({**scope, "headers": raw}, receive, send)
    return sent
