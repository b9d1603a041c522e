"""Takes connections from the port that the workers share, and lets those go first who hold fewer.

All wake when somebody comes, and whoever is first takes them: of 32 that come at once mostly all. Connections
last (a unit keeps its own, a screen its socket), so a worker that is ahead of the others waits for a moment.
"""

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Final

from controlroom.serve import WatchServer

AHEAD_BY: Final = 4
AHEAD_TIMES: Final = 1.25
POLITE_S: Final = 0.005
AT_ONCE: Final = 2
"""Taken after waiting, since then nobody else wanted them."""
NO_FILES_S: Final = 0.5

log = logging.getLogger(__name__)


class Reception:
    """`fewest` asks how many connections the least burdened of the other workers has; None: there is none."""

    def __init__(
        self, server: WatchServer, listening: socket.socket, fewest: Callable[[], int | None]
    ) -> None:
        self._server = server
        self._listening = listening
        self._fewest = fewest
        self._arriving = 0
        self._open = False
        listening.setblocking(False)  # noqa: FBT003

    async def run(self) -> None:
        """From when the server has started until it goes down; what still waits then is for the others."""
        await self._server.open.wait()
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as self._arrivals:
            self._open = True
            loop.add_reader(self._listening, self._somebody_waits)
            try:
                await self._server.closing.wait()
            finally:
                self._open = False
                loop.remove_reader(self._listening)
                self._listening.close()

    def _somebody_waits(self) -> None:
        if self._ahead():
            self._pause(POLITE_S)
        else:
            self._take(1)

    def _ahead(self) -> bool:
        fewest = self._fewest()
        mine = len(self._server.server_state.connections) + self._arriving
        return fewest is not None and mine > fewest * AHEAD_TIMES + AHEAD_BY

    def _pause(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._listening)
        loop.call_later(seconds, self._go_on)

    def _go_on(self) -> None:
        if self._open:
            asyncio.get_running_loop().add_reader(self._listening, self._somebody_waits)
            self._take(AT_ONCE)

    def _take(self, at_most: int) -> None:
        for _ in range(at_most):
            try:
                connection, _address = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except (
                OSError
            ) as error:  # no file or no memory to be had: the kernel goes on saying that somebody waits
                log.error("a connection cannot be taken: %s", error)  # noqa: TRY400
                self._pause(NO_FILES_S)
                return
            self._arriving += 1
            self._arrivals.create_task(self._lead_in(connection))

    async def _lead_in(self, connection: socket.socket) -> None:
        try:
            connection.setblocking(False)  # noqa: FBT003
            await asyncio.get_running_loop().connect_accepted_socket(self._server.protocol, connection)
        except OSError:
            connection.close()
        finally:
            self._arriving -= 1
