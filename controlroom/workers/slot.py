"""One place in the team: filled, filled again after a fall, and handed over without a gap."""

import asyncio
import logging
import socket
from collections.abc import Mapping
from typing import Any, Final

from controlroom.workers.worker import Worker

STEADY_AFTER_S: Final = 5.0
FIRST_PAUSE_S: Final = 0.5
LONGEST_PAUSE_S: Final = 30.0
READY_WITHIN_S: Final = 30.0

log = logging.getLogger(__name__)


class Slot:
    """`crew` is every process that this place has: the one that serves, one that starts, one that leaves.

    `failed` counts the starts in a row that came to nothing, `why` says how the last one ended.
    """

    def __init__(self, number: int, listening: socket.socket) -> None:
        self.number = number
        self.worker: Worker | None = None
        self.crew: set[Worker] = set()
        self.failed = 0
        self.why = ""
        self._listening = listening
        self._falls = 0
        self._changing = asyncio.Lock()

    async def keep(self) -> None:
        """For ever: when the worker here has ended by itself, another takes its place."""
        while True:
            worker = self.worker
            if worker is not None:
                how = await worker.ended()
                self.crew.discard(worker)
                if worker is not self.worker:
                    continue
                await asyncio.sleep(self._pause_s(worker, how))
            async with self._changing:
                if worker is self.worker:
                    await self._fill()

    async def _fill(self) -> None:
        try:
            self.worker = await self._start()
        except OSError as error:  # no process or no memory to be had
            self.why, self.failed = str(error), self.failed + 1
            log.error("worker %d cannot be started: %s", self.number, error)  # noqa: TRY400
            await asyncio.sleep(FIRST_PAUSE_S)

    def _pause_s(self, worker: Worker, how: str) -> float:
        """Nothing after a steady life; doubling from one early end to the next."""
        self.why = how
        self.failed = self.failed + 1 if worker.opened_at is None else 0
        self._falls = self._falls + 1 if worker.lived_s < STEADY_AFTER_S else 0
        pause_s = min(FIRST_PAUSE_S * 2 ** (self._falls - 1), LONGEST_PAUSE_S) if self._falls else 0.0
        log.error("worker %d %s; another starts in %.1f s", self.number, how, pause_s)
        return pause_s

    async def _start(self) -> Worker:
        worker = await Worker.start(self.number, self._listening)
        self.crew.add(worker)
        log.info("worker %d starts (process %d)", self.number, worker.process.pid)
        return worker

    async def renew(self) -> bool:
        """A new process here, and when it is ready the old one goes; False: it was not, the old one stays.

        Raises OSError if there is no process to be had.
        """
        async with self._changing:
            old, fresh = self.worker, await self._start()
            if not await fresh.gets_ready(READY_WITHIN_S) and (not fresh.alive or (old and old.alive)):
                await self._dismiss(fresh)
                return False
            self.worker, self.failed, self._falls = fresh, 0, 0
        if old:
            await self._dismiss(old)
        return True

    async def _dismiss(self, worker: Worker) -> None:
        await worker.stop()
        self.crew.discard(worker)

    def pass_on(self, words: Mapping[int, Mapping[str, Any]]) -> None:
        """Once a second: look whether they live, and tell them what the others said."""
        others = {number: word for number, word in words.items() if number != self.number}
        for worker in self.crew:
            worker.look()
            worker.tell(others)
