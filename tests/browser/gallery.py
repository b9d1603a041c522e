"""A small server that shows the sample pictures through the real templates, scripts and protocol.

python -m tests.browser.gallery 8099      then /wall?picture=busy, /desk?picture=busy
"""

import asyncio
import json
import sys
from datetime import timedelta

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from controlroom.auth.audience import Audience, Board
from controlroom.auth.roles import Role
from controlroom.ui.assets import STATIC, build_id
from controlroom.ui.panels import PANELS
from controlroom.ui.render import iso, render_page, render_panel
from controlroom.ui.screen import Screen
from tests.browser.samples import NOW, PICTURES, Picture

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Gallery:
    """One picture for all screens; `ticking` False is a watch that fell silent, `answer` what a POST gets."""

    def __init__(self, picture: str = "busy") -> None:
        self.picture: Picture = PICTURES[picture]()
        self.locale = "en"
        self.masked = False
        self.k_of = Screen("W2")
        self.ticking = True
        self.age = 0.4
        self.answer: tuple[int, str, dict[str, object]] = (200, "fragments/acknowledged.html", {})
        self.sockets: set[WebSocket] = set()
        self.fits: list[dict[str, int]] = []
        self.posted: list[dict[str, str]] = []
        self.rows: dict[WebSocket, tuple[tuple[str, int], ...]] = {}
        self.app = Starlette(
            routes=[
                Route("/wall", self.wall),
                Route("/desk", self.desk),
                Route("/sign-in", self.sign_in),
                Route("/problem", self.problem),
                Route("/health/live", lambda _: Response("ok")),
                Route("/alerts/{id:int}/acknowledgement", self.acknowledge, methods=["POST"]),
                WebSocketRoute("/ws", self.socket),
                Mount("/static", StaticFiles(directory=STATIC)),
            ]
        )

    def audience(self, board: Board, rows: tuple[tuple[str, int], ...] = ()) -> Audience:
        role = Role.DUTY_OFFICER if board == "desk" else Role.WALL
        return Audience(board, self.locale, self.masked, rows, role)

    def choose(self, request: Request) -> None:
        if name := request.query_params.get("picture"):
            self.picture = PICTURES[name]()
        self.locale = request.query_params.get("lang", self.locale)

    def page(self, name: str, board: Board, /, **variables: object) -> HTMLResponse:
        html = render_page(name, audience=self.audience(board), **variables)
        return HTMLResponse(html, headers={"Content-Security-Policy": CSP})

    def wall(self, request: Request) -> Response:
        self.choose(request)
        return self.page("wall.html", "wall", screen=self.k_of, panels=self.picture)

    def desk(self, request: Request) -> Response:
        self.choose(request)
        return self.page("desk.html", "desk", officer="Maes", panels=self.picture)

    def sign_in(self, request: Request) -> Response:
        self.choose(request)
        return self.page(
            "sign_in.html", "desk", problem="Name or password is not right.", name="maes", next="/desk"
        )

    def problem(self, request: Request) -> Response:
        return self.page(
            "error.html",
            "desk",
            title="No such alert",
            detail="Nothing was changed. Go back to the desk.",
            back="/desk",
        )

    async def acknowledge(self, request: Request) -> Response:
        form = await request.form()
        self.posted.append(
            {
                "id": request.path_params["id"],
                "seen": str(form["seen"]),
                "htmx": request.headers.get("hx-request", ""),
            }
        )
        status, name, variables = self.answer
        alert = next(row for row in self.picture["alerts"].rows if row.id == request.path_params["id"])
        return HTMLResponse(
            render_page(name, audience=self.audience("desk"), **({"alert": alert} | variables)), status
        )

    async def socket(self, ws: WebSocket) -> None:
        await ws.accept()
        board: Board = "wall" if ws.query_params["board"] == "wall" else "desk"
        self.rows[ws] = ()
        await ws.send_json({"t": "hello", "epoch": "e", "seq": 184_223, "build": build_id(), "now": iso(NOW)})
        await self.show(ws, board)
        self.sockets.add(ws)
        async with asyncio.TaskGroup() as group:
            ticks = group.create_task(self.ticks(ws))
            try:
                while True:
                    message = json.loads(await ws.receive_text())
                    if message["t"] == "fit":
                        self.fits.append(message["rows"])
                        self.rows[ws] = tuple(message["rows"].items())
                        await self.show(ws, board)
            except WebSocketDisconnect:
                self.sockets.discard(ws)
                ticks.cancel()

    async def show(self, ws: WebSocket, board: Board) -> None:
        audience = self.audience(board, self.rows[ws])
        panels = [
            {"panel": p, "v": self.picture[p].v, "html": render_panel(p, self.picture[p], audience=audience)}
            for p in PANELS
        ]
        await ws.send_json({"t": "panels", "seq": 184_223, "panels": panels})

    async def ticks(self, ws: WebSocket) -> None:
        seconds = 0
        while True:
            if self.ticking:
                v = {name: self.picture[name].v for name in PANELS}
                now = iso(NOW + timedelta(seconds=seconds))
                await ws.send_json(
                    {"t": "tick", "now": now, "seq": 184_223 + seconds, "age": self.age, "v": v}
                )
            await asyncio.sleep(1)
            seconds += 1


if __name__ == "__main__":
    uvicorn.run(
        Gallery().app, host="127.0.0.1", port=int(sys.argv[1]), ws="websockets-sansio", log_level="warning"
    )
