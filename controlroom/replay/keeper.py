"""Of all the processes that serve one makes the bases for replays; the others stand by."""

import asyncio
from typing import Final

from controlroom.store.one_of_all import Connect, one_of_all
from controlroom.store.replay.bases import HIDDEN
from controlroom.store.replay.making import last_past, make_what_is_due
from controlroom.store.scratch import scratch

LOCK: Final = 7_205_759_405
LOOK_EVERY_S: Final = 5.0
REST: Final = 19.0
"""So many times as long as a step took nothing is done after it: a twentieth of a core, for the pen and the
screens come first. That keeps up with hundreds of events a second; a storm is folded when it has passed."""


class Keeper:
    """Runs for ever. Two that do so for a moment make the same: a base follows from the journal."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    async def run(self) -> None:
        await one_of_all("makes bases for replays", LOCK, self._connect, self._make_bases)

    async def _make_bases(self) -> None:
        connection = await self._connect()
        try:
            async with scratch(connection, *HIDDEN):
                past = await last_past(connection)
                while True:
                    await make_what_is_due(past, _rest)
                    await asyncio.sleep(LOOK_EVERY_S)
        finally:
            connection.terminate()


async def _rest(took_s: float) -> None:
    await asyncio.sleep(took_s * REST)
