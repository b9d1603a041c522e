"""Warnings of other services, from a folder and from a polled feed of Atom."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from controlroom.feeds.connectors.config import FolderConfig, PollConfig
from controlroom.feeds.connectors.core import NotNow, Reply
from controlroom.feeds.connectors.folder import Folder
from controlroom.feeds.connectors.poll import Poll
from tests.integration.feeds_client.fake_server import serving
from tests.unit.feeds.core import Enough, FakeCore, FixedClock, Rounds

CORPUS: Final = Path(__file__).parents[2] / "unit" / "interchange" / "cap" / "valid"
STORM: Final = (CORPUS / "storm.xml").read_bytes()
CANCEL: Final = (CORPUS / "cancel.xml").read_text()


class Warned(FakeCore):
    def _take(self, report: dict[str, Any]) -> Reply:
        fresh = report["cap"] not in self.reports
        self.reports[report["cap"]] = report
        return Reply(201 if fresh else 200, 1)


class Service:
    """A feed with one message in it, and one beside it; `storm` is how that is answered."""

    def __init__(self) -> None:
        self.url = ""
        self.storm = Response(STORM)
        self.asked: list[str] = []

    async def answer(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        if request.url.path == "/storm.xml":
            return self.storm
        link = '<link type="application/cap+xml" href="{}"/>'
        entries = (
            f"<entry><content>{CANCEL}</content></entry>",
            f"<entry>{link.format('/storm.xml')}</entry>",
            f"<entry>{link.format('http://127.0.0.1:9/elsewhere.xml')}</entry>",
        )
        feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(entries)}</feed>'
        return Response(feed, headers={"ETag": '"1"'})


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    found = Service()
    with serving(Starlette(routes=[Route("/{path:path}", found.answer)])) as url:
        found.url = f"{url}/feed.atom"
        yield found


async def _poll(service: Service, core: FakeCore, rounds: int = 1) -> None:
    config = PollConfig(kind="poll", name="weer", feed="cap", unit="METEO", format="cap", url=service.url)
    async with httpx2.AsyncClient(trust_env=False) as client:
        try:
            await Poll(config, None, FixedClock(), client, {}, Rounds(rounds)).run(core)
        except Enough:
            return


async def test_a_feed_brings_what_stands_in_it_and_what_lies_beside_it_once(service: Service) -> None:
    core = Warned()
    await _poll(service, core, rounds=2)
    await _poll(service, core)
    assert STORM.decode() in core.reports
    assert (len(core.reports), core.handed_over) == (2, 2)
    assert service.asked.count("/storm.xml") == 1


async def test_no_other_server_is_asked_for_a_message(service: Service) -> None:
    core = Warned()
    await _poll(service, core)
    ((raw, reason),) = core.quarantine
    assert raw == b"http://127.0.0.1:9/elsewhere.xml"
    assert "on another server" in reason


async def test_a_message_that_cannot_be_had_now_is_asked_for_again_and_stops_no_other(
    service: Service,
) -> None:
    core = Warned()
    service.storm = Response(status_code=503)
    with pytest.raises(NotNow, match="503"):
        await _poll(service, core)
    assert len(core.reports) == 1
    service.storm = Response(STORM)
    await _poll(service, core)
    assert len(core.reports) == 2
    assert core.handed_over == 2
    assert len(core.quarantine) == 1


async def test_a_folder_brings_a_message_a_file_and_refuses_what_is_none(tmp_path: Path) -> None:
    (tmp_path / "storm.xml").write_bytes(STORM)
    (tmp_path / "page.xml").write_bytes(b"<html/>")
    config = FolderConfig(kind="folder", name="weer", feed="cap", unit="METEO", format="cap", path=tmp_path)
    core = Warned()
    with pytest.raises(Enough):
        await Folder(config, None, FixedClock(), Rounds(3)).run(core)
    assert [*core.reports] == [STORM.decode()]
    assert (tmp_path / "done" / "storm.xml").exists()
    assert "line 1: html" in (tmp_path / "refused" / "page.xml.reason").read_text()
