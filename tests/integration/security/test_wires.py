"""Requests that no browser sends: too large, half a request, two in one."""

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.integration.roles.callers import OURS, Gate

ANSWER_WITHIN_S = 20
HOST = "Host: 127.0.0.1"


async def say(gate: Gate, *parts: bytes) -> bytes:
    """All that comes back until the server hangs up, or is silent."""
    address = urlsplit(gate.watch.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    heard = b""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            for part in parts:
                writer.write(part)
                await writer.drain()
            while data := await asyncio.wait_for(reader.read(65536), 2):
                heard += data
    except (TimeoutError, ConnectionError):
        pass
    finally:
        writer.close()
    return heard


SMUGGLED = b"GET /admin HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.mark.parametrize(
    "head",
    [
        f"Content-Length: {len(SMUGGLED)}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        f"Transfer-Encoding: chunked\r\nContent-Length: {len(SMUGGLED)}\r\n\r\n0\r\n\r\n",
        f"Content-Length: 0\r\nContent-Length: {len(SMUGGLED)}\r\n\r\n",
        f"Content-Length: 0, {len(SMUGGLED)}\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: +5\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
async def test_a_request_whose_end_is_in_doubt_is_not_answered_twice(gate: Gate, head: str) -> None:
    """Whatever a proxy before us took for the body, we do not take for the next request of somebody else."""
    start = f"POST /sign-out HTTP/1.1\r\n{HOST}\r\nOrigin: {OURS}\r\n{head}"
    heard = await say(gate, start.encode() + SMUGGLED)
    assert heard.count(b"HTTP/1.1 ") <= 1, heard
    assert b"HTTP/1.1 5" not in heard


@pytest.mark.parametrize(
    "request_line",
    [
        "GET /desk",
        "GET  /desk HTTP/1.1",
        "GET /desk HTTP/9.9",
        "G\x00T /desk HTTP/1.1",
        "GET http://x/desk HTTP/1.1",
    ],
)
async def test_what_is_no_request_gets_no_page(gate: Gate, request_line: str) -> None:
    heard = await say(gate, f"{request_line}\r\n{HOST}\r\nConnection: close\r\n\r\n".encode("latin-1"))
    assert b"HTTP/1.1 200" not in heard
    assert b"HTTP/1.1 5" not in heard


async def test_headers_without_end_are_cut_off(gate: Gate) -> None:
    heard = await say(gate, f"GET /sign-in HTTP/1.1\r\n{HOST}\r\nX: ".encode(), b"a" * 300_000)
    assert not heard or heard.startswith((b"HTTP/1.1 400", b"HTTP/1.1 431"))


@pytest.mark.parametrize(
    "path", ["/sign-in", "/alerts/1/notes", "/account/password", "/account/factors/passkey"]
)
async def test_a_form_of_megabytes_is_refused_before_it_is_read(gate: Gate, path: str) -> None:
    papers = await gate.papers("shift_leader")
    head = (
        f"POST {path} HTTP/1.1\r\n{HOST}\r\nOrigin: {OURS}\r\nCookie: {papers['cookie']}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 50000000\r\n\r\ntext="
    )
    heard = await say(gate, head.encode(), *[b"a" * 1_000_000] * 12)
    assert heard.startswith((b"HTTP/1.1 413", b"HTTP/1.1 422", b"HTTP/1.1 400", b"HTTP/1.1 403")), heard[:200]


async def test_a_form_of_a_thousand_fields_and_one_of_deep_json_are_refused(gate: Gate) -> None:
    papers = {**await gate.papers("shift_leader"), "origin": OURS, "sec-fetch-site": "same-origin"}
    many = "&".join(f"alert={n}:1" for n in range(5000))
    form = {**papers, "content-type": "application/x-www-form-urlencoded"}
    answer = await gate.watch.client.post("/alerts/acknowledgements", content=many, headers=form)
    assert 400 <= answer.status_code < 500
    deep = "[" * 100_000
    answer = await gate.watch.client.post("/account/factors/passkey", content=deep, headers=papers)
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    "frame", ["x" * 20_000, "[" * 15_000, "{", "\x00", '{"t": "fit", "rows": {"alerts": 1e309}}']
)
async def test_a_socket_that_says_too_much_or_nonsense_harms_nobody(gate: Gate, frame: str) -> None:
    address = gate.watch.url.replace("http", "ws", 1) + "/ws?board=wall"
    headers = {"origin": OURS, **await gate.papers("screen")}
    async with connect(address, additional_headers=headers, proxy=None, max_size=None) as socket:
        await socket.recv()
        with suppress(ConnectionClosed, TimeoutError):
            await socket.send(frame)
            async with asyncio.timeout(3):
                while True:
                    await socket.recv()
        assert socket.close_code in (None, 1003, 1006, 1007, 1008, 1009)
    assert (await gate.watch.client.get("/health/live")).status_code == 200


async def test_a_socket_is_no_way_around_the_roles(gate: Gate) -> None:
    """What a screen asks for beyond its board is refused before anything is told."""
    address = gate.watch.url.replace("http", "ws", 1) + "/ws?board=desk"
    with pytest.raises(InvalidStatus):
        async with connect(
            address, additional_headers={"origin": OURS, **await gate.papers("screen")}, proxy=None
        ):
            pass
