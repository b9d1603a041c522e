"""How long somebody is let in, and how soon no longer."""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import httpx2
import pytest
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from controlroom.auth.accounts import Accounts
from controlroom.auth.roles import Role
from controlroom.auth.screens import Screens
from controlroom.auth.sessions import Gone, Person
from controlroom.auth.viewer import Viewer, viewer_of
from controlroom.errors import Unavailable
from controlroom.ids import token_digest

PASSWORD = "the blue heron waits"
SignIn = Callable[..., Awaitable[httpx2.Response]]


@pytest.fixture
async def token(accounts: Accounts) -> str:
    return (await accounts.sign_in("anna", PASSWORD, "192.0.2.1")).token


def socket(site: FastAPI, **cookies: str) -> HTTPConnection:
    crumbs = "; ".join(f"controlroom-{name}={value}" for name, value in cookies.items())
    return HTTPConnection({"type": "websocket", "app": site, "headers": [(b"cookie", crumbs.encode())]})


async def test_a_session_ends_after_a_day_however_busy(accounts: Accounts, token: str, clock: Any) -> None:
    for _ in range(23):
        clock.move(hours=1)
        assert isinstance(await accounts.sessions.person(token), Person)
    clock.move(hours=1)
    assert await accounts.sessions.person(token) is Gone.EXPIRED


async def test_a_session_ends_after_twelve_hours_of_nothing(
    accounts: Accounts, token: str, clock: Any
) -> None:
    clock.move(hours=12)
    assert await accounts.sessions.person(token) is Gone.EXPIRED


async def test_an_open_board_alone_keeps_no_session_alive(accounts: Accounts, token: str, clock: Any) -> None:
    for _ in range(12):
        assert isinstance(await accounts.sessions.person(token, active=False), Person)
        clock.move(hours=1)
    assert await accounts.sessions.person(token, active=False) is Gone.EXPIRED


async def test_when_somebody_was_seen_is_written_once_a_minute(
    accounts: Accounts, token: str, clock: Any, database: Any
) -> None:
    connection = await database.connect()
    written = set()
    for _ in range(12):
        clock.move(seconds=10)
        await accounts.sessions.person(token)
        written.add(await connection.fetchval("SELECT xmin::text FROM session"))
    await connection.close()
    assert len(written) == 3, "as it was, and after one and two minutes"


async def test_a_stolen_database_holds_no_session_that_can_be_used(token: str, database: Any) -> None:
    connection = await database.connect()
    digest = await connection.fetchval("SELECT digest FROM session")
    await connection.close()
    assert digest == token_digest(token)
    assert token.encode() not in digest


@pytest.mark.parametrize("how", ["revoke", "disable", "set_password"])
async def test_what_is_taken_away_is_gone_at_once(accounts: Accounts, token: str, how: str) -> None:
    password = ["a new one for anna"] if how == "set_password" else []
    await getattr(accounts, how)("anna", *password)
    assert await accounts.sessions.person(token) is Gone.REVOKED


async def test_signing_out_ends_the_session_and_not_only_the_cookie(
    browser: httpx2.AsyncClient, sign_in_as: SignIn
) -> None:
    await sign_in_as()
    kept = browser.cookies["controlroom-session"]
    await browser.post("/sign-out")
    assert "controlroom-session" not in browser.cookies
    browser.cookies.set("controlroom-session", kept)
    assert (await browser.get("/desk")).status_code == 303


async def test_a_live_socket_hears_that_its_session_was_revoked(
    site: FastAPI, accounts: Accounts, token: str
) -> None:
    viewer = await viewer_of(socket(site, session=token), active=False)
    assert isinstance(viewer, Viewer)
    assert await viewer.gone() is None
    await accounts.revoke("anna")
    assert await viewer.gone() is Gone.REVOKED


async def test_a_live_socket_of_a_signed_out_person_has_expired(
    site: FastAPI, accounts: Accounts, token: str
) -> None:
    viewer = await viewer_of(socket(site, session=token))
    assert isinstance(viewer, Viewer)
    await accounts.sessions.end(token)
    assert await viewer.gone() is Gone.EXPIRED


async def test_a_live_socket_of_a_screen_hears_that_its_link_was_revoked(
    site: FastAPI, screens: Screens
) -> None:
    viewer = await viewer_of(socket(site, screen=await screens.add("north wall")))
    assert isinstance(viewer, Viewer)
    await screens.revoke("north wall")
    assert await viewer.gone() is Gone.REVOKED
    assert await viewer_of(socket(site, screen="invented")) is Gone.REVOKED


async def test_a_database_that_is_away_takes_no_right_away(
    site: FastAPI, token: str, database: Any, engine: Any
) -> None:
    viewer = await viewer_of(socket(site, session=token))
    assert isinstance(viewer, Viewer)
    await away(database, engine)
    assert await viewer.gone() is None
    with pytest.raises(Unavailable):
        await viewer_of(socket(site, session=token))


async def away(database: Any, engine: Any) -> None:
    """Nobody may connect any more, and whoever was connected is thrown out."""
    name = database.database_url.rsplit("/", 1)[1]
    server = await asyncpg.connect(database.superuser_url.rsplit("/", 1)[0] + "/postgres")
    await server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    await server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
    await server.close()


async def test_nobody_without_a_cookie_is_anybody(site: FastAPI) -> None:
    assert await viewer_of(socket(site)) is Gone.EXPIRED


async def test_what_a_wall_shows_is_the_same_for_an_officer_and_a_screen(
    site: FastAPI, screens: Screens, token: str
) -> None:
    officer = await viewer_of(socket(site, session=token, language="fr"))
    screen = await viewer_of(socket(site, screen=await screens.add("north wall", locale="fr")))
    assert isinstance(officer, Viewer)
    assert isinstance(screen, Viewer)
    assert officer.audience("wall") == screen.audience("wall")
    assert officer.audience("desk").role is Role.DUTY_OFFICER
    assert not screen.may_see("desk")
