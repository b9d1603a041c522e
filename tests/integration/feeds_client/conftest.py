from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from tests.integration.feeds_client.fake_server import FakeServer, serving


@pytest.fixture
def server() -> Iterator[FakeServer]:
    fake = FakeServer()
    routes = [Route(f"/feeds/{feed}", fake.take, methods=["POST"]) for feed in ("incidents", "visits")]
    with serving(Starlette(routes=routes)) as url:
        fake.url = url
        yield fake


@pytest.fixture
def sleeps() -> list[float]:
    return []
