"""One socket, whatever is shown over it: what is sent, what is heard, and when whoever looks must go."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect

from controlroom.auth.audience import PANELS, SUMMIT_PANELS
from controlroom.auth.sessions import Gone
from controlroom.auth.viewer import Viewer
from controlroom.clock import monotonic
from controlroom.ws.encode import encode
from controlroom.ws.session import Frame

SEND_WITHIN_S: Final = 10.0
ASK_AGAIN_S: Final = 15.0
MESSAGES_A_SECOND: Final = 5
MOST_ROWS: Final = 500
TRY_AGAIN_LATER: Final = 1013
GONE: Final = 4401

log = logging.getLogger(__name__)


class Left(Exception):
    """The screen is gone, or was told to go: the socket's tasks end."""


async def turn_away(websocket: WebSocket, gone: Gone) -> None:
    """Whoever may not come in any more is told why: a refused handshake says nothing to a page."""
    await websocket.accept()
    try:
        await send(websocket, {"t": "gone", "why": gone.value})
        await close(websocket, GONE)
    except Left:
        return


async def send(websocket: WebSocket, frame: Frame) -> None:
    """A screen that takes nothing for ten seconds is dropped; it comes back by itself."""
    try:
        async with asyncio.timeout(SEND_WITHIN_S):
            await put(websocket, frame)
    except TimeoutError:
        await close(websocket, TRY_AGAIN_LATER)


async def put(websocket: WebSocket, frame: Frame) -> None:
    """Without a timer of its own, which would cost as much as a third of the sending."""
    try:
        await websocket.send_text(encode(frame))
    except (WebSocketDisconnect, RuntimeError, OSError):
        raise Left from None


async def close(websocket: WebSocket, code: int) -> None:
    try:
        async with asyncio.timeout(1):
            await websocket.close(code)
    except (TimeoutError, RuntimeError, OSError):
        log.debug("a screen was gone before it could be closed")
    raise Left


async def messages(websocket: WebSocket) -> AsyncIterator[Mapping[str, Any]]:
    """Always be reading: else pongs are not seen and the server ends its own sockets."""
    allowance, refilled = float(MESSAGES_A_SECOND), monotonic()
    while True:
        try:
            message = _object(await websocket.receive_text())
        except (WebSocketDisconnect, RuntimeError, KeyError):
            raise Left from None
        now = monotonic()
        allowance = min(allowance + (now - refilled) * MESSAGES_A_SECOND, MESSAGES_A_SECOND) - 1
        refilled = now
        if allowance < 0:
            await close(websocket, 1008)
        yield message


def _object(text: str) -> Mapping[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def fits(rows: object) -> tuple[tuple[str, int], ...]:
    """How many rows of each panel a screen says that it has room for."""
    if not isinstance(rows, dict):
        return ()
    return tuple(
        (panel, int(rows[panel]))
        for panel in dict.fromkeys((*PANELS, *SUMMIT_PANELS))
        if isinstance(rows.get(panel), int) and 0 <= rows[panel] <= MOST_ROWS
    )


async def ask_again(websocket: WebSocket, viewer: Viewer) -> None:
    """A right that was taken away ends the picture, in words; a board is never just empty."""
    while True:
        await asyncio.sleep(ASK_AGAIN_S)
        gone = await viewer.gone()
        if gone:
            await send(websocket, {"t": "gone", "why": gone.value})
            await close(websocket, GONE)
