"""Once a day one of all the processes signs where the journal stands, and lays it where it is copied away."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import asyncpg

from controlroom.clock import BRUSSELS
from controlroom.store import checkpoints
from controlroom.store.checkpoints import Checkpoint, Kept, WouldContradict
from controlroom.store.signed_note import BadNote, Signer

LOCK: Final = 7_205_759_414
LOOK_EVERY_S: Final = 60.0
NAMED: Final = "checkpoint-*.txt"

log = logging.getLogger(__name__)


class DailyCheckpoint:
    """`directory`: where they are laid besides, as `checkpoint-2026-11-30.txt`; None: nowhere."""

    def __init__(
        self, connect: Callable[[], Awaitable[asyncpg.Connection]], signer: Signer, directory: Path | None
    ) -> None:
        self._connect = connect
        self._signer = signer
        self._directory = directory

    async def run(self) -> None:
        """For ever, by whoever of the processes has the lock."""
        while True:
            connection = await self._connect()
            try:
                await self.look(connection)
            finally:
                await connection.close()
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self, connection: asyncpg.Connection) -> Kept | None:
        """What was made, if today's was still to be made and could be."""
        laid = self.newest_laid()
        wrong = await checkpoints.contradiction(connection, laid) if laid else None
        if wrong:
            log.critical("the journal is not the one of the checkpoints: %s", wrong)
            return None
        last = await checkpoints.latest(connection, 1)
        now: datetime = await connection.fetchval("SELECT clock_timestamp()")
        if last and _day(last[0].made_at) == _day(now):
            return None
        try:
            return await self._make(connection)
        except WouldContradict as contradiction:
            log.critical("no checkpoint was signed: %s", contradiction)
            return None

    async def _make(self, connection: asyncpg.Connection) -> Kept:
        made = await checkpoints.make(connection, self._signer)
        if self._directory:
            lay(self._directory / f"checkpoint-{_day(made.made_at)}.txt", made.note)
        await checkpoints.keep(connection, made)
        log.info("checkpoint size=%d", made.size)
        return made

    def newest_laid(self) -> Checkpoint | None:
        """The longest journal that the directory speaks for; what is not signed with our key says nothing."""
        if self._directory is None:
            return None
        found = [self._opened(path) for path in sorted(self._directory.glob(NAMED))[-7:]]
        return max((one for one in found if one), key=lambda one: one.size, default=None)

    def _opened(self, path: Path) -> Checkpoint | None:
        try:
            return Checkpoint.opened(path.read_bytes(), self._signer.verifier)
        except (BadNote, OSError) as unusable:
            log.warning("the file %s is no checkpoint of ours: %s", path.name, unusable)
            return None


def lay(path: Path, note: str) -> None:
    """Whole or not at all, whoever copies the directory meanwhile."""
    half = path.with_suffix(".part")
    half.write_text(note, encoding="utf-8")
    half.replace(path)


def _day(at: datetime) -> str:
    return f"{at.astimezone(BRUSSELS):%Y-%m-%d}"
