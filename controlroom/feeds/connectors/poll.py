"""A polled address: asks whether there is something new, and hands over what was not there before."""

import asyncio
import json
from collections.abc import Iterator
from collections.abc import Mapping as Headers
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO

import httpx2

from controlroom.clock import Clock
from controlroom.feeds.connectors.config import PollConfig
from controlroom.feeds.connectors.core import Core, NotNow
from controlroom.feeds.connectors.courier import Courier, Haul, Sleep
from controlroom.feeds.connectors.fetch import Fetched, fetch
from controlroom.feeds.derived_ids import canonical
from controlroom.feeds.items import Item, SourceRefused, batches, read_items
from controlroom.feeds.lines import Unreadable
from controlroom.feeds.mapping import Mapping

REMEMBERED = 20_000
"""Items of the last answer that are not handed over again; beyond it the core says "known from before"."""


@dataclass(frozen=True, slots=True)
class AnswerPlace:
    """What the address said last: its marks, and which items the core has answered for."""

    etag: str | None = None
    last_modified: str | None = None
    answered: tuple[str, ...] = field(default=())

    @classmethod
    def read(cls, text: str | None) -> "AnswerPlace":
        try:
            found = json.loads(text or "{}")
            return cls(found["etag"], found["last_modified"], tuple(found["answered"]))
        except (ValueError, KeyError, TypeError):
            return cls()  # a position only saves work

    def __str__(self) -> str:
        return json.dumps(
            {"etag": self.etag, "last_modified": self.last_modified, "answered": self.answered},
            separators=(",", ":"),
        )


class Poll:
    def __init__(
        self,
        config: PollConfig,
        mapping: Mapping | None,
        clock: Clock,
        client: httpx2.AsyncClient,
        headers: Headers[str, str],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.name, self.kind = config.name, config.kind
        self._config = config
        self._mapping = mapping
        self._clock = clock
        self._client = client
        self._headers = headers
        self._sleep = sleep

    async def run(self, core: Core) -> None:
        config = self._config
        courier = Courier(core, config.name, config.feed, config.unit, self._clock, self._sleep)
        place = AnswerPlace.read(await core.load_position(config.name))
        core.say(config.name, "idle", "asking the address")
        while True:
            place = await self._ask(courier, place)
            await self._sleep(config.every_s)

    async def _ask(self, courier: Courier, place: AnswerPlace) -> AnswerPlace:
        fetched = await fetch(self._client, self._config, self._headers, place, self._clock)
        if fetched is None:
            courier.rest()
            return place
        try:
            return await self._deliver(fetched, courier, place)
        except SourceRefused as error:
            raise NotNow(f"what the address answers cannot be used: {error}") from error

    async def _deliver(self, fetched: Fetched, courier: Courier, before: AnswerPlace) -> AnswerPlace:
        """Marks are kept when all is answered: after a kill half-way the same answer is fetched again."""
        haul, known = Haul(), set(before.answered)
        answered: list[str] = []
        left = self._batches(fetched.body)
        while batch := await asyncio.to_thread(next, left, None):
            new = [item for item in batch if _mark(item) not in known]
            answered += map(_mark, batch)
            if new:
                await courier.hand_over(new, haul)
                so_far = AnswerPlace(answered=_newest([*before.answered, *answered]))
                await courier.core.save_position(self.name, str(so_far))
        place = AnswerPlace(fetched.etag, fetched.last_modified, _newest(answered))
        if place != before:
            await courier.core.save_position(self.name, str(place))
        if haul.fresh + haul.refused:
            courier.note = haul.words()
        else:
            courier.rest()
        return place

    def _batches(self, body: bytes) -> Iterator[list[Item | Unreadable]]:
        items = read_items(BytesIO(body), self._config.format, self._config.feed, self._mapping)
        return batches(items, self._config.batch)


def _mark(item: Item | Unreadable) -> str:
    said = canonical(item.report) if isinstance(item, Item) else f"{item.reason}\n{item.raw}"
    return sha256(said.encode(errors="backslashreplace")).hexdigest()[:16]


def _newest(marks: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(marks))[-REMEMBERED:]
