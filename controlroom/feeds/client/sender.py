"""Posts what waits in the outbox, in order, until the server has answered for each report."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx2

from controlroom import __version__
from controlroom.clock import Clock, SystemClock, monotonic
from controlroom.errors import ControlRoomError
from controlroom.feeds.backoff import Chance, backoff
from controlroom.feeds.client.answers import Verdict, judge
from controlroom.feeds.client.outbox import Outbox, Waiting
from controlroom.feeds.report_fields import PATHS, FeedName
from controlroom.retry_after import retry_after

TIMEOUT = httpx2.Timeout(30, connect=10)


class Stopped(ControlRoomError):
    """Sending on is useless until somebody acts; what was not answered for still waits in the outbox."""

    slug = "stopped"
    title = "Sending stopped"


@dataclass(slots=True)
class Tally:
    """What became of the reports since the sender began, and what it is waiting for now."""

    fresh: int = 0
    known: int = 0
    refused: int = 0
    waiting: int = 0
    note: str = ""


class Sender:
    """`put` is quick and safe; `flush` returns when nothing waits; `run` sends as a task of its own."""

    def __init__(
        self,
        url: str,
        token: str,
        outbox: Outbox,
        *,
        batch: int = 500,
        give_up_after_s: float | None = None,
        on_progress: Callable[[Tally], None] = lambda _: None,
        client: httpx2.AsyncClient | None = None,
        clock: Clock | None = None,
        chance: Chance = random.random,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "User-Agent": f"controlroom-feed/{__version__}"}
        self._outbox = outbox
        self._most = self._size = batch
        self._give_up_after_s = give_up_after_s
        self._on_progress = on_progress
        self._client = client or httpx2.AsyncClient(timeout=TIMEOUT)
        self._clock = clock or SystemClock()
        self._chance = chance
        self._sleep = sleep
        self._more = asyncio.Event()
        self._finished = False
        self.tally = Tally()

    async def __aenter__(self) -> Self:
        self._outbox.claim(self._url)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    def put(self, feed: FeedName, reports: Iterable[dict[str, Any]]) -> int:
        """On disk when it returns; says how many were new to the queue."""
        added = self._outbox.put(feed, reports)
        self.tally.waiting = self._outbox.count()
        self._more.set()
        return added

    def finish(self) -> None:
        """Nothing more will be put: `run` ends when nothing waits."""
        self._finished = True
        self._more.set()

    async def run(self) -> None:
        """Send whatever is put; Stopped when that is useless."""
        while True:
            self._more.clear()
            await self.flush()
            if self._finished:
                return
            await self._more.wait()

    async def flush(self) -> Tally:
        """Send until nothing waits; Stopped when that is useless."""
        failures, quiet_since = 0, monotonic()
        while batch := self._outbox.next_batch(self._size):
            verdict, asked_s = await self._post(batch)
            self._settle(batch, verdict)
            if verdict.stop:
                raise Stopped(verdict.stop)
            if verdict.again:
                failures += 1
                self._consider_giving_up(verdict.again, quiet_since)
                await self._wait(verdict.again, backoff(failures, asked_s=asked_s, chance=self._chance))
            else:
                failures, quiet_since = 0, monotonic()
        return self.tally

    async def heartbeat(self) -> None:
        """Say that the unit is alive; not queued, since a late sign of life is none."""
        answer = await self._client.post(f"{self._url}/feeds/heartbeat", headers=self._headers)
        if answer.status_code != 204:
            raise Stopped(judge([], answer.status_code, answer.content).stop or "no heartbeat now")

    async def _post(self, batch: Sequence[Waiting]) -> tuple[Verdict, float]:
        body = "\n".join(report.body for report in batch).encode()
        headers = {**self._headers, "Content-Type": "application/x-ndjson"}
        try:
            answer = await self._client.post(
                self._url + PATHS[batch[0].feed], content=body, headers=headers, follow_redirects=False
            )
        except (httpx2.UnsupportedProtocol, httpx2.InvalidURL) as error:
            raise Stopped(f"{self._url} is not an address: {error}") from error
        except httpx2.RequestError as error:
            return Verdict(again=f"{self._url} cannot be reached ({type(error).__name__})"), 0.0
        asked_s = retry_after(answer.headers.get("Retry-After"), self._clock.now())
        return judge(batch, answer.status_code, answer.content), asked_s

    def _settle(self, batch: Sequence[Waiting], verdict: Verdict) -> None:
        self._outbox.settle([*verdict.fresh, *verdict.known], verdict.refused)
        self._size = max(1, len(batch) // 2) if verdict.divide else min(self._most, self._size * 2)
        self.tally.fresh += len(verdict.fresh)
        self.tally.known += len(verdict.known)
        self.tally.refused += len(verdict.refused)
        self._say("")

    def _consider_giving_up(self, why: str, quiet_since: float) -> None:
        if self._give_up_after_s is not None and monotonic() - quiet_since >= self._give_up_after_s:
            raise Stopped(f"{why}; gave up after {self._give_up_after_s:g} s")

    async def _wait(self, why: str, seconds: float) -> None:
        self._say(f"{why}; again in {seconds:.0f} s")
        await self._sleep(seconds)

    def _say(self, note: str) -> None:
        self.tally.waiting = self._outbox.count()
        self.tally.note = note
        self._on_progress(self.tally)
