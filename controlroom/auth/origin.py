"""Did this request come from a page of ours? Asked before every unsafe method and before every socket."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from controlroom.settings import Settings

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
BEARER_ONLY: Final = "/feeds/"
"""Below this no cookie counts, so no browser can be made to act for somebody."""


def same_origin(scope: Scope, settings: Settings) -> bool:
    if scope["type"] == "http" and (scope["method"] in SAFE or scope["path"].startswith(BEARER_ONLY)):
        return True
    return came_from(Headers(scope=scope), origin_of(settings.public_url))


def came_from(headers: Mapping[str, str], origin: str) -> bool:
    """The browser's own word if it gives one, else the exact origin; silence is a no."""
    said = headers.get("sec-fetch-site")
    if said is not None:
        return said == "same-origin"
    return headers.get("origin") == origin


def origin_of(url: str) -> str:
    """`https://watch.example` of `https://watch.example:443/`, as browsers write it."""
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}{port}"


class OriginGuard:
    """The one place where other people's pages are refused."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or same_origin(scope, self._settings):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            refusal = PlainTextResponse("This request came from another site.", 403)
            await refusal(scope, receive, send)
        else:
            await refuse_socket(scope, receive, send)


async def refuse_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the handshake with 403; what cannot say so closes before it accepts, which is the same."""
    await receive()
    if "websocket.http.response" in scope.get("extensions", {}):
        await send({"type": "websocket.http.response.start", "status": 403, "headers": []})
        await send({"type": "websocket.http.response.body", "body": b""})
    else:
        await send({"type": "websocket.close", "code": 1008})
