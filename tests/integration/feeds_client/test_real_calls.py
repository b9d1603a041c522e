"""3,051 real emergency calls through each of the three ways in: one mapping, one set of ids."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from controlroom.feeds.client.outbox import Outbox
from controlroom.feeds.client.sender import Sender
from controlroom.feeds.client.source import items_of, queue_all
from controlroom.feeds.connectors.config import FolderConfig, PollConfig
from controlroom.feeds.connectors.folder import Folder
from controlroom.feeds.connectors.poll import Poll
from controlroom.feeds.items import Item
from controlroom.feeds.mapping import Mapping, read_mapping
from tests.integration.feeds_client.address import Address, an_address
from tests.integration.feeds_client.fake_server import FakeServer
from tests.unit.feeds.core import Enough, FakeCore, FixedClock, Rounds

ROOT = Path(__file__).parents[3]
CALLS = ROOT.parent / "shared" / "data" / "montgomery-911.csv"
COMMON = {"feed": "incident", "unit": "COUNTY", "format": "csv", "map": "unused"}

pytestmark = pytest.mark.skipif(not CALLS.exists(), reason="the file of real calls is not on this machine")


@pytest.fixture
def mapping() -> Mapping:
    return read_mapping(ROOT / "examples" / "montgomery-911.map.toml")


@pytest.fixture
def address() -> Iterator[Address]:
    with an_address() as found:
        yield found


async def _from_a_folder(mapping: Mapping, folder: Path) -> FakeCore:
    core = FakeCore()
    shutil.copy(CALLS, folder / "calls.csv")
    config = FolderConfig.model_validate({**COMMON, "kind": "folder", "name": "folder", "path": folder})
    with pytest.raises(Enough):
        await Folder(config, mapping, FixedClock(), Rounds(3)).run(core)
    return core


async def _from_an_address(mapping: Mapping, address: Address) -> FakeCore:
    core = FakeCore()
    address.body = CALLS.read_bytes()
    config = PollConfig.model_validate({**COMMON, "kind": "poll", "name": "poll", "url": address.url})
    async with httpx2.AsyncClient(trust_env=False) as client:
        with pytest.raises(Enough):
            await Poll(config, mapping, FixedClock(), client, {}, Rounds(1)).run(core)
    return core


async def _from_a_client(mapping: Mapping, server: FakeServer) -> None:
    outbox = Outbox.in_memory()
    _, unreadable = queue_all(outbox, "incident", items_of(CALLS, "incident", mapping))
    assert not unreadable
    async with Sender(server.url, server.token, outbox) as sender:
        tally = await sender.flush()
    assert tally.fresh == 3051


async def test_a_folder_an_address_and_a_client_give_the_same_reports(
    mapping: Mapping, tmp_path: Path, address: Address, server: FakeServer
) -> None:
    dropped = await _from_a_folder(mapping, tmp_path)
    polled = await _from_an_address(mapping, address)
    await _from_a_client(mapping, server)

    assert len(dropped.reports) == 3051
    assert dropped.reports == polled.reports == server.held
    assert list(dropped.reports) == server.order


def test_no_call_of_a_neighbouring_service_claims_a_high_priority(mapping: Mapping) -> None:
    items = list(items_of(CALLS, "incident", mapping))

    assert {item.report["priority"] for item in items if isinstance(item, Item)} == {3, 4}
    assert {item.report["kind"] for item in items if isinstance(item, Item)} == {"medical", "fire", "traffic"}
