"""The line between a worker and its team: a word a second each way, and whose death ends it is noticed.

A pair of sockets that keeps messages apart. The worker says what is wrong with it and what it counted; the
team answers with what the other workers counted. Nobody else holds either end, so when the team dies, also
by SIGKILL, the worker hears the end of the line and goes.
"""

import asyncio
import json
import logging
import os
import signal
import socket
import threading
import time
from contextlib import suppress
from typing import Any, Final

from controlroom.health import scrape, wrong_here
from controlroom.serve import WatchServer
from controlroom.workers.exposition import together
from controlroom.workers.reception import Reception

WORD_S: Final = 1.0
LONGEST_WORD: Final = 1 << 17
"""Bytes. One worker's metrics are about 4,000."""
STOPS_WITHIN_S: Final = 25.0
"""10 s for requests under way, 10 s for the last batch, and a little."""

log = logging.getLogger(__name__)


class Lifeline:
    """A worker's end. Of the other workers it knows what they said a second ago."""

    def __init__(self, line: socket.socket, number: int) -> None:
        self.number = number
        self._others: dict[str, dict[str, Any]] = {}
        self._line = line

    def together(self, metrics: str) -> str:
        """This worker's metrics and those of the others."""
        others = {int(number): word["metrics"] for number, word in self._others.items()}
        return together({**others, self.number: metrics})

    def fewest_connections(self) -> int | None:
        """Of the other workers; None while there is none."""
        return min((word["connections"] for word in self._others.values()), default=None)

    def hold(self) -> None:
        """Listen beside the event loop, so that one that stands still does not outlive its team."""
        threading.Thread(target=self._hear, name="lifeline", daemon=True).start()

    def _hear(self) -> None:
        with suppress(ConnectionResetError):
            while said := self._line.recv(LONGEST_WORD):
                self._others = json.loads(said)
        log.error("the team is gone: this worker ends")
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOPS_WITHIN_S)
        os._exit(1)

    def say_why(self, failed: str) -> None:
        """The last word of a worker that cannot start."""
        self._say({"failed": failed})

    def run(self, server: WatchServer, listening: socket.socket) -> None:
        """Until the server has gone down; a worker goes when it is asked to, and when its team is gone."""
        with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            runner.run(self._serve(server, listening))

    async def _serve(self, server: WatchServer, listening: socket.socket) -> None:
        async with asyncio.TaskGroup() as group:
            reception = Reception(server, listening, self.fewest_connections)
            tasks = [group.create_task(self._speak(server)), group.create_task(reception.run())]
            await server.serve(sockets=[])
            for task in tasks:
                task.cancel()

    async def _speak(self, server: WatchServer) -> None:
        await server.open.wait()
        state = server.app.state
        while True:
            connections = len(server.server_state.connections)
            self._say({"wrong": wrong_here(state), "metrics": scrape(state), "connections": connections})
            await asyncio.sleep(WORD_S)

    def _say(self, word: dict[str, Any]) -> None:
        """Whether the team listens is not the worker's business: its end is noticed elsewhere."""
        with suppress(BlockingIOError, ConnectionError):
            self._line.send(json.dumps(word).encode(), socket.MSG_DONTWAIT)
