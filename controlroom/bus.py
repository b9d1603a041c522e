"""Wake-ups between the pen and the tails: "there is more". They may be lost; the tail's poll is the floor."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol

from redis import asyncio as aioredis
from redis.exceptions import RedisError

from controlroom.clock import monotonic

CHANNEL: Final = "controlroom:wake"
ASKED_AFTER_S: Final = 1.0
PATIENCE_S: Final = 3.0
"""Redis is asked whether it lives after one second of silence, and given up after three."""
PAUSE_S: Final = 1.0

Work = Callable[["aioredis.Redis"], Awaitable[None]]

log = logging.getLogger(__name__)


class Ear:
    """One listener's own: what it has heard is still news to the others."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def wake(self) -> None:
        self._event.set()

    async def heard(self) -> None:
        """Returns after a wake-up, also one that came before somebody waited."""
        await self._event.wait()
        self._event.clear()


class Bus(Protocol):
    """`announce` never waits and never fails; every ear hears the announcements of any process."""

    def announce(self) -> None: ...

    def ear(self) -> Ear: ...

    async def run(self) -> None: ...


class MemoryBus:
    """Within one process."""

    def __init__(self) -> None:
        self._ears: list[Ear] = []

    def ear(self) -> Ear:
        self._ears.append(Ear())
        return self._ears[-1]

    def announce(self) -> None:
        for ear in self._ears:
            ear.wake()

    async def run(self) -> None:
        await asyncio.Event().wait()


class RedisBus:
    """Between processes by Redis Pub/Sub; this process hears itself without it, so Redis may die."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._me = secrets.token_hex(8)
        self._here = MemoryBus()
        self._unsent = asyncio.Event()
        self._works: dict[str, bool] = {}

    def announce(self) -> None:
        self._here.announce()
        self._unsent.set()

    def ear(self) -> Ear:
        return self._here.ear()

    async def run(self) -> None:
        """Speak and listen until cancelled; a lost Redis is tried again each second."""
        client = aioredis.from_url(self._url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._again_and_again("listening", self._listen, client))
                group.create_task(self._again_and_again("speaking", self._speak, client))
        finally:
            await client.aclose()

    async def _again_and_again(self, what: str, work: Work, client: "aioredis.Redis") -> None:
        """In a task of its own: in Python 3.11 a task group whose child fails can lose a cancellation."""
        while True:
            try:
                await work(client)
            except (RedisError, OSError, TimeoutError) as lost:
                self._say(what, works=False, why=type(lost).__name__)
            _heed_cancellation()
            await asyncio.sleep(PAUSE_S)

    def _say(self, what: str, *, works: bool, why: str = "") -> None:
        """Once for each change, not each second."""
        if self._works.get(what) is works:
            return
        self._works[what] = works
        if works:
            log.info("%s by Redis", what)
        else:
            log.warning("no %s by Redis, the poll goes on: %s", what, why)

    async def _speak(self, client: "aioredis.Redis") -> None:
        while True:
            await self._unsent.wait()
            self._unsent.clear()
            async with asyncio.timeout(PATIENCE_S):
                await client.publish(CHANNEL, self._me)
            self._say("speaking", works=True)
            _heed_cancellation()

    async def _listen(self, client: "aioredis.Redis") -> None:
        """A message of another process wakes the tail; a Redis that does not answer a ping is lost.

        Asking is not enough: a network that swallows everything takes the question as well.
        """
        async with client.pubsub() as pubsub:
            await pubsub.subscribe(CHANNEL)
            heard_at = monotonic()
            while monotonic() - heard_at < PATIENCE_S:
                message = await pubsub.get_message(timeout=ASKED_AFTER_S)
                if message is None:
                    async with asyncio.timeout(PATIENCE_S):
                        await pubsub.ping()
                else:
                    heard_at = monotonic()
                    self._take(message)
                _heed_cancellation()
            raise TimeoutError

    def _take(self, message: dict[str, Any]) -> None:
        """Once it is subscribed it may have missed something before, and looks."""
        self._say("listening", works=True)
        if message["type"] == "subscribe" or (
            message["type"] == "message" and message["data"] != self._me.encode()
        ):
            self._here.announce()


def _heed_cancellation() -> None:
    """redis-py was seen to swallow a cancellation that came during a command; the loop must still end."""
    task = asyncio.current_task()
    if task and task.cancelling():
        raise asyncio.CancelledError
