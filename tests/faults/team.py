"""Several real workers on one port: who they are, and when they are all ready."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx2

from controlroom.clock import monotonic
from tests.faults.server import Server
from tests.faults.until import until

SIZE = 2
READY_WITHIN_S = 30.0
READY = re.compile(r'controlroom_ready\{worker="(\d+)"\} 1\.0')
POLL_S = 0.05
OLD_WORD_S = 2.5
"""So long the others may still tell what a worker said that is gone: words come once a second."""


class Team(Server):
    """The process that was started is the team's; `workers` are the pids of those that serve."""

    def __init__(self, database_url: str, redis_url: str | None, log: Path) -> None:
        super().__init__(database_url, redis_url, log)
        self.environment["CONTROLROOM_WORKERS"] = str(SIZE)
        self._seen: dict[int, float] = {}

    @property
    def workers(self) -> list[int]:
        assert self._process is not None
        pid = self._process.pid
        with suppress(FileNotFoundError):
            workers = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
            for worker in workers:
                self._seen.setdefault(worker, monotonic())
            return workers
        return []

    async def all_ready(self, other_than: Iterable[int] = ()) -> list[int]:
        """Wait until every worker is one of these times' and ready; who they are."""
        async with asyncio.timeout(READY_WITHIN_S), httpx2.AsyncClient(trust_env=False) as client:
            while True:
                workers = self.workers
                if len(workers) == SIZE and not set(workers) & set(other_than):
                    with suppress(httpx2.TransportError):
                        metrics = (await client.get(f"{self.url}/metrics")).text
                        said = len(set(READY.findall(metrics))) == SIZE and self.workers == workers
                        if said and all(monotonic() - self._seen[one] > OLD_WORD_S for one in workers):
                            return workers
                await asyncio.sleep(POLL_S)

    async def ended(self, within_s: float) -> int:
        """The status of the team, once it and every worker that was seen are gone."""
        assert self._process is not None
        async with asyncio.timeout(within_s):
            status = await self._process.wait()
        await until(lambda: not self.left_behind, within_s)
        return status

    @property
    def left_behind(self) -> list[int]:
        return [pid for pid in self._seen if _lives(pid)]

    async def stop(self) -> None:
        """Also what a failed test left: nothing of it stays."""
        assert self._process is not None
        workers = self.workers
        await super().stop()
        for pid in {*workers, *self.left_behind}:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _lives(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(") ")[2][0] != "Z" and "controlroom" in _command(pid)


def _command(pid: int) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


@asynccontextmanager
async def a_team(
    database_url: str, log: Path, redis_url: str | None = None, *, ready: bool = True, **environment: str
) -> AsyncIterator[Team]:
    """Two workers under one address; `environment` has further settings by their names."""
    team = Team(database_url, redis_url, log)
    team.environment |= environment
    await team.start()
    try:
        if ready:
            await team.all_ready()
        yield team
    finally:
        await team.stop()
