"""The whole application without its databases: what surrounds every answer."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from controlroom.app import create_app
from controlroom.settings import read_settings
from controlroom.ui.assets import asset


@pytest.fixture
async def browser() -> AsyncIterator[httpx2.AsyncClient]:
    """Nothing is started and no database is there."""
    app = create_app(read_settings({"CONTROLROOM_DATABASE_URL": "postgresql://app@127.0.0.1:1/none"}))
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
