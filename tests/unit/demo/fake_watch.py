"""A watch that takes down what it is told and answers as it was told to."""

import json
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

Message = MutableMapping[str, Any]
UNREACHABLE = 0


@dataclass(frozen=True, slots=True)
class Heard:
    token: str
    path: str
    body: dict[str, Any] | None


@dataclass(slots=True)
class FakeWatch:
    """An ASGI application: `answers` are the statuses to come, then 201 for ever."""

    answers: deque[int] = field(default_factory=deque)
    heard: list[Heard] = field(default_factory=list)

    @classmethod
    def that_answers(cls, statuses: Iterable[int]) -> "FakeWatch":
        return cls(deque(statuses))

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        raw = (await receive())["body"]
        token = dict(scope["headers"])[b"authorization"].decode().removeprefix("Bearer ")
        self.heard.append(Heard(token, scope["path"], json.loads(raw) if raw else None))
        status = self.answers.popleft() if self.answers else 201
        if status == UNREACHABLE:
            raise httpx2.ConnectError("nobody there")
        headers = [(b"retry-after", b"0")] if status == 503 else []
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self), base_url="http://watch")
