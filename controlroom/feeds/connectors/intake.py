"""The core as connectors see it: the same door that units come through, in the name of a unit."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from controlroom.desk.requests import Accepted
from controlroom.errors import Unavailable
from controlroom.feeds.answers import Receipt
from controlroom.feeds.cap import CAP
from controlroom.feeds.connectors.core import NotNow, Reply
from controlroom.feeds.connectors.logbook import Logbook, Said
from controlroom.feeds.delivery import Delivery, hand_in
from controlroom.feeds.door import Door
from controlroom.feeds.parse import FEEDS
from controlroom.feeds.report_fields import Collected
from controlroom.feeds.split import Piece
from controlroom.store.quarantine import Unusable

EVERY_S = 1.0


class Intake:
    """`kinds` says for each connector what the feeds panel calls it: folder or poll."""

    def __init__(self, door: Door, logbook: Logbook, kinds: Mapping[str, str]) -> None:
        self._door = door
        self._logbook = logbook
        self._kinds = kinds
        self._said: dict[str, Said] = {}

    async def submit(self, feed: Collected, unit: str, reports: list[dict[str, Any]]) -> Sequence[Reply]:
        found = await self._logbook.unit(unit)
        if found is None:
            raise NotNow(f"no unit {unit} is in service: controlroom unit add {unit}")
        now, asked_at = self._door.clock.now(), self._door.monotonic()
        if feed == "cap":
            delivery = Delivery(CAP, found, now, asked_at)
            pieces = [Piece(report["cap"].encode()) for report in reports]
        else:
            delivery = Delivery(FEEDS[feed], found, now, asked_at)
            pieces = [Piece(json.dumps(report).encode(), report) for report in reports]
        return [_reply(receipt) for receipt in await hand_in(self._door, delivery, pieces)]

    async def set_aside(self, feed: Collected, unit: str, raw: bytes, reason: str) -> None:
        await self._door.quarantine.keep([Unusable(unit, feed, self._door.clock.now(), reason, raw)])

    async def load_position(self, name: str) -> str | None:
        return await self._logbook.load_position(name)

    async def save_position(self, name: str, position: str) -> None:
        await self._logbook.save_position(name, position)

    def say(self, name: str, state: str, note: str = "", last_at: datetime | None = None) -> None:
        self._said[name] = Said(self._kinds[name], state, note, last_at)

    async def run(self) -> None:
        """Write down once a second what was said; the newest counts."""
        await self._settle_in()
        while True:
            said, self._said = self._said, {}
            try:
                await self._logbook.note(said)
            except Unavailable:
                self._said = {**said, **self._said}
            await asyncio.sleep(EVERY_S)

    async def _settle_in(self) -> None:
        while True:
            try:
                return await self._logbook.forget_others(self._kinds)
            except Unavailable:
                await asyncio.sleep(EVERY_S)


def _reply(receipt: Receipt) -> Reply:
    if isinstance(receipt.outcome, Accepted):
        return Reply(201 if receipt.outcome.fresh else 200, receipt.outcome.seq)
    return Reply(receipt.outcome.status, reason=receipt.outcome.reason)
