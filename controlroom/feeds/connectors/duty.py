"""Of all the processes that serve one collects; the others stand by, and one takes over when it dies."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Final

from controlroom.feeds.connectors.core import Connector
from controlroom.feeds.connectors.intake import Intake
from controlroom.feeds.supervisor import supervise
from controlroom.store.one_of_all import Connect, one_of_all

LOCK: Final = 7_205_759_403


async def collect(connectors: Sequence[Connector], intake: Intake, connect: Connect) -> None:
    """For ever; ids see to it that a moment in which two processes collect doubles nothing."""
    if connectors:
        what = f"collects for {len(connectors)} connectors"
        await one_of_all(what, LOCK, connect, partial(_collect, connectors, intake))


async def _collect(connectors: Sequence[Connector], intake: Intake) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(intake.run())
        supervise(tasks, connectors, intake)
