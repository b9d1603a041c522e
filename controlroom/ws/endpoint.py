"""The socket of a screen: who may look is asked before it opens and again while it is open."""

import asyncio
import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from asyncpg import InternalClientError
from fastapi import APIRouter, WebSocket
from sqlalchemy.exc import SQLAlchemyError
from starlette.websockets import WebSocketDisconnect

from controlroom.auth.audience import PANELS, Board
from controlroom.auth.sessions import Gone
from controlroom.auth.viewer import Viewer, viewer_of
from controlroom.clock import monotonic
from controlroom.ws.encode import encode
from controlroom.ws.hub import Hub, Seat
from controlroom.ws.session import Frame

SEND_WITHIN_S: Final = 10.0
ASK_AGAIN_S: Final = 15.0
MESSAGES_A_SECOND: Final = 5
MOST_ROWS: Final = 500
TRY_AGAIN_LATER: Final = 1013
GONE: Final = 4401

router = APIRouter()
log = logging.getLogger(__name__)


class Left(Exception):
    """The screen is gone, or was told to go: the socket's tasks end."""


@router.websocket("/ws")
async def live(websocket: WebSocket, board: Board = "wall") -> None:
    viewer = await viewer_of(websocket, active=False)
    if isinstance(viewer, Gone):
        await _turn_away(websocket, viewer)
        return
    if not viewer.may_see(board):
        await websocket.close(1008)
        return
    await websocket.accept()
    hub: Hub = websocket.app.state.hub
    seat = Seat(viewer.audience(board))
    hub.seats.add(seat)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_write(websocket, hub, seat))
            group.create_task(_listen(websocket, hub, seat, viewer))
            group.create_task(_ask_again(websocket, viewer))
            group.create_task(_let_go(websocket, seat))
    except* Left:
        pass
    except* (SQLAlchemyError, InternalClientError, OSError, TimeoutError) as lost:
        log.warning("a screen gets no picture: %s", type(lost.exceptions[0]).__name__)
        with suppress(Left):
            await _close(websocket, TRY_AGAIN_LATER)
    finally:
        hub.seats.discard(seat)


async def _turn_away(websocket: WebSocket, gone: Gone) -> None:
    """Whoever may not come in any more is told why: a refused handshake says nothing to a page."""
    await websocket.accept()
    try:
        await _send(websocket, {"t": "gone", "why": gone.value})
        await _close(websocket, GONE)
    except Left:
        return


async def _write(websocket: WebSocket, hub: Hub, seat: Seat) -> None:
    await _send(websocket, _hello(websocket, hub))
    await hub.snapshot(seat)
    while True:
        await seat.bell.wait()
        seat.bell.clear()
        if seat.leaving_after_ms is not None:
            await _send(websocket, {"t": "bye", "after": seat.leaving_after_ms})
            await _close(websocket, 1012)
        if seat.session.lags(monotonic()):
            await _send(websocket, seat.session.reset())
            await hub.snapshot(seat)
        seat.sends_since = monotonic()
        for frame in seat.session.take():
            await _put(websocket, frame)
        seat.sends_since = None


async def _let_go(websocket: WebSocket, seat: Seat) -> None:
    """A watch over all frames: a timer for each would cost as much as a third of the sending."""
    while True:
        await asyncio.sleep(SEND_WITHIN_S / 2)
        if seat.sends_since is not None and monotonic() - seat.sends_since > SEND_WITHIN_S:
            await _close(websocket, TRY_AGAIN_LATER)


def _hello(websocket: WebSocket, hub: Hub) -> Frame:
    state = websocket.app.state
    now = state.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "t": "hello",
        "epoch": str(hub.epoch),
        "seq": hub.seq,
        "build": state.build,
        "now": now,
        "steady": round(monotonic(), 3),
    }


async def _send(websocket: WebSocket, frame: Frame) -> None:
    """A screen that takes nothing for ten seconds is dropped; it comes back by itself."""
    try:
        async with asyncio.timeout(SEND_WITHIN_S):
            await _put(websocket, frame)
    except TimeoutError:
        await _close(websocket, TRY_AGAIN_LATER)


async def _put(websocket: WebSocket, frame: Frame) -> None:
    try:
        await websocket.send_text(encode(frame))
    except (WebSocketDisconnect, RuntimeError, OSError):
        raise Left from None


async def _close(websocket: WebSocket, code: int) -> None:
    try:
        async with asyncio.timeout(1):
            await websocket.close(code)
    except (TimeoutError, RuntimeError, OSError):
        log.debug("a screen was gone before it could be closed")
    raise Left


async def _listen(websocket: WebSocket, hub: Hub, seat: Seat, viewer: Viewer) -> None:
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
            await _close(websocket, 1008)
        match message.get("t"):
            case "fit":
                await _fit(hub, seat, viewer, message.get("rows"))
            case "screen":
                _seen(websocket, viewer, message.get("seq"))
            case _:
                log.debug("a screen said something unknown")


def _object(text: str) -> Mapping[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


async def _fit(hub: Hub, seat: Seat, viewer: Viewer, rows: object) -> None:
    """The screen says how many rows it has room for; from now on it is drawn for that."""
    if not isinstance(rows, dict):
        return
    fits = {
        panel: int(rows[panel])
        for panel in PANELS
        if isinstance(rows.get(panel), int) and 0 <= rows[panel] <= MOST_ROWS
    }
    audience = viewer.audience(seat.audience.board, masked=seat.audience.masked, rows=tuple(fits.items()))
    if audience != seat.audience:
        seat.audience = audience
        await hub.snapshot(seat)


def _seen(websocket: WebSocket, viewer: Viewer, seq: object) -> None:
    if viewer.screen and isinstance(seq, int) and 0 <= seq < 2**63:
        websocket.app.state.attendance.says(viewer.screen.name, seq)


async def _ask_again(websocket: WebSocket, viewer: Viewer) -> None:
    """A right that was taken away ends the picture, in words; a board is never just empty."""
    while True:
        await asyncio.sleep(ASK_AGAIN_S)
        gone = await viewer.gone()
        if gone:
            await _send(websocket, {"t": "gone", "why": gone.value})
            await _close(websocket, GONE)
