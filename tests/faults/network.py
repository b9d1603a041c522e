"""Links that lose, delay or swallow packets; each leads from this machine to itself by real TCP."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

TUNNEL = Path(__file__).with_name("tunnel.py")
GOOD, LOST = 0.0, 1.0
ANY_LINK = "\nhost all all 198.18.0.0/15 scram-sha-256\n"


@dataclass
class Link:
    """Every port of 127.0.0.1 is reached through it at `there`; `carried` and `lost` count packets."""

    device: str
    there: str
    _process: asyncio.subprocess.Process
    carried: int = 0
    lost: int = 0
    _loss: float = GOOD
    _delay_s: float = 0.0

    def to(self, url: str) -> str:
        """The same address, by way of this link."""
        assert "127.0.0.1" in url
        return url.replace("127.0.0.1", self.there)

    async def loss(self, share: float) -> None:
        """Of the packets of each direction, this share does not arrive."""
        self._loss = share
        await self._tell()

    async def delay(self, seconds: float) -> None:
        """Each way; a question and its answer take twice as long."""
        self._delay_s = seconds
        await self._tell()

    async def swallow(self) -> None:
        """Nothing is refused, nothing arrives, and what is under way is gone."""
        await self.loss(LOST)

    async def let_pass(self) -> None:
        """A good link again."""
        self._loss, self._delay_s = GOOD, 0.0
        await self._tell()

    async def _tell(self) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{json.dumps({'loss': self._loss, 'delay_s': self._delay_s})}\n".encode())
        counts = await _said(self._process)
        self.carried, self.lost = counts["carried"], counts["lost"]


async def _said(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout
    said: dict[str, Any] = json.loads(await process.stdout.readline())
    return said


@asynccontextmanager
async def a_link(seed: int = 1) -> AsyncIterator[Link]:
    """A good one, until it is told otherwise."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", TUNNEL, str(seed), stdin=pipe, stdout=pipe
    )
    try:
        said = await _said(process)
        if "refused" in said:
            pytest.skip(f"no network of its own here, which takes root and a TUN device: {said['refused']}")
        yield Link(said["device"], said["there"], process)
    finally:
        assert process.stdin
        process.stdin.close()
        await process.wait()


async def let_in(superuser_url: str) -> None:
    """PostgreSQL takes only connections from this machine, and a link comes from elsewhere."""
    connection = await asyncpg.connect(f"{superuser_url}/postgres")
    try:
        file = Path(await connection.fetchval("SHOW hba_file"))
        before = await asyncio.to_thread(file.read_text)
        if ANY_LINK not in before:
            await asyncio.to_thread(file.write_text, before + ANY_LINK)
            await connection.execute("SELECT pg_reload_conf()")
    finally:
        await connection.close()
