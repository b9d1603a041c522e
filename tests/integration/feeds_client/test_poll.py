from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from starlette.responses import RedirectResponse, Response

from controlroom.feeds.connectors.config import PollConfig
from controlroom.feeds.connectors.core import NotNow
from controlroom.feeds.connectors.poll import Poll
from tests.integration.feeds_client.address import Address, an_address
from tests.unit.feeds.core import Enough, FakeCore, FixedClock, Killed, Rounds


@pytest.fixture
def address() -> Iterator[Address]:
    with an_address() as found:
        yield found


async def _poll(address: Address, core: FakeCore, rounds: int = 1, **more: Any) -> None:
    settings = {"name": "city", "feed": "incident", "unit": "CITY", "format": "ndjson", **more}
    headers = settings.pop("headers", {})
    config = PollConfig(kind="poll", url=address.url, **settings)
    async with httpx2.AsyncClient(trust_env=False, timeout=config.timeout_s) as client:
        try:
            await Poll(config, None, FixedClock(), client, headers, Rounds(rounds)).run(core)
        except Enough:
            return


def _lines(*names: str) -> bytes:
    return "".join(f'{{"id": "{name}"}}\n' for name in names).encode()


async def test_what_did_not_change_is_not_sent_again(address: Address) -> None:
    address.body, address.etag = _lines("a", "b"), '"v1"'
    core = FakeCore()

    await _poll(address, core, rounds=3)

    assert list(core.reports) == ["a", "b"]
    assert core.handed_over == 2
    assert [request.headers.get("If-None-Match") for request in address.asked] == [None, '"v1"', '"v1"']
    assert core.said[-1] == ("city", "idle", "")


async def test_the_marks_survive_a_restart(address: Address) -> None:
    address.body, address.last_modified = _lines("a"), "Tue, 24 Nov 2026 11:00:00 GMT"
    core = FakeCore()

    await _poll(address, core)
    await _poll(address, core)

    assert address.asked[1].headers["If-Modified-Since"] == "Tue, 24 Nov 2026 11:00:00 GMT"
    assert core.handed_over == 1


async def test_an_address_without_marks_hands_over_only_what_is_new(address: Address) -> None:
    core = FakeCore()
    address.body = _lines("a", "b")
    await _poll(address, core, rounds=2)
    address.body = _lines("b", "c")
    await _poll(address, core)

    assert list(core.reports) == ["a", "b", "c"]
    assert core.handed_over == 3


@pytest.mark.parametrize("saved", range(4))
async def test_a_kill_half_way_neither_loses_nor_repeats(address: Address, saved: int) -> None:
    names = [str(number) for number in range(7)]
    address.body, address.etag = _lines(*names), '"v1"'
    core = FakeCore(die_before_saving=saved)

    with pytest.raises(Killed):
        await _poll(address, core, batch=2)
    core.die_before_saving = -1
    await _poll(address, core, batch=2)

    assert list(core.reports) == names
    assert core.handed_over <= len(names) + 2


async def test_a_bad_line_goes_to_quarantine_once(address: Address) -> None:
    core = FakeCore()
    address.body = _lines("a") + b"nonsense\n"
    await _poll(address, core, rounds=3)
    address.body += _lines("b")
    await _poll(address, core)

    assert list(core.reports) == ["a", "b"]
    assert len(core.quarantine) == 1


async def test_a_busy_address_is_left_alone_for_as_long_as_it_asks(address: Address) -> None:
    address.answers = [Response(status_code=429, headers={"Retry-After": "90"})]

    with pytest.raises(NotNow, match="answered 429") as refused:
        await _poll(address, FakeCore())

    assert refused.value.asked_s == 90


@pytest.mark.parametrize("status", [401, 404, 500, 503])
async def test_a_failure_is_said_without_the_secrets_of_the_address(address: Address, status: int) -> None:
    address.answers = [Response(b"SECRET", status_code=status)]

    with pytest.raises(NotNow) as refused:
        await _poll(address, FakeCore())

    assert str(refused.value) == f"127.0.0.1 answered {status}"


async def test_an_answer_without_end_is_cut_off(address: Address) -> None:
    address.body = b"x" * 5000

    with pytest.raises(NotNow, match="more than 1000 bytes"):
        await _poll(address, FakeCore(), max_bytes=1000)


async def test_an_answer_in_another_format_is_refused(address: Address) -> None:
    address.body = b"<html>"

    with pytest.raises(NotNow, match="cannot be used: not JSON"):
        await _poll(address, FakeCore(), format="json")


async def test_nobody_at_the_address_is_said_in_plain_words() -> None:
    with pytest.raises(NotNow, match=r"^127\.0\.0\.1 cannot be reached$"):
        await _poll(Address(url="http://127.0.0.1:9/?key=SECRET"), FakeCore())


@pytest.mark.parametrize("goal", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/"])
async def test_a_redirect_to_another_scheme_is_not_followed(address: Address, goal: str) -> None:
    address.answers = [RedirectResponse(goal)]

    with pytest.raises(NotNow, match="which is not followed"):
        await _poll(address, FakeCore())


async def test_a_redirect_that_goes_round_in_circles_ends(address: Address) -> None:
    address.answers = [RedirectResponse("/again") for _ in range(9)]

    with pytest.raises(NotNow, match="redirects more than 3 times"):
        await _poll(address, FakeCore())


async def test_a_secret_header_goes_to_its_own_address_only(address: Address) -> None:
    with an_address() as elsewhere:
        elsewhere.body = _lines("a")
        address.answers = [RedirectResponse(elsewhere.url)]
        core = FakeCore()
        await _poll(address, core, headers={"X-Key": "SECRET"})

        assert list(core.reports) == ["a"]
        assert address.asked[0].headers["X-Key"] == "SECRET"
        assert "X-Key" not in elsewhere.asked[0].headers
