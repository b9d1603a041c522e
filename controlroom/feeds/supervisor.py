"""Keeps each connector running: an error is said, waited out and tried again; it reaches no neighbour."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterable

from controlroom.clock import monotonic
from controlroom.errors import Busy
from controlroom.feeds.backoff import Chance, backoff
from controlroom.feeds.connectors.core import Connector, Core, NotNow

GOOD_S = 60.0
"""A connector that ran so long starts its waits from the shortest again."""

log = logging.getLogger(__name__)


def supervise(tasks: asyncio.TaskGroup, connectors: Iterable[Connector], core: Core) -> None:
    """A task for each connector; they end with the group."""
    for connector in connectors:
        tasks.create_task(keep_collecting(connector, core), name=f"connector {connector.name}")


async def keep_collecting(
    connector: Connector,
    core: Core,
    *,
    chance: Chance = random.random,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    elapsed: Callable[[], float] = monotonic,
) -> None:
    failures = 0
    while True:
        began = elapsed()
        reason, asked_s = await _run_once(connector, core)
        failures = 1 if elapsed() - began >= GOOD_S else failures + 1
        wait_s = backoff(failures, asked_s=asked_s, chance=chance)
        core.say(connector.name, "failing", f"{reason}; again in {wait_s:.0f} s")
        await sleep(wait_s)


async def _run_once(connector: Connector, core: Core) -> tuple[str, float]:
    """Why it ended, in words that may be shown, and how long it was asked to wait."""
    try:
        await connector.run(core)
    except NotNow as error:
        log.warning("connector %s waits: %s", connector.name, error)
        return str(error), error.asked_s
    except Busy as error:
        log.warning("connector %s waits: %s", connector.name, error.detail)
        return f"the journal cannot be written: {error.detail}", error.retry_after_s
    except Exception as error:  # an error nobody thought of must stop this connector only
        log.exception("connector %s failed", connector.name)
        return f"stopped by an error of the program ({type(error).__name__})", 0.0
    return "ended by itself", 0.0
