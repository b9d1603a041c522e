"""Every role before every door of the test site; the doors stand in conftest.py."""

from collections.abc import Awaitable, Callable

import httpx2
import pytest

from controlroom.auth.accounts import Accounts
from controlroom.auth.roles import RIGHTS, Right, Role
from controlroom.auth.screens import Screens
from controlroom.errors import Conflict

PASSWORD = "the blue heron waits"
SignIn = Callable[..., Awaitable[httpx2.Response]]
DOORS = [
    ("GET", "/wall", Right.SEE_WALL),
    ("GET", "/desk", Right.SEE_DESK),
    ("POST", "/alerts/7/acknowledgement", Right.ACKNOWLEDGE),
]


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_opens_its_own_doors_only(
    browser: httpx2.AsyncClient, accounts: Accounts, sign_in_as: SignIn, role: Role
) -> None:
    await accounts.add("somebody", "Somebody", role, PASSWORD)
    await sign_in_as(name="somebody")
    for method, path, right in DOORS:
        opened = (await browser.request(method, path)).status_code == 200
        assert opened == (right in RIGHTS.get(role, frozenset())), f"{role} at {path}"


async def test_a_stranger_is_shown_the_door(browser: httpx2.AsyncClient) -> None:
    for method, path, _ in DOORS:
        assert (await browser.request(method, path)).status_code == (303 if method == "GET" else 401)


async def test_a_part_of_a_page_is_not_replaced_by_the_sign_in_page(browser: httpx2.AsyncClient) -> None:
    assert (await browser.get("/desk", headers={"hx-request": "true"})).status_code == 401


async def test_a_screen_sees_the_wall_and_can_do_nothing(
    browser: httpx2.AsyncClient, screens: Screens
) -> None:
    link = await browser.get(f"/screen/{await screens.add('north wall')}")
    assert (link.status_code, link.headers["location"]) == (303, "/wall")
    assert (await browser.get("/wall")).json() == "north wall"
    assert (await browser.get("/desk")).status_code == 403
    assert (await browser.post("/alerts/7/acknowledgement")).status_code == 401


async def test_a_revoked_screen_sees_nothing(browser: httpx2.AsyncClient, screens: Screens) -> None:
    token = await screens.add("north wall")
    await browser.get(f"/screen/{token}")
    await screens.revoke("north wall")
    assert (await browser.get("/wall")).status_code == 303
    assert (await browser.get(f"/screen/{token}")).status_code == 404


async def test_the_name_of_a_revoked_screen_gets_another_link(screens: Screens) -> None:
    old = await screens.add("north wall")
    with pytest.raises(Conflict, match="revoke it first"):
        await screens.add("north wall")
    await screens.revoke("north wall")
    new = await screens.add("north wall", locale="de", diagonal_in=98)
    assert await screens.screen(old) is None
    screen = await screens.screen(new)
    assert screen is not None
    assert (screen.locale, screen.diagonal_in, screen.revoked_at) == ("de", 98, None)


async def test_another_site_can_neither_sign_somebody_in_nor_out_nor_acknowledge(
    browser: httpx2.AsyncClient, sign_in_as: SignIn
) -> None:
    await sign_in_as()
    elsewhere = {"origin": "https://attacker.example", "sec-fetch-site": "cross-site"}
    for path in ("/sign-in", "/sign-out", "/alerts/7/acknowledgement"):
        assert (await browser.post(path, headers=elsewhere)).status_code == 403
    assert (await browser.get("/desk")).status_code == 200


async def test_every_answer_forbids_frames_foreign_scripts_and_caches(browser: httpx2.AsyncClient) -> None:
    for path in ("/sign-in", "/desk", "/nowhere"):
        headers = (await browser.get(path)).headers
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


async def test_a_session_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(
    sign_in_as: SignIn,
) -> None:
    crumbs = [c.lower() for c in (await sign_in_as()).headers.get_list("set-cookie")]
    assert {c.partition("=")[0].rpartition("-")[2] for c in crumbs} == {"session", "half", "language"}
    assert all("httponly" in c and "samesite=lax" in c and "path=/" in c for c in crumbs)
