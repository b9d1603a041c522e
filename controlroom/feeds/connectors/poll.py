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
from controlroom.feeds.connectors.fetch import Fetched, fetch, same_server
from controlroom.feeds.derived_ids import canonical
from controlroom.feeds.items import Item, SourceRefused, batches, read_items, warning
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
        missed: list[NotNow] = []
        answered: list[str] = []
        left = self._batches(fetched.body)
        while batch := await asyncio.to_thread(next, left, None):
            new = [(_mark(item), item) for item in batch if _mark(item) not in known]
            brought = [(mark, got) for mark, item in new if (got := await self._bring(item, missed))]
            here = known | {mark for mark, _ in brought}
            answered += [mark for mark in map(_mark, batch) if mark in here]
            if brought:
                await courier.hand_over([item for _, item in brought], haul)
                so_far = AnswerPlace(answered=_newest([*before.answered, *answered]))
                await courier.core.save_position(self.name, str(so_far))
        marks = (None, None) if missed else (fetched.etag, fetched.last_modified)
        place = AnswerPlace(*marks, _newest(answered))
        if place != before:
            await courier.core.save_position(self.name, str(place))
        if haul.fresh + haul.refused:
            courier.note = haul.words()
        else:
            courier.rest()
        if missed:
            raise missed[0]
        return place

    async def _bring(self, item: Item | Unreadable, missed: list[NotNow]) -> Item | Unreadable | None:
        """The message itself where a feed only says where it is; None if it cannot be had now."""
        if isinstance(item, Unreadable) or item.report.keys() != {"address"}:
            return item
        goal = same_server(self._config.url, item.report["address"])
        if goal is None:
            return Unreadable(item.line, "its message is on another server, which is not asked", item.raw)
        config = self._config.model_copy(update={"url": goal})
        try:
            fetched = await fetch(self._client, config, self._headers, AnswerPlace(), self._clock)
        except NotNow as error:
            missed.append(error)
            return None
        return warning(item.line, fetched.body) if fetched else None

    def _batches(self, body: bytes) -> Iterator[list[Item | Unreadable]]:
        items = read_items(BytesIO(body), self._config.format, self._config.feed, self._mapping)
        return batches(items, self._config.batch)


def _mark(item: Item | Unreadable) -> str:
    said = canonical(item.report) if isinstance(item, Item) else f"{item.reason}\n{item.raw}"
    return sha256(said.encode(errors="backslashreplace")).hexdigest()[:16]


def _newest(marks: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(marks))[-REMEMBERED:]
