import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse

from controlroom.feeds.client.outbox import Outbox, QueueRefused
from controlroom.feeds.client.sender import Sender, Stopped
from tests.integration.feeds_client.fake_server import FakeServer


def _sleeper(sleeps: list[float]) -> Callable[[float], Awaitable[None]]:
    async def sleep(seconds: float) -> None:
        sleeps.append(seconds)
        await asyncio.sleep(0)

    return sleep


def _sender(server: FakeServer, outbox: Outbox, sleeps: list[float], **more: Any) -> Sender:
    given = {"token": server.token, "chance": lambda: 1.0, "sleep": _sleeper(sleeps), **more}
    return Sender(server.url, outbox=outbox, **given)


def _reports(*names: str) -> list[dict[str, Any]]:
    return [{"id": name, "kind": "fire"} for name in names]


async def test_everything_arrives_once_and_in_order(server: FakeServer, sleeps: list[float]) -> None:
    names = [f"{number:03}" for number in range(120)]
    async with _sender(server, Outbox.in_memory(), sleeps, batch=50) as sender:
        sender.put("incident", _reports(*names))
        tally = await sender.flush()

    assert server.order == names
    assert (tally.fresh, tally.known, tally.refused, tally.waiting) == (120, 0, 0, 0)
    assert server.posts == 3


async def test_feeds_are_sent_in_the_order_in_which_they_were_put(
    server: FakeServer, sleeps: list[float]
) -> None:
    async with _sender(server, Outbox.in_memory(), sleeps) as sender:
        sender.put("incident", _reports("a", "b"))
        sender.put("visit", _reports("c"))
        sender.put("incident", _reports("d"))
        await sender.flush()

    assert server.order == ["a", "b", "c", "d"]


async def test_a_server_that_is_busy_is_given_the_time_that_it_asks_for(
    server: FakeServer, sleeps: list[float]
) -> None:
    server.failures = [JSONResponse({}, 503, {"Retry-After": "7"}), PlainTextResponse("bad gateway", 502)]
    async with _sender(server, Outbox.in_memory(), sleeps) as sender:
        sender.put("incident", _reports("a"))
        tally = await sender.flush()

    assert tally.fresh == 1
    assert sleeps == [8.0, 2.0]


async def test_a_page_of_a_proxy_is_no_answer(server: FakeServer, sleeps: list[float]) -> None:
    server.failures = [PlainTextResponse("<html>sign in to the hotel</html>", 200)]
    async with _sender(server, Outbox.in_memory(), sleeps) as sender:
        sender.put("incident", _reports("a"))
        tally = await sender.flush()

    assert (tally.fresh, len(sleeps)) == (1, 1)


async def test_a_refused_report_is_kept_apart_and_spoils_no_other(
    server: FakeServer, sleeps: list[float]
) -> None:
    outbox = Outbox.in_memory()
    async with _sender(server, outbox, sleeps) as sender:
        sender.put("incident", [*_reports("a"), {"id": "b", "site": "NOWHERE"}, *_reports("c")])
        tally = await sender.flush()

    assert server.order == ["a", "c"]
    assert (tally.fresh, tally.refused) == (2, 1)
    assert [report.reason for report in outbox.refused()] == ["No such thing: site NOWHERE"]


async def test_a_batch_that_is_too_large_is_halved(server: FakeServer, sleeps: list[float]) -> None:
    server.most_lines = 3
    async with _sender(server, Outbox.in_memory(), sleeps, batch=20) as sender:
        sender.put("incident", _reports(*map(str, range(20))))
        await sender.flush()

    assert server.order == [str(number) for number in range(20)]


async def test_an_unknown_token_stops_with_the_words_of_the_answer(
    server: FakeServer, sleeps: list[float]
) -> None:
    outbox = Outbox.in_memory()
    async with _sender(server, outbox, sleeps, token="other") as sender:
        sender.put("incident", _reports("a"))
        with pytest.raises(Stopped, match="401: Unknown token: revoked at noon"):
            await sender.flush()

    assert outbox.count() == 1


async def test_nothing_is_lost_while_the_server_is_away(sleeps: list[float]) -> None:
    outbox = Outbox.in_memory()
    sender = Sender("http://127.0.0.1:9", "t", outbox, sleep=_sleeper(sleeps), give_up_after_s=0)
    async with sender:
        sender.put("incident", _reports("a"))
        with pytest.raises(Stopped, match="cannot be reached"):
            await sender.flush()

    assert outbox.count() == 1


async def test_what_is_put_while_it_runs_is_sent(server: FakeServer, sleeps: list[float]) -> None:
    async with _sender(server, Outbox.in_memory(), sleeps) as sender, asyncio.TaskGroup() as tasks:
        tasks.create_task(sender.run())
        for name in "abc":
            sender.put("incident", _reports(name))
            await asyncio.sleep(0)
        sender.finish()

    assert server.order == ["a", "b", "c"]


async def test_after_a_kill_the_queue_goes_on_where_it_was(
    server: FakeServer, sleeps: list[float], tmp_path: Path
) -> None:
    first = Outbox(tmp_path)
    first.put("incident", _reports("a", "b", "c"))
    taken = first.next_batch(1)
    server.held["a"], server.order = {"id": "a", "kind": "fire"}, ["a"]  # answered, but the answer was lost
    assert len(taken) == 1
    first.close()

    second = Outbox(tmp_path)
    async with _sender(server, second, sleeps) as sender:
        tally = await sender.flush()
    second.close()

    assert server.order == ["a", "b", "c"]
    assert (tally.fresh, tally.known) == (2, 1)


def test_two_processes_do_not_send_from_one_queue(tmp_path: Path) -> None:
    first, second = Outbox(tmp_path), Outbox(tmp_path)
    first.claim("http://a")
    with pytest.raises(QueueRefused, match="another process"):
        second.claim("http://a")
    first.close()
    second.claim("http://a")
    second.close()


def test_what_waits_for_one_server_is_not_sent_to_another(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.claim("http://a")
    outbox.put("incident", _reports("a"))
    with pytest.raises(QueueRefused, match="1 reports wait here for http://a"):
        outbox.claim("http://b")
    outbox.close()
