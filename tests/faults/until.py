"""Waiting for what another process brings about; it cannot set an Event of ours."""

import asyncio
from collections.abc import Callable

POLL_S = 0.01


async def until(holds: Callable[[], bool], within_s: float) -> None:
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(POLL_S)
