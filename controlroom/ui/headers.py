"""The headers of every answer: what a browser must not load, frame, keep or tell others."""

from collections.abc import Mapping
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from controlroom.settings import Settings

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

ALWAYS: Final = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
UNLESS_SAID: Final = {"cache-control": "no-store"}
OVER_HTTPS: Final = {"strict-transport-security": "max-age=63072000"}

Header = tuple[bytes, bytes]


def _raw(headers: Mapping[str, str]) -> list[Header]:
    """As they go over the wire; made once, since every answer carries them."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


class SecurityHeaders:
    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._always = _raw(ALWAYS | OVER_HTTPS if settings.secure else ALWAYS)
        self._and_not_kept = [*self._always, *_raw(UNLESS_SAID)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = message.setdefault("headers", [])
                kept = any(name == b"cache-control" for name, _ in said)
                message["headers"] = [*said, *(self._always if kept else self._and_not_kept)]
            await send(message)

        await self._app(scope, receive, sent)
