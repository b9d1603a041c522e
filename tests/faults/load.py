"""Field units that report all the time and write down what they were told."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2

from controlroom.clock import monotonic
from tests.faults.history import Answer, History, Refused, Stored, Unknown
from tests.faults.place import SITE, Place
from tests.faults.until import until

log = logging.getLogger(__name__)

ANSWER_WITHIN_S = 12.0
KNOWN_WITHIN_S = 20.0
BREATH_S = 0.01
PAUSE_S = 0.1


@dataclass
class Load:
    """Every fourth unit forgets a report that was not answered; the others repeat it until it is known."""

    urls: Sequence[str]
    history: History
    answer_within_s: float = ANSWER_WITHIN_S
    stored_at: list[float] = field(default_factory=list)
    heard: Counter[str] = field(default_factory=Counter)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    def end(self) -> None:
        self._ended.set()

    async def stored_again(self, since: float) -> float:
        """Seconds from a moment to the next answer that a report is on disk."""
        await until(lambda: self.first_stored_after(since) < float("inf"), KNOWN_WITHIN_S)
        took = self.first_stored_after(since) - since
        log.info("writes again after %.1f s", took)
        return took

    async def until_stored(self, more: int) -> float:
        """Wait for so many more reports to be on disk; when the last of them was answered."""
        goal = len(self.stored_at) + more
        await until(lambda: len(self.stored_at) >= goal, KNOWN_WITHIN_S)
        return self.stored_at[goal - 1]

    def stored_between(self, begin: float, end: float) -> int:
        return sum(begin < at < end for at in self.stored_at)

    def first_stored_after(self, moment: float) -> float:
        return min((at for at in self.stored_at if at > moment), default=float("inf"))

    async def report(self, unit: str, token: str, number: int) -> None:
        headers = {"authorization": f"Bearer {token}"}
        async with httpx2.AsyncClient(
            headers=headers, timeout=self.answer_within_s, trust_env=False
        ) as client:
            while not self._ended.is_set():
                await self._one(client, unit, number, forgets=number % 4 == 3)
                await asyncio.sleep(BREATH_S)

    async def _one(self, client: httpx2.AsyncClient, unit: str, number: int, *, forgets: bool) -> None:
        said = incident()
        for attempt in range(1000):
            url = self.urls[(number + attempt) % len(self.urls)]
            answer = await self.send(client, url, unit, said)
            if not isinstance(answer, Unknown) or forgets:
                return
            await asyncio.sleep(PAUSE_S)

    async def send(
        self, client: httpx2.AsyncClient, url: str, unit: str, said: dict[str, Any], **headers: str
    ) -> Answer:
        key = (unit, said["id"])
        self.history.asked(key)
        try:
            response = await client.post(f"{url}/feeds/incidents", json=said, headers=headers)
        except httpx2.TransportError as lost:
            why = type(lost).__name__
            answer: Answer = Unknown(why)
        else:
            why, answer = str(response.status_code), _answer(response)
        self.heard[why] += 1
        self.history.answered(key, answer)
        if isinstance(answer, Stored):
            self.stored_at.append(monotonic())
        return answer


def _answer(response: httpx2.Response) -> Answer:
    if response.status_code in (200, 201):
        return Stored(response.json()["seq"], fresh=response.status_code == 201)
    if response.status_code >= 500:
        assert response.status_code == 503, response.text
        assert int(response.headers["retry-after"]) > 0
        return Unknown("503")
    return Refused(response.status_code)


def incident(**changes: Any) -> dict[str, Any]:
    said = {"id": str(uuid4()), "at": datetime.now(UTC).isoformat(), "kind": "other", "site": SITE.code}
    return {**said, "text": "a grey van", **changes}


@asynccontextmanager
async def under_load(
    place: Place, urls: Sequence[str], history: History, answer_within_s: float = ANSWER_WITHIN_S
) -> AsyncIterator[Load]:
    """At the end every unit hears what became of its last report, unless it is one of those that forget."""
    load = Load(urls, history, answer_within_s)
    async with asyncio.TaskGroup() as group:
        for number, (unit, token) in enumerate(place.tokens.items()):
            group.create_task(load.report(unit, token, number))
        try:
            yield load
        finally:
            load.end()
