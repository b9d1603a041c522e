"""Requests that are all sent at one moment, each over a connection of its own."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

PATIENCE_S: Final = 60


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""

    def wire(self, host: str) -> bytes:
        head = {"Host": host, "Connection": "close", "Content-Length": str(len(self.body)), **self.headers}
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(frozen=True, slots=True)
class Answer:
    """`said` is the JSON of the body; `text` that body as it came."""

    status: int
    text: str
    said: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, raw: bytes) -> "Answer":
        """Of all bytes up to the end of the connection."""
        head, ended, body = raw.partition(b"\r\n\r\n")
        if not ended:
            raise ConnectionError(f"the connection ended within an answer: {raw[:80]!r}")
        if b"transfer-encoding" in head.lower():
            raise ValueError("an answer in chunks is not expected here")
        said = json.loads(body) if b"json" in head.lower() else {}
        return cls(int(head.split(b" ", 2)[1]), body.decode(), said)


async def at_once(url: str, requests: Sequence[Request]) -> list[Answer]:
    """Connect for all first, then send all in one go, then read."""
    parts = urlsplit(url)
    lines = [await asyncio.open_connection(parts.hostname, parts.port) for _ in requests]
    try:
        for (_, writer), request in zip(lines, requests, strict=True):
            writer.write(request.wire(parts.netloc))
        async with asyncio.timeout(PATIENCE_S):
            return [Answer.read(raw) for raw in await asyncio.gather(*(_hear(*line) for line in lines))]
    finally:
        for _, writer in lines:
            writer.close()


async def _hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """All of an answer; then hang up, for which a process of gunicorn waits before it serves the next."""
    raw = await reader.read()
    writer.close()
    return raw


async def ask(url: str, request: Request) -> Answer:
    return (await at_once(url, [request]))[0]
