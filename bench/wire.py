"""One keep-alive connection that posts reports and reads answers, with as little between as Python allows."""

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any


@dataclass(slots=True)
class Wire:
    host: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, url: str) -> "Wire":
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        return cls(parts.netloc, reader, writer)

    async def post(self, path: str, token: str, report: dict[str, Any]) -> Answer:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return await self.send(path, headers, json.dumps(report).encode())

    async def send(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        head = {"Host": self.host, **headers, "Content-Length": str(len(body))}
        lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        answered = await self.reader.readuntil(b"\r\n\r\n")
        found = LENGTH.search(answered)
        said = await self.reader.readexactly(int(found[1])) if found else b""
        return Answer(int(answered.split(b" ", 2)[1]), json.loads(said) if said else None)

    def close(self) -> None:
        self.writer.close()
