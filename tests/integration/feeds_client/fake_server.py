"""A server that answers as docs/feeds.md says, on a port of 127.0.0.1, with errors on demand."""

import json
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


@dataclass
class FakeServer:
    """Remembers bodies by id, in the order in which they came; `failures` are answered first."""

    url: str = ""
    token: str = "t0ken"
    failures: list[Response] = field(default_factory=list)
    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    posts: int = 0
    most_lines: int = 1000
    client: "subprocess.Popen[bytes] | None" = None
    killing_after: int = 0
    """Kill the client when it has sent so many requests, after taking what the last one holds."""

    async def take(self, request: Request) -> Response:
        self.posts += 1
        if self.failures:
            return self.failures.pop(0)
        if request.headers["Authorization"] != f"Bearer {self.token}":
            return JSONResponse({"title": "Unknown token", "detail": "revoked at noon"}, 401)
        lines = (await request.body()).decode().splitlines()
        if len(lines) > self.most_lines:
            return JSONResponse({"title": "Too large"}, 413)
        results = [self._one(json.loads(line)) for line in lines]
        if self.client and self.posts == self.killing_after:
            self.client.kill()
            self.client.wait()
        return JSONResponse({"results": results})

    def _one(self, report: dict[str, Any]) -> dict[str, Any]:
        key = report["id"]
        if report.get("site") == "NOWHERE":
            problem = {"title": "No such thing", "detail": "site NOWHERE", "errors": []}
            return {"id": key, "status": 422, "problem": problem}
        if key in self.held:
            same = self.held[key] == report
            return {"id": key, "status": 200 if same else 422, "seq": self.order.index(key)}
        self.held[key] = report
        self.order.append(key)
        return {"id": key, "status": 201, "seq": len(self.order)}


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
