"""One worker as the team sees it: a process, and the line on which it says how it is."""

import asyncio
import json
import logging
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, Self

from controlroom.clock import monotonic
from controlroom.workers.lifeline import LONGEST_WORD, STOPS_WITHIN_S

OPENS_WITHIN: Final = 60
SPEAKS_WITHIN: Final = 30
"""Looks, one a second, until a worker that says nothing is given up: looks, since a machine may sleep."""
TALKS_WITHIN: Final = 3
"""Looks until the others reckon without it."""

log = logging.getLogger(__name__)


class Worker:
    """`word` is the last that it said of itself, `failed` why it could not start, as far as it could say."""

    def __init__(self, number: int, process: asyncio.subprocess.Process, line: socket.socket) -> None:
        self.number = number
        self.process = process
        self.word: Mapping[str, Any] = {}
        self.failed = ""
        self.opened_at: float | None = None
        self.ready = asyncio.Event()
        self._line = line
        self._unheard = 0
        asyncio.get_running_loop().add_reader(line, self._hear)

    @classmethod
    async def start(cls, number: int, listening: socket.socket) -> Self:
        """A fresh interpreter, not a fork. It inherits the port and its end of the line, nothing else."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(0)
        with theirs:
            inherits = (listening.fileno(), theirs.fileno())
            command = ["-m", "controlroom", "worker", str(number), *map(str, inherits)]
            try:
                process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    *command,
                    pass_fds=inherits,
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,
                )
            except BaseException:
                ours.close()
                raise
        return cls(number, process, ours)

    @property
    def alive(self) -> bool:
        return self.process.returncode is None

    @property
    def talks(self) -> bool:
        return self.alive and bool(self.word) and self._unheard <= TALKS_WITHIN

    @property
    def lived_s(self) -> float:
        """For how long it could be reached."""
        return monotonic() - self.opened_at if self.opened_at is not None else 0.0

    def _hear(self) -> bool:
        """Take one word; whether there was one."""
        try:
            said = self._line.recv(LONGEST_WORD)
        except BlockingIOError:
            return False
        except ConnectionError:
            said = b""
        if said:
            self._take(json.loads(said))
        else:
            asyncio.get_running_loop().remove_reader(self._line)
        return bool(said)

    def _take(self, word: Mapping[str, Any]) -> None:
        self._unheard = 0
        if "failed" in word:
            self.failed = word["failed"]
            return
        self.word = word
        if self.opened_at is None:
            self.opened_at = monotonic()
        if not word["wrong"] and not self.ready.is_set():
            log.info("worker %d is ready (process %d)", self.number, self.process.pid)
            self.ready.set()

    def tell(self, others: Mapping[int, Mapping[str, Any]]) -> None:
        with suppress(BlockingIOError, ConnectionError):
            self._line.send(json.dumps(others).encode())

    def look(self) -> None:
        """Once a second: one that says nothing for too long stands still, and is ended."""
        self._unheard += 1
        if self.alive and self._unheard > (OPENS_WITHIN if self.opened_at is None else SPEAKS_WITHIN):
            log.error("worker %d says nothing for %d s and is killed", self.number, self._unheard)
            self.process.kill()

    async def gets_ready(self, within_s: float) -> bool:
        """Whether feeds and screens can be given to it; not if it ends first."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s), asyncio.TaskGroup() as group:
                waiting = [group.create_task(self.ready.wait()), group.create_task(self.process.wait())]
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in waiting:
                    task.cancel()
        return self.ready.is_set() and self.alive

    async def ended(self) -> str:
        """How it went, in words, once it has."""
        status = await self.process.wait()
        while self._line.fileno() >= 0 and self._hear():
            pass
        self._hang_up()
        if status < 0:
            return f"was ended by signal {-status} ({signal.strsignal(-status)})"
        return f"ended with status {status}" + (f": {self.failed}" if self.failed else "")

    async def stop(self) -> None:
        """It finishes what it was asked; one that takes too long over it is killed."""
        if self.alive:
            self.process.terminate()
        try:
            async with asyncio.timeout(STOPS_WITHIN_S):
                await self.process.wait()
        except TimeoutError:
            log.error("worker %d does not end and is killed", self.number)  # noqa: TRY400
            self.process.kill()
            await self.process.wait()
        self._hang_up()

    def _hang_up(self) -> None:
        if self._line.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self._line)
            self._line.close()
