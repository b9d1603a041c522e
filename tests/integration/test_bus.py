"""Wake-ups: the same behaviour within one process and through Redis; without Redis nothing fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import pytest

from controlroom.bus import Bus, Ear, MemoryBus, RedisBus
from controlroom.demo.embedded import Embedded

NOWHERE = "redis://127.0.0.1:1/0"


@asynccontextmanager
async def running(*buses: Bus) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(bus.run()) for bus in buses]
        yield
        for task in tasks:
            task.cancel()


async def connected(*ears: Ear) -> None:
    """Once its bus is, each has been woken once, since it may have missed something before."""
    async with asyncio.timeout(5):
        for ear in ears:
            await ear.heard()


async def hears(ear: Ear, within_s: float = 2.0) -> bool:
    try:
        async with asyncio.timeout(within_s):
            await ear.heard()
    except TimeoutError:
        return False
    return True


@pytest.fixture(params=["memory", "redis", "redis that is gone"])
async def bus(request: pytest.FixtureRequest, services: Embedded) -> AsyncIterator[Bus]:
    bus: Bus
    if request.param == "memory":
        bus = MemoryBus()
        async with running(bus):
            yield bus
    elif request.param == "redis":
        bus = RedisBus(request.getfixturevalue("redis_url"))
        ear = bus.ear()
        async with running(bus):
            await connected(ear)
            yield bus
    else:
        bus = RedisBus(NOWHERE)
        async with running(bus):
            yield bus


@pytest.fixture
def ear(bus: Bus) -> Ear:
    return bus.ear()


async def test_who_waits_is_woken(bus: Bus, ear: Ear) -> None:
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(hears(ear))
        await asyncio.sleep(0)
        bus.announce()
    assert waiting.result()


async def test_a_wake_up_before_somebody_waits_is_not_lost(bus: Bus, ear: Ear) -> None:
    bus.announce()
    assert await hears(ear)


async def test_what_one_has_heard_is_still_news_to_another(bus: Bus, ear: Ear) -> None:
    busy = bus.ear()
    bus.announce()
    assert await hears(ear)
    assert await hears(busy)


async def test_many_wake_ups_are_one(bus: Bus, ear: Ear) -> None:
    for _ in range(100):
        bus.announce()
    assert await hears(ear)
    assert not await hears(ear, 0.05)


async def test_without_news_nobody_is_woken(ear: Ear) -> None:
    assert not await hears(ear, 0.05)


@pytest.mark.alone
async def test_announcing_does_not_wait(bus: Bus) -> None:
    began = monotonic()
    for _ in range(1000):
        bus.announce()
    assert monotonic() - began < 0.1


async def test_it_ends_when_told_to_at_whatever_moment(services: Embedded) -> None:
    """Python 3.11 loses a cancellation that comes while a connection fails."""
    for step in range(30):
        async with asyncio.timeout(2):
            async with running(RedisBus(NOWHERE)):
                for _ in range(step):
                    await asyncio.sleep(0)


async def test_two_processes_wake_each_other(redis_url: str) -> None:
    one, other = RedisBus(redis_url), RedisBus(redis_url)
    here, there = one.ear(), other.ear()
    async with running(one, other):
        await connected(here, there)
        one.announce()
        assert await hears(there)
        assert await hears(here)
        other.announce()
        assert await hears(here)


async def test_a_process_does_not_hear_its_own_word_back_from_redis(redis_url: str) -> None:
    bus = RedisBus(redis_url)
    ear = bus.ear()
    async with running(bus):
        await connected(ear)
        bus.announce()
        assert await hears(ear)
        assert not await hears(ear, 0.1)


async def test_a_lost_redis_fails_nothing_and_is_found_again(redis_url: str) -> None:
    """A way to Redis that is cut and mended, as by a restart."""
    way = Way(redis_url)
    address = await way.open()
    bus, elsewhere = RedisBus(address), RedisBus(redis_url)
    ear, far = bus.ear(), elsewhere.ear()
    async with running(bus, elsewhere):
        await connected(ear, far)
        await way.cut()
        bus.announce()
        assert await hears(ear, 0.1)
        await way.open()
        await connected(ear)
        elsewhere.announce()
        assert await hears(ear)
    await way.cut()


class Way:
    """A port of this machine that leads to Redis until it is cut; opened again it is the same port."""

    def __init__(self, url: str) -> None:
        self._host, self._port = url.removeprefix("redis://").rpartition("@")[2].split("/")[0].split(":")
        self._url = url
        self._here = 0
        self._ends: set[asyncio.StreamWriter] = set()

    async def open(self) -> str:
        self._server = await asyncio.start_server(self._lead, "127.0.0.1", self._here)
        self._here = self._server.sockets[0].getsockname()[1]
        return self._url.replace(f"{self._host}:{self._port}", f"127.0.0.1:{self._here}")

    async def cut(self) -> None:
        self._server.close()
        for end in self._ends:
            end.close()
        await self._server.wait_closed()

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._host, int(self._port))
        self._ends |= {writer, back}
        await asyncio.gather(_pour(reader, back), _pour(there, writer))


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(4096):
            sink.write(data)
    except OSError:
        return
    finally:
        sink.close()
