"""The process that was started for several workers: it holds the port, keeps them, and serves nobody."""

import asyncio
import logging
import signal
import socket
from itertools import chain
from typing import Final

from controlroom.errors import ControlRoomError
from controlroom.workers.lifeline import WORD_S
from controlroom.workers.slot import Slot

TRIES: Final = 3

log = logging.getLogger(__name__)


class NoWorkerStarts(ControlRoomError):
    slug = "no-worker-starts"
    title = "No worker can start"


class Team:
    def __init__(self, size: int, listening: socket.socket) -> None:
        self._slots = [Slot(number, listening) for number in range(1, size + 1)]
        self._parting = asyncio.Event()
        self._renewing = asyncio.Event()

    async def run(self) -> None:
        """Until SIGTERM or SIGINT. Raises NoWorkerStarts if each has failed to three times in a row."""
        self._heed_signals()
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(slot.keep()) for slot in self._slots]
                tasks.append(group.create_task(self._look_after()))
                tasks.append(group.create_task(self._renew_when_asked()))
                await self._parting.wait()
                for task in tasks:
                    task.cancel()
        finally:
            await self._part()

    def _heed_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for signalled in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signalled, self._stop, signalled)
        loop.add_signal_handler(signal.SIGHUP, self._renewing.set)

    def _stop(self, signalled: signal.Signals) -> None:
        """Asked once, everybody finishes what they do; asked twice, nobody does."""
        if not self._parting.is_set():
            log.info("%s: the workers finish and end", signalled.name)
            self._parting.set()
            return
        for worker in chain.from_iterable(slot.crew for slot in self._slots):
            if worker.alive:
                worker.process.kill()

    async def _look_after(self) -> None:
        while True:
            await asyncio.sleep(WORD_S)
            if all(slot.failed >= TRIES for slot in self._slots):
                raise NoWorkerStarts(self._slots[0].why)
            serving = [slot.worker for slot in self._slots if slot.worker is not None]
            words = {worker.number: worker.word for worker in serving if worker.talks}
            for slot in self._slots:
                slot.pass_on(words)

    async def _renew_when_asked(self) -> None:
        while True:
            await self._renewing.wait()
            self._renewing.clear()
            log.info("SIGHUP: new processes take over, one after the other")
            await self._renew()

    async def _renew(self) -> None:
        for slot in self._slots:
            try:
                renewed = await slot.renew()
            except OSError:
                renewed = False
            if not renewed:
                log.error("a new worker %d did not get ready: the old ones stay", slot.number)
                return
        log.info("every worker is a new process")

    async def _part(self) -> None:
        async with asyncio.TaskGroup() as group:
            for worker in chain.from_iterable(slot.crew for slot in self._slots):
                group.create_task(worker.stop())
