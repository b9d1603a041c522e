"""A real server process: started, killed, stopped and let go on by the test that owns it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2

from controlroom.clock import monotonic
from controlroom.demo.processes import free_port

ROOT = Path(__file__).parents[2]
READY_WITHIN_S = 30.0
POLL_S = 0.02


class Server:
    def __init__(self, database_url: str, redis_url: str | None, log: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.started_at = 0.0
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self.environment = {
            "PATH": os.environ["PATH"],
            "CONTROLROOM_DATABASE_URL": database_url,
            "CONTROLROOM_PORT": str(self.port),
            "CONTROLROOM_PUBLIC_URL": self.url,
        }
        if redis_url:
            self.environment["CONTROLROOM_REDIS_URL"] = redis_url

    async def start(self) -> None:
        """Begin; `ready` says when it serves."""
        self.started_at = monotonic()
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "controlroom", "serve", cwd=ROOT, env=self.environment, stderr=log
            )

    async def ready(self) -> None:
        async with asyncio.timeout(READY_WITHIN_S), httpx2.AsyncClient(trust_env=False) as client:
            while True:
                try:
                    if (await client.get(f"{self.url}/health/ready")).status_code == 200:
                        return
                except httpx2.TransportError:
                    pass
                await asyncio.sleep(POLL_S)

    async def kill(self) -> None:
        self.signal(signal.SIGKILL)
        assert self._process is not None
        await self._process.wait()

    def signal(self, which: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(which)

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            await self.kill()

    def logged(self) -> str:
        return self._log.read_text()


@asynccontextmanager
async def serving(
    database_url: str,
    log: Path,
    redis_url: str | None = None,
    *,
    ready: bool = True,
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[Server]:
    server = Server(database_url, redis_url, log)
    server.environment |= environment or {}
    await server.start()
    try:
        if ready:
            await server.ready()
        yield server
    finally:
        await server.stop()
