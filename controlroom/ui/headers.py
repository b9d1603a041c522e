"""The headers of every answer: what a browser must not load, frame, keep or tell others."""

from collections.abc import Iterable, Mapping
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from controlroom.settings import Settings

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

ALWAYS: Final = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
NOT_ALLOWED: Final = "camera=(), display-capture=(), microphone=(), payment=(), usb=()"
UNLESS_SAID: Final = {
    "cache-control": "no-store",
    "permissions-policy": f"geolocation=(), {NOT_ALLOWED}",
}
WHERE_ONE_IS: Final = {"permissions-policy": f"geolocation=(self), {NOT_ALLOWED}"}
"""Of the one page that may ask a telephone where it is."""
OVER_HTTPS: Final = {"strict-transport-security": "max-age=63072000"}

Header = tuple[bytes, bytes]


def _raw(headers: Mapping[str, str]) -> list[Header]:
    """As they go over the wire; made once, since every answer carries them."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


class SecurityHeaders:
    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._always = _raw(ALWAYS | OVER_HTTPS if settings.secure else ALWAYS)
        self._unless_said = _raw(UNLESS_SAID)
        self._usual = [*self._always, *self._unless_said]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = message.setdefault("headers", [])
                message["headers"] = [*said, *self._added_to(said)]
            await send(message)

        await self._app(scope, receive, sent)

    def _added_to(self, said: Iterable[Header]) -> list[Header]:
        names = {name for name, _ in said}
        if not any(name in names for name, _ in self._unless_said):
            return self._usual
        return [*self._always, *(one for one in self._unless_said if one[0] not in names)]
