"""One unit's radio: what it has to say goes out in order, again and again until the watch has it."""

import asyncio
import logging
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import httpx2

from controlroom.clock import Clock
from controlroom.demo.field.sending import FeedPath, Sending
from controlroom.feeds.backoff import Chance, backoff
from controlroom.retry_after import retry_after

TRY_AGAIN: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Radio:
    """A queue in front of one token; a heartbeat never waits behind reports and is never sent twice."""

    unit: str
    token: str = field(repr=False)
    client: httpx2.AsyncClient
    clock: Clock
    chance: Chance
    waiting: asyncio.Queue[Sending] = field(default_factory=asyncio.Queue)

    def hand(self, sending: Sending) -> None:
        if sending.feed is not FeedPath.HEARTBEAT or self.waiting.empty():
            self.waiting.put_nowait(sending)

    async def keep_sending(self) -> None:
        while True:
            sending = await self.waiting.get()
            await self.send(sending)
            self.waiting.task_done()

    async def send(self, sending: Sending) -> None:
        failures = 0
        while (pause := await self._try(sending, failures + 1)) is not None:
            if sending.feed is FeedPath.HEARTBEAT:
                return
            failures += 1
            await asyncio.sleep(pause)

    async def _try(self, sending: Sending, attempt: int) -> float | None:
        """None when the watch has answered for good, else the seconds to wait."""
        headers = {"Authorization": f"Bearer {self.token}"}
        body = None if sending.feed is FeedPath.HEARTBEAT else sending.body
        try:
            answer = await self.client.post(f"/feeds/{sending.feed}", json=body, headers=headers)
        except httpx2.TransportError:
            return backoff(attempt, chance=self.chance)
        if answer.is_server_error or answer.status_code in TRY_AGAIN:
            asked = retry_after(answer.headers.get("retry-after"), self.clock.now())
            return backoff(attempt, asked_s=asked, chance=self.chance)
        if not answer.is_success:
            log.warning("%s: a report to %s was refused: %d", self.unit, sending.feed, answer.status_code)
        return None
