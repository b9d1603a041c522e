"""A receiver outside, as well or as badly as a test wants it."""

import asyncio
import base64
import hmac
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

HANGS, CLOSES = 0, -1
"""Instead of a status: it says nothing, it hangs up."""


@dataclass(frozen=True, slots=True)
class Got:
    """A message as it came in."""

    id: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told

    @property
    def kind(self) -> str:
        return str(self.said["type"])

    @property
    def alert(self) -> int:
        return int(self.said["data"]["alert"])

    @property
    def seq(self) -> int:
        return int(self.said["data"]["seq"])

    def is_signed_by(self, secret: str) -> bool:
        """As the specification has it, by none of the program's own code."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        content = b".".join((self.id.encode(), self.headers["webhook-timestamp"].encode(), self.body))
        mine = "v1," + base64.b64encode(hmac.new(key, content, "sha256").digest()).decode()
        return mine in self.headers["webhook-signature"].split(" ")


@dataclass
class AReceiver:
    """`answer` decides by the message, `late_s` how late; `more` are lines of the answer's head."""

    answer: Callable[[Got], int] = lambda got: 204
    late_s: float = 0.0
    more: str = ""
    endless: bool = False
    sent: int = 0
    given_up: bool = False
    got: list[Got] = field(default_factory=list)
    taken: list[Got] = field(default_factory=list)
    port: int = 0
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None
    _ends: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    async def rise(self) -> None:
        """Begin, or come back at the same place."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def die(self) -> None:
        assert self._server is not None
        self._server.close()
        for end in self._ends:
            end.transport.abort()
        self.let_go.set()
        await self._server.wait_closed()
        self.let_go.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ends.add(writer)
        try:
            while (got := await _read(reader)) and await self._say(got, writer):
                pass
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._ends.discard(writer)
            writer.close()

    async def _say(self, got: Got, writer: asyncio.StreamWriter) -> bool:
        self.got.append(got)
        status = self.answer(got)
        if status == HANGS:
            await self.let_go.wait()
        if status in (HANGS, CLOSES):
            return False
        await asyncio.sleep(self.late_s)
        if 200 <= status < 300:
            self.taken.append(got)
        if self.endless:
            return await self._say_without_end(writer)
        head = f"HTTP/1.1 {status} so\r\n{self.more}content-length: 0\r\n\r\n"
        writer.write(head.encode())
        await writer.drain()
        return True

    async def _say_without_end(self, writer: asyncio.StreamWriter) -> bool:
        writer.write(b"HTTP/1.1 200 so\r\ncontent-length: 1000000000000\r\n\r\n")
        try:
            while True:
                writer.write(bytes(65_536))
                await writer.drain()
                self.sent += 65_536
        except OSError:
            self.given_up = True
        return False

    async def until_got(self, number: int) -> None:
        await until(lambda: len(self.got) >= number)

    async def until_taken(self, number: int, within_s: float = 15.0) -> None:
        """So many different events, each at least once."""
        await until(lambda: len({got.seq for got in self.taken}) >= number, within_s)

    async def until_more(self) -> None:
        had = len(self.taken)
        await until(lambda: len(self.taken) > had)

    def in_order(self) -> bool:
        """Of each alert the first time that each event was taken, by its number in the journal."""
        seen: dict[int, list[int]] = defaultdict(list)
        for got in self.taken:
            if got.seq not in seen[got.alert]:
                seen[got.alert].append(got.seq)
        return all(numbers == sorted(numbers) for numbers in seen.values())


async def _read(reader: asyncio.StreamReader) -> Got | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    body = await reader.readexactly(int(headers["content-length"]))
    return Got(headers["webhook-id"], first.split(" ")[1], headers, body)


async def until(holds: Callable[[], bool], within_s: float = 15.0) -> None:
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@asynccontextmanager
async def a_receiver(answer: Callable[[Got], int] = lambda got: 204) -> AsyncIterator[AReceiver]:
    receiver = AReceiver(answer)
    await receiver.rise()
    try:
        yield receiver
    finally:
        await receiver.die()
