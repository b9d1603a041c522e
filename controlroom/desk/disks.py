"""How much room the disks have: asked once a minute, each for itself, as one that hangs answers late."""

import asyncio
import logging
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from controlroom.watch.components import Disk

EVERY_S: Final = 60.0
UNSEEN: Final = Disk(0, 0)
"""A disk that cannot be looked at counts as full: somebody has to look."""

log = logging.getLogger(__name__)


async def measure(
    paths: Iterable[Path], tell: Callable[[str, Disk], None], usage: Callable[[Path], Any] = shutil.disk_usage
) -> None:
    """Until cancelled; returns at once if there is nothing to measure. `usage` says `free` and `total`."""
    async with asyncio.TaskGroup() as group:
        for path in paths:
            group.create_task(_measure(path, tell, usage))


async def _measure(path: Path, tell: Callable[[str, Disk], None], usage: Callable[[Path], Any]) -> None:
    while True:
        asking = asyncio.get_running_loop().run_in_executor(None, _look, path, usage)
        while not (await asyncio.wait({asking}, timeout=EVERY_S))[0]:
            log.error("the disk of %s does not answer", path)
            tell(str(path), UNSEEN)
        tell(str(path), asking.result())
        await asyncio.sleep(EVERY_S)


def _look(path: Path, usage: Callable[[Path], Any]) -> Disk:
    try:
        found = usage(path)
    except OSError as error:
        log.error("the disk of %s cannot be looked at: %s", path, type(error).__name__)  # noqa: TRY400
        return UNSEEN
    return Disk(found.free, found.total)
