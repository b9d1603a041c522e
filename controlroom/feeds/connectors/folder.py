"""A watched folder: whole files in the order of their names; each ends in done/, or unusable in refused/."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from controlroom.clock import Clock
from controlroom.feeds.connectors.config import FolderConfig
from controlroom.feeds.connectors.core import Core, NotNow
from controlroom.feeds.connectors.courier import Courier, Haul, Sleep
from controlroom.feeds.connectors.dropped import DroppedFile, ready_files, shelve
from controlroom.feeds.items import Item, SourceRefused, batches, read_items, standing
from controlroom.feeds.lines import Unreadable
from controlroom.feeds.mapping import Mapping


@dataclass(frozen=True, slots=True)
class FilePlace:
    """How far into which file the core has answered."""

    file: str
    offset: int

    @classmethod
    def read(cls, text: str | None) -> "FilePlace":
        try:
            found = json.loads(text or "{}")
            return cls(str(found["file"]), int(found["offset"]))
        except (ValueError, KeyError, TypeError):
            return cls("", 0)  # a position only saves work

    def __str__(self) -> str:
        return json.dumps({"file": self.file, "offset": self.offset})


class Folder:
    def __init__(
        self, config: FolderConfig, mapping: Mapping | None, clock: Clock, sleep: Sleep = asyncio.sleep
    ) -> None:
        self.name, self.kind = config.name, config.kind
        self._config = config
        self._mapping = mapping
        self._clock = clock
        self._sleep = sleep

    async def run(self, core: Core) -> None:
        config = self._config
        courier = Courier(core, config.name, config.feed, config.unit, self._clock, self._sleep)
        place = FilePlace.read(await core.load_position(config.name))
        core.say(config.name, "idle", "watching the folder")
        seen: dict[str, str] = {}
        while True:
            ready, seen = await asyncio.to_thread(self._look, seen)
            for file in ready:
                place = await self._take(file, courier, place)
            if not ready:
                courier.rest()
            await self._sleep(config.every_s)

    def _look(self, seen: dict[str, str]) -> tuple[list[DroppedFile], dict[str, str]]:
        try:
            return ready_files(self._config.path, seen)
        except OSError as error:
            raise NotNow(f"the folder cannot be read: {error.strerror}") from error

    async def _take(self, file: DroppedFile, courier: Courier, place: FilePlace) -> FilePlace:
        offset = place.offset if place.file == file.identity else 0
        haul, refusal = Haul(), ""
        try:
            place = await self._deliver(file, courier, haul, offset)
        except SourceRefused as error:
            refusal = str(error)
        if not refusal and haul.refused and not haul.fresh + haul.known + offset:
            refusal = f"nothing in it can be used; {haul.words()}"
        await asyncio.to_thread(self._shelve, file, refusal)
        state = "failing" if refusal else "live"
        courier.note = f"{file.path.name} was refused: {refusal}"[:200] if refusal else haul.words()
        courier.core.say(self.name, state, courier.note, courier.last_at)
        return place

    def _shelve(self, file: DroppedFile, refusal: str) -> None:
        try:
            shelve(file, refusal)
        except OSError as error:
            raise NotNow(f"{file.path.name} cannot be moved away: {error.strerror}") from error

    async def _deliver(self, file: DroppedFile, courier: Courier, haul: Haul, offset: int) -> FilePlace:
        left = self._batches(file, offset)
        while batch := await asyncio.to_thread(next, left, None):
            await courier.hand_over(batch, haul)
            offset += len(batch)
            await courier.core.save_position(self.name, str(FilePlace(file.identity, offset)))
        return FilePlace(file.identity, offset)

    def _batches(self, file: DroppedFile, offset: int) -> Iterator[list[Item | Unreadable]]:
        """All of the file is read, also what was answered before: the ids count from its start."""
        try:
            with file.path.open("rb") as stream:
                items = read_items(stream, self._config.format, self._config.feed, self._mapping)
                yield from batches(islice(map(standing, items), offset, None), self._config.batch)
        except PermissionError as error:
            raise SourceRefused("the server may not read it") from error
        except OSError as error:
            raise NotNow(f"{file.path.name} cannot be read: {error.strerror}") from error
