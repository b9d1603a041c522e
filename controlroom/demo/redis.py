"""A Redis of our own for the wake-ups: it keeps nothing, so it writes nothing."""

import asyncio
import json
import signal
from dataclasses import dataclass
from pathlib import Path

from controlroom.clock import monotonic
from controlroom.demo.leftovers import end_leftover
from controlroom.demo.processes import POLL_S, Child, EmbeddedFailed, free_port, spawn

PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class RedisPlace:
    binary: Path
    data_dir: Path
    port: int
    password: str

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"


async def prepared(data_dir: Path, binary: Path, password: str) -> RedisPlace:
    """A free place for Redis, after ending the one that a killed run left."""
    note = data_dir / "redis.json"
    if note.exists():
        left = json.loads(note.read_text())
        await end_leftover(left["pid"], ["redis-server", f":{left['port']}"], signal.SIGTERM)
    return RedisPlace(binary, data_dir, free_port(), password)


async def served(place: RedisPlace) -> Child:
    settings = f'bind 127.0.0.1\nport {place.port}\nrequirepass {place.password}\nsave ""\nappendonly no\n'
    child = await spawn(
        [place.binary, "-"],
        log=place.data_dir / "redis.log",
        farewell=signal.SIGTERM,
        reaches=[place.binary],
        stdin=settings.encode(),
    )
    try:
        await _answers(place, child)
    except BaseException:
        await child.stop()
        raise
    (place.data_dir / "redis.json").write_text(json.dumps({"pid": child.pid, "port": place.port}))
    return child


async def _answers(place: RedisPlace, child: Child) -> None:
    deadline = monotonic() + PATIENCE_S
    while not child.ended and monotonic() < deadline:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", place.port)
        except OSError:
            await asyncio.sleep(POLL_S)
            continue
        writer.close()
        return
    raise EmbeddedFailed(f"Redis did not start; see {place.data_dir / 'redis.log'}")
