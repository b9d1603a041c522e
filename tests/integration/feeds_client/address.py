"""An address that a connector polls: says one thing, with its marks, and whatever else it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.integration.feeds_client.fake_server import serving


@dataclass
class Address:
    url: str = ""
    body: bytes = b""
    etag: str | None = None
    last_modified: str | None = None
    answers: list[Response] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        self.asked.append(request)
        if self.answers:
            return self.answers.pop(0)
        if self.etag and request.headers.get("If-None-Match") == self.etag:
            return Response(status_code=304)
        if self.last_modified and request.headers.get("If-Modified-Since") == self.last_modified:
            return Response(status_code=304)
        marks = {"ETag": self.etag, "Last-Modified": self.last_modified}
        return Response(self.body, headers={name: value for name, value in marks.items() if value})


@contextmanager
def an_address() -> Iterator[Address]:
    address = Address()
    with serving(Starlette(routes=[Route("/{path:path}", address.answer)])) as url:
        address.url = f"{url}/feed?key=SECRET"
        yield address
