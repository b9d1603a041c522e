"""The whole application without its databases: what surrounds every answer."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from controlroom.app import create_app
from controlroom.feeds.door import Door
from controlroom.settings import read_settings
from controlroom.ui.assets import asset
from controlroom.ui.headers import CONTENT_SECURITY_POLICY


@pytest.fixture
async def browser() -> AsyncIterator[httpx2.AsyncClient]:
    """Nothing is started and no database is there."""
    app = create_app(read_settings({"CONTROLROOM_DATABASE_URL": "postgresql://app@127.0.0.1:1/none"}))

    @app.get("/broken")
    async def broken() -> None:
        raise ZeroDivisionError

    @app.get("/numbered/{alert}")
    async def alert(alert: int) -> int:
        return alert

    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as browser:
        yield browser


async def test_a_file_is_kept_for_ever_under_the_name_of_its_content(browser: httpx2.AsyncClient) -> None:
    answer = await browser.get(asset("live.js"))
    assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True)


@pytest.mark.parametrize("address", ["/static/live.js", "/static/live.js?v=bogus", "/static/none.js?v=1"])
async def test_a_file_under_a_name_that_is_not_its_own_is_asked_for_again(
    browser: httpx2.AsyncClient, address: str
) -> None:
    answer = await browser.get(address)
    assert answer.headers.get("cache-control") in ("no-cache", "no-store")


@pytest.mark.parametrize("address", ["/broken", "/numbered/abc", "/none", "/health/live"])
async def test_no_answer_is_without_its_headers(browser: httpx2.AsyncClient, address: str) -> None:
    headers = (await browser.get(address)).headers
    assert headers.get_list("content-security-policy", split_commas=False) == [CONTENT_SECURITY_POLICY]
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")


async def test_an_address_that_cannot_be_read_is_answered_with_a_page(browser: httpx2.AsyncClient) -> None:
    answer = await browser.get("/numbered/abc", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert "The watch cannot use this" in answer.text


async def test_a_machine_is_told_which_part_of_an_address_cannot_be_read(browser: httpx2.AsyncClient) -> None:
    answer = await browser.get("/numbered/abc", headers={"accept": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["detail"].startswith("alert: ")


async def test_an_error_nobody_foresaw_in_a_feed_is_a_problem_with_headers_too(
    browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Door, "admit", broken)
    answer = await browser.post("/feeds/incidents", json={})
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


async def test_what_is_no_post_to_a_feed_is_told_what_would_be(browser: httpx2.AsyncClient) -> None:
    answer = await browser.put("/feeds/incidents", headers={"sec-fetch-site": "same-origin"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
