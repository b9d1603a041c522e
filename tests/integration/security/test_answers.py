"""What every answer carries, whoever asks for whatever: headers, cookies, nothing that helps an attacker."""

import asyncio
import re
from collections.abc import AsyncIterator

import httpx2
import pytest

from controlroom import __version__
from tests.integration.roles.callers import OURS, PASSWORD, Gate, address_of
from tools.doors import doors

PERSONAL = ("shift_leader", "admin", "auditor")
TRACES = re.compile(
    r"Traceback|File \"|site-packages|asyncpg|sqlalchemy|uvicorn|starlette|fastapi|psycopg",
    re.IGNORECASE,
)


async def answers(gate: Gate) -> AsyncIterator[tuple[str, httpx2.Response]]:
    """Of every address that may be looked at, to a stranger and to those who see most; and of odd ones."""
    for who in ("stranger", *PERSONAL):
        papers = await gate.papers(who)
        for door in (door for door in doors(gate.watch.app) if door.method == "GET"):
            yield f"{door.name} as {who}", await gate.watch.client.get(address_of(door), headers=papers)
        for odd in ("/nowhere", "/alerts/abc", "/alerts/9223372036854775808", "/static/nothing.css", "/%00"):
            yield f"{odd} as {who}", await gate.watch.client.get(odd, headers=papers)
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "HEAD"):
        yield f"{method} /desk", await gate.watch.client.request(method, "/desk", headers={"origin": OURS})


async def test_every_answer_forbids_frames_foreign_scripts_and_guessed_types(gate: Gate) -> None:
    async for name, answer in answers(gate):
        policy = answer.headers.get("content-security-policy", "")
        assert "default-src 'none'" in policy, name
        assert "frame-ancestors 'none'" in policy, name
        assert "base-uri 'none'" in policy, name
        assert "form-action 'self'" in policy, name
        assert "unsafe" not in policy, name
        assert "*" not in policy, name
        assert answer.headers["x-content-type-options"] == "nosniff", name
        assert answer.headers["referrer-policy"] == "no-referrer", name
        assert answer.headers["cross-origin-opener-policy"] == "same-origin", name
        assert answer.headers["cross-origin-resource-policy"] == "same-origin", name


async def test_nothing_but_what_has_no_owner_is_kept_by_a_browser(gate: Gate) -> None:
    async for name, answer in answers(gate):
        if not name.startswith(("GET /static", "/static")):
            assert answer.headers.get("cache-control") == "no-store", name


async def test_no_answer_says_what_runs_here(gate: Gate) -> None:
    async for name, answer in answers(gate):
        assert "server" not in answer.headers, name
        assert "x-powered-by" not in answer.headers, name
        assert answer.status_code < 500 or "/health/" in name, name
        if "text/" in answer.headers.get("content-type", "") and "/static" not in name:
            assert not TRACES.search(answer.text), name
        if "/openapi.json" not in name:
            assert f"{__version__}<" not in answer.text, name


async def test_an_error_that_nobody_foresaw_says_nothing_of_itself(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("the password of the database is hunter2")

    monkeypatch.setattr(gate.watch.app.state.hub, "picture", broken)
    for accept in ("text/html", "application/json"):
        papers = {**await gate.papers("shift_leader"), "accept": accept}
        answer = await gate.watch.client.get("/desk", headers=papers)
        assert answer.status_code == 500
        assert "hunter2" not in answer.text
        assert not TRACES.search(answer.text)
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_every_cookie_is_hidden_from_scripts_and_kept_from_other_sites(gate: Gate) -> None:
    crumbs: list[str] = []
    async for _, answer in answers(gate):
        crumbs += answer.headers.get_list("set-cookie")
    form = {"name": gate.names["operator"], "password": PASSWORD}
    headers = {"origin": OURS, "sec-fetch-site": "same-origin"}
    signed_in = await gate.watch.client.post("/sign-in", data=form, headers=headers)
    crumbs += signed_in.headers.get_list("set-cookie")
    gate.watch.client.cookies.clear()
    assert len(crumbs) > 2
    for crumb in (crumb.lower() for crumb in crumbs):
        assert "httponly" in crumb
        assert "samesite=lax" in crumb or "samesite=strict" in crumb
        assert "path=/" in crumb
        assert "domain=" not in crumb


@pytest.mark.parametrize(
    "host", ["attacker.example", "attacker.example:80", "127.0.0.1:8080@attacker.example", ""]
)
async def test_a_false_host_ends_up_in_no_answer(gate: Gate, host: str) -> None:
    asked = {
        "host": host or "x",
        "x-forwarded-host": "attacker.example",
        "forwarded": "host=attacker.example",
    }
    for path in ("/desk", "/sign-in", "/nowhere", "/account", "/static/tokens.css"):
        answer = await gate.watch.client.get(path, headers=asked)
        assert "attacker.example" not in answer.text
        assert "attacker" not in answer.headers.get("location", "")
    papers = {**await gate.papers("shift_leader"), **asked, "origin": OURS}
    answer = await gate.watch.client.post("/language", headers=papers, data={"locale": "nl", "back": "/desk"})
    assert answer.headers["location"] == "/desk"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../controlroom/settings.py",
        "/static/%2e%2e/pyproject.toml",
        "/static/..%2fpyproject.toml",
        "/static/%2e%2e%2fpyproject.toml",
        "/static/..%5cpyproject.toml",
        "/static/....//pyproject.toml",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/widgets/../../pyproject.toml",
        "/static/tokens.css%00.py",
        "/static/%252e%252e/pyproject.toml",
        "/handovers/..%2f1.pdf",
        "/handovers/%2e%2e%2f%2e%2e%2fetc%2fpasswd.pdf",
        "/screen/..%2f..%2fetc%2fpasswd",
    ],
)
async def test_no_file_is_had_by_a_way_around(gate: Gate, path: str) -> None:
    papers = await gate.papers("shift_leader")
    host, _, port = gate.watch.url.removeprefix("http://").partition(":")
    answer = await raw(host, int(port), f"GET {path} HTTP/1.1\r\nHost: x\r\nCookie: {papers['cookie']}\r\n")
    status = int(answer.split(b" ", 2)[1])
    assert status in (303, 400, 404, 422), answer[:200]
    for secret in (b"[project]", b"root:", b"CONTROLROOM_", b"def "):
        assert secret not in answer


async def raw(host: str, port: int, head: str) -> bytes:
    """Sent as written: clients put such paths in order before they ask."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"{head}Connection: close\r\n\r\n".encode("latin-1"))
    async with asyncio.timeout(20):
        answer = await reader.read()
    writer.close()
    return answer
