"""The socket of a replay: a person who may look at the past, one stage, one player."""

import asyncio
import logging
from contextlib import suppress
from typing import Final

import asyncpg
from fastapi import APIRouter, WebSocket
from sqlalchemy.exc import SQLAlchemyError

from controlroom.auth.roles import Right
from controlroom.auth.sessions import Gone
from controlroom.auth.viewer import Viewer, viewer_of
from controlroom.clock import monotonic
from controlroom.errors import Busy, Refused
from controlroom.replay.player import Player
from controlroom.replay.replays import Replays
from controlroom.replay.screening import Screening
from controlroom.ui.consult import consulted
from controlroom.ui.moments import moment_of
from controlroom.ui.past_page import past
from controlroom.ws import line
from controlroom.ws.line import Left

STEP_S: Final = 0.5
"""A playing replay goes on so often, as a live wall is told the time; one that stands says that it lives."""
OVER: Final = 1000
LOST: Final = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)

router = APIRouter()
log = logging.getLogger(__name__)


@router.websocket("/ws/replay")
async def replay(websocket: WebSocket, at: str) -> None:
    viewer = await viewer_of(websocket, active=False)
    if isinstance(viewer, Gone):
        await line.turn_away(websocket, viewer)
        return
    if viewer.screen or not viewer.role.may(Right.REPLAY):
        await websocket.close(1008)
        return
    await websocket.accept()
    with suppress(Left):
        await _until_it_ends(websocket, viewer, at)


async def _until_it_ends(websocket: WebSocket, viewer: Viewer, at: str) -> None:
    try:
        await _play(websocket, viewer, at)
    except* Left:
        log.debug("whoever looked at the past has left")
    except* (Busy, Refused) as refused:
        why = "; ".join(str(one) for one in refused.exceptions)
        await line.send(websocket, {"t": "over", "why": why})
        await line.close(websocket, OVER)
    except* LOST as lost:
        log.warning("a replay ends: %s", type(lost.exceptions[0]).__name__)
        await line.close(websocket, line.TRY_AGAIN_LATER)


async def _play(websocket: WebSocket, viewer: Viewer, at: str) -> None:
    replays: Replays = websocket.app.state.replays
    began, now_s = moment_of(at), monotonic()
    player, bell = Player(began, now_s, now_s), asyncio.Event()
    async with replays.stage() as stage:
        await stage.check(began, replays.clock.now())
        await consulted(websocket, viewer, past(began))
        screening = Screening(stage, replays.studio, viewer.audience("wall"))
        async with asyncio.TaskGroup() as group:
            group.create_task(_show(websocket, replays, screening, player, bell))
            group.create_task(_listen(websocket, viewer, screening, player, bell))
            group.create_task(line.ask_again(websocket, viewer))


async def _show(
    websocket: WebSocket, replays: Replays, screening: Screening, player: Player, bell: asyncio.Event
) -> None:
    await line.send(websocket, {"t": "hello", "build": websocket.app.state.build})
    while True:
        bell.clear()
        for frame in await screening.frames(player, monotonic(), replays.clock.now()):
            await line.send(websocket, frame)
        if player.left_alone(monotonic()):
            await line.send(websocket, {"t": "over", "why": "left_alone"})
            await line.close(websocket, OVER)
        with suppress(TimeoutError):
            async with asyncio.timeout(STEP_S):
                await bell.wait()


async def _listen(
    websocket: WebSocket, viewer: Viewer, screening: Screening, player: Player, bell: asyncio.Event
) -> None:
    async for message in line.messages(websocket):
        if message.get("t") == "fit" and isinstance(message.get("rows"), dict):
            screening.fit(viewer.audience("wall", rows=line.fits(message["rows"])))
        else:
            player.hear(message, monotonic())
        bell.set()
