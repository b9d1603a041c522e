"""Many screens in one process: `python -m bench.crowd URL COOKIE SCREENS [BOARD]`, told what to do by stdin.

It reads as little as it can: equal frames are looked into once, however many screens get them.
"""

import asyncio
import json
import os
import re
import sys
from base64 import b64encode
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from time import perf_counter, process_time
from typing import Any, Final, cast
from urllib.parse import urlsplit

import uvloop

from bench.findings import percentile
from controlroom.clock import monotonic

SIZES: Final = (
    {"alerts": 7, "visits": 5, "posts": 12, "patrols": 4, "incidents": 5},
    {"alerts": 7, "visits": 8, "posts": 4, "patrols": 2, "incidents": 3},
    {"alerts": 12, "visits": 6, "posts": 8, "patrols": 6, "incidents": 10},
)
"""Rows that fit: three kinds of screens, so three drawings of each panel."""
SAYS_EVERY_S: Final = 10.0
"""As often as live.js tells what it shows."""
VERSION: Final = re.compile(r' data-v="\d+"')
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


@dataclass(frozen=True, slots=True)
class Look:
    """What is in a frame: the number of its incidents panel, its panels without their numbers, its age.

    `steady`: when a tick was of that age, by the clock of this machine that never jumps.
    """

    incidents: int | None = None
    panels: dict[str, str] = field(default_factory=dict)
    age: float | None = None
    steady: float = 0.0


@lru_cache(maxsize=512)
def look(payload: bytes) -> Look:
    frame = json.loads(payload)
    if frame["t"] == "tick":
        return Look(age=frame["age"], steady=frame["steady"])
    if frame["t"] != "panels":
        return Look()
    panels = {panel["panel"]: panel for panel in frame["panels"]}
    incidents = panels["incidents"]["v"] if "incidents" in panels else None
    return Look(incidents, {name: VERSION.sub("", panel["html"], 1) for name, panel in panels.items()})


class Screen(asyncio.Protocol):
    """`versions` and `times` grow together: when it got which version of the incidents panel."""

    def __init__(self, handshake: bytes, size: int, board: str = "wall") -> None:
        self._handshake = handshake
        self._board = board
        self._rest = b""
        self._opened = False
        self.size = size
        self.picture: dict[str, str] = {}
        self.versions: list[int] = []
        self.times: list[float] = []
        self.frames = self.bytes = 0
        self.seq = 0
        self.oldest_s = 0.0
        self.written_at = monotonic()
        self.dropped = False
        self.shown = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._handshake)

    def connection_lost(self, _: Exception | None) -> None:
        self.dropped = True

    def say(self, message: dict[str, Any]) -> None:
        self._write(TEXT, json.dumps(message).encode())

    def data_received(self, data: bytes) -> None:
        self.bytes += len(data)
        data = self._rest + data if self._rest else data
        if not self._opened:
            head, ended, data = data.partition(b"\r\n\r\n")
            if not ended:
                self._rest = head
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                raise SystemExit(f"a screen was refused: {head!r}")
            self._opened = True
            if self._board == "wall":
                self.say({"t": "fit", "rows": SIZES[self.size]})
        at = 0
        while (frame := _frame(data, at)) is not None:
            opcode, payload, at = frame
            self._take(opcode, payload)
        self._rest = data[at:]

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self._write(PONG, payload)
        elif opcode == CLOSE:
            self.dropped = True
        elif opcode == TEXT:
            self.frames += 1
            seen = look(payload)
            if seen.incidents is not None:
                self.versions.append(seen.incidents)
                self.times.append(perf_counter())
                self.seq = seen.incidents
            if seen.panels:
                self.picture.update(seen.panels)
                self.shown.set()
            if seen.age is not None:
                self._tick(seen.steady - seen.age)

    def _tick(self, written_at: float) -> None:
        """What it shows was written then; a screen that shows what is older than six seconds says STALE."""
        now = monotonic()
        self.oldest_s = self.oldest(now)
        self.written_at = written_at
        self.oldest_s = self.oldest(now)

    def oldest(self, now: float) -> float:
        """The oldest picture that it showed, in seconds, also while it waits for the next tick."""
        return max(self.oldest_s, now - self.written_at)

    def _write(self, opcode: int, payload: bytes) -> None:
        """A client must mask what it says; a mask of zeros changes nothing."""
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
        self._transport.write(bytes([0x80 | opcode]) + length + bytes(4) + payload)


def _frame(data: bytes, at: int) -> tuple[int, bytes, int] | None:
    """Opcode, payload and end of the frame that begins at `at`, if all of it is there."""
    if len(data) < at + 2:
        return None
    start, size = at + 2, data[at + 1] & 0x7F
    if size >= 126:
        wide = 2 if size == 126 else 8
        start, size = start + wide, int.from_bytes(data[start : start + wide], "big")
    end = start + size
    return (data[at] & 0x0F, data[start:end], end) if len(data) >= end else None


@dataclass
class Crowd:
    screens: list[Screen]
    began: float = field(default_factory=process_time)

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        match asked:
            case {"sent": sent}:
                return self._delays(sent)
            case {"equal": pictures}:
                return {"unequal": dict(self._unequal(pictures)), "screens": len(self.screens)}
            case _:
                return self._counts()

    def _counts(self) -> dict[str, Any]:
        now = monotonic()
        return {
            "dropped": sum(screen.dropped for screen in self.screens),
            "frames": sum(screen.frames for screen in self.screens),
            "bytes": sum(screen.bytes for screen in self.screens),
            "oldest_s": max(screen.oldest(now) for screen in self.screens),
            "cpu_s": process_time() - self.began,
            "seq": min(screen.seq for screen in self.screens),
        }

    def _delays(self, sent: list[tuple[int, float]]) -> dict[str, Any]:
        """Milliseconds from POST to screen of reports in the order of numbers; forgets what it counted."""
        delays, missing = [], 0
        for screen in self.screens:
            arrivals = iter(zip(screen.versions, screen.times, strict=True))
            version, at = next(arrivals, (0, 0.0))
            for seq, began in sent:
                while version < seq:
                    version, at = next(arrivals, (sys.maxsize, -1.0))
                if version == sys.maxsize:
                    missing += 1
                else:
                    delays.append((at - began) * 1e3)
            counted = bisect_right(screen.versions, sent[-1][0])
            del screen.versions[:counted], screen.times[:counted]
        percentiles = [percentile(delays, share) for share in (50, 99, 100)] if delays else []
        return {"shown": len(delays), "missing": missing, "percentiles": percentiles}

    def _unequal(self, pictures: list[dict[str, str]]) -> Iterator[tuple[str, int]]:
        fresh = [{name: VERSION.sub("", html, 1) for name, html in picture.items()} for picture in pictures]
        wrong: Counter[str] = Counter()
        for screen in self.screens:
            for name, html in fresh[screen.size].items():
                wrong[name] += screen.picture.get(name) != html
        return ((name, count) for name, count in wrong.items() if count)


async def gather(url: str, cookie: str, count: int, board: str = "wall") -> Crowd:
    parts = urlsplit(url)
    loop = asyncio.get_running_loop()
    screens = []
    for number in range(count):
        size = number % len(SIZES)
        make = partial(Screen, _handshake(url, cookie, board), size, board)
        _, screen = await loop.create_connection(make, str(parts.hostname), parts.port or 80)
        async with asyncio.timeout(20):
            await screen.shown.wait()
        screens.append(screen)
    return Crowd(screens)


def _handshake(url: str, cookie: str, board: str) -> bytes:
    key = b64encode(os.urandom(16)).decode()
    return (
        f"GET /ws?board={board} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\n"
        f"Origin: {url}\r\nCookie: {cookie}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key}\r\n\r\n"
    ).encode()


async def speak(crowd: Crowd) -> None:
    """Each says every ten seconds what it shows, not all at once."""
    pause = SAYS_EVERY_S / len(crowd.screens)
    while True:
        for screen in crowd.screens:
            if not screen.dropped:
                screen.say({"t": "screen", "seq": screen.seq})
            await asyncio.sleep(pause)


async def main(url: str, cookie: str, count: int, board: str = "wall") -> None:
    crowd = await gather(url, cookie, count, board)
    speaking = asyncio.create_task(speak(crowd))
    lines = asyncio.StreamReader(limit=2**28)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    print(json.dumps(crowd.answer({})), flush=True)
    while line := await lines.readline():
        print(json.dumps(crowd.answer(json.loads(line))), flush=True)
    speaking.cancel()


if __name__ == "__main__":
    uvloop.install()
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), *sys.argv[4:]))
