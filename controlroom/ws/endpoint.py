"""The socket of a screen: who may look is asked before it opens and again while it is open."""

import asyncio
import logging
from contextlib import suppress
from typing import Annotated

from asyncpg import InternalClientError
from fastapi import APIRouter, Query, WebSocket
from sqlalchemy.exc import SQLAlchemyError

from controlroom.auth.audience import Board
from controlroom.auth.sessions import Gone
from controlroom.auth.viewer import Viewer, viewer_of
from controlroom.clock import monotonic
from controlroom.ws import line
from controlroom.ws.hub import Hub, Seat
from controlroom.ws.line import Left
from controlroom.ws.session import Frame

router = APIRouter()
log = logging.getLogger(__name__)


@router.websocket("/ws")
async def live(
    websocket: WebSocket, board: Board = "wall", event: Annotated[str, Query(max_length=200)] = ""
) -> None:
    """`event`: the summit whose board is looked at, instead of the board itself."""
    viewer = await viewer_of(websocket, active=False)
    if isinstance(viewer, Gone):
        await line.turn_away(websocket, viewer)
        return
    if not viewer.may_see(board):
        await websocket.close(1008)
        return
    await websocket.accept()
    hub: Hub = websocket.app.state.hub
    seat = Seat(viewer.audience(board, event=event))
    hub.seats.add(seat)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_write(websocket, hub, seat))
            group.create_task(_listen(websocket, hub, seat, viewer))
            group.create_task(line.ask_again(websocket, viewer))
            group.create_task(_let_go(websocket, seat))
    except* Left:
        pass
    except* (SQLAlchemyError, InternalClientError, OSError, TimeoutError) as lost:
        log.warning("a screen gets no picture: %s", type(lost.exceptions[0]).__name__)
        with suppress(Left):
            await line.close(websocket, line.TRY_AGAIN_LATER)
    finally:
        hub.seats.discard(seat)


async def _write(websocket: WebSocket, hub: Hub, seat: Seat) -> None:
    await line.send(websocket, _hello(websocket, hub))
    await hub.snapshot(seat)
    while True:
        await seat.bell.wait()
        seat.bell.clear()
        if seat.leaving_after_ms is not None:
            await line.send(websocket, {"t": "bye", "after": seat.leaving_after_ms})
            await line.close(websocket, 1012)
        if seat.session.lags(monotonic()):
            await line.send(websocket, seat.session.reset())
            await hub.snapshot(seat)
        seat.sends_since = monotonic()
        for frame in seat.session.take():
            await line.put(websocket, frame)
        seat.sends_since = None


async def _let_go(websocket: WebSocket, seat: Seat) -> None:
    """A watch over all frames of one socket."""
    while True:
        await asyncio.sleep(line.SEND_WITHIN_S / 2)
        if seat.sends_since is not None and monotonic() - seat.sends_since > line.SEND_WITHIN_S:
            await line.close(websocket, line.TRY_AGAIN_LATER)


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


async def _listen(websocket: WebSocket, hub: Hub, seat: Seat, viewer: Viewer) -> None:
    async for message in line.messages(websocket):
        match message.get("t"):
            case "fit":
                await _fit(hub, seat, viewer, message.get("rows"))
            case "screen":
                _seen(websocket, viewer, message.get("seq"))
            case _:
                log.debug("a screen said something unknown")


async def _fit(hub: Hub, seat: Seat, viewer: Viewer, rows: object) -> None:
    """The screen says how many rows it has room for; from now on it is drawn for that."""
    if not isinstance(rows, dict):
        return
    before = seat.audience
    audience = viewer.audience(before.board, rows=line.fits(rows), event=before.event)
    if audience != before:
        seat.audience = audience
        await hub.snapshot(seat)


def _seen(websocket: WebSocket, viewer: Viewer, seq: object) -> None:
    if viewer.screen and isinstance(seq, int) and 0 <= seq < 2**63:
        state = websocket.app.state
        state.desk.attends(viewer.screen.name, seq, state.clock.now())
