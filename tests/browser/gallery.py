"""A small watch that shows the sample pictures through the real templates, scripts and protocol.

python -m tests.browser.gallery 8099      then /wall?picture=busy, /desk?picture=flood, &lang=fr
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Thread
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from controlroom.auth.audience import PANELS, Audience, Board, PanelName
from controlroom.auth.roles import Role
from controlroom.clock import monotonic
from controlroom.errors import Refused
from controlroom.ui.alert_page import AlertPage
from controlroom.ui.assets import STATIC, build_id
from controlroom.ui.display import Display
from controlroom.ui.headers import CONTENT_SECURITY_POLICY
from controlroom.ui.navigation import page_at
from controlroom.ui.render import iso, render_page, render_panel
from tests.browser import alarm_samples, patrol_samples
from tests.browser.alert_samples import COUNTS, RESTING, listed, page_of
from tests.browser.pictures import PICTURES, Picture
from tests.browser.samples import FRAME, NOW

SEQ = 184_223
ROLES: dict[Board, Role] = {"wall": Role.WALL, "desk": Role.DUTY_OFFICER}


@dataclass(eq=False)
class Viewer:
    """One connected screen and what fits on it."""

    socket: WebSocket
    board: Board
    rows: tuple[tuple[str, int], ...] = ()


class Gallery:
    """What a test may turn: the picture, whether it ticks, how old the ticks are, what a POST is answered."""

    def __init__(self) -> None:
        self.start_afresh()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.app = Starlette(
            routes=[
                Route("/wall", self.wall),
                Route("/desk", self.desk),
                Route("/sign-in", self.sign_in),
                Route("/problem", self.problem),
                Route("/quarantine", self.quarantine),
                Route("/patrols", self.patrols),
                Route("/alarm-health", self.alarm_health),
                Route("/health/live", lambda _: Response("alive")),
                Route("/health/ready", lambda _: Response(status_code=200 if self.ready else 503)),
                Route("/alerts", self.lists),
                Route("/alerts/acknowledgements", self.done, methods=["POST"]),
                Route("/alerts/{id:int}", self.alert),
                Route("/alerts/{id:int}/{path:path}", self.done, methods=["POST"]),
                Route("/out-of-service", self.resting),
                WebSocketRoute("/ws", self.watch),
                Mount("/static", StaticFiles(directory=STATIC)),
            ]
        )

    def start_afresh(self) -> None:
        self.picture: Picture = PICTURES["busy"]()
        self.locale = "en"
        self.ticking = True
        self.age = 0.4
        self.late_s = 0.0
        self.admitting = self.ready = True
        self.answer: tuple[int, str, dict[str, Any]] = (200, "fragments/done.html", {"act": "acknowledge"})
        self.viewers: list[Viewer] = []
        self.posted: list[dict[str, str]] = []
        self.pages: dict[int, AlertPage] = {}
        self.fits: list[dict[str, int]] = []
        self.visits = 0

    def page(self, template: str, board: Board, request: Request, **variables: Any) -> HTMLResponse:
        self.locale = request.query_params.get("lang", self.locale)
        if chosen := request.query_params.get("picture"):
            self.picture = PICTURES[chosen]()
        audience = Audience(board, self.locale, role=ROLES[board])
        frame = replace(FRAME, here=page_at(request.url.path), back=request.url.path)
        html = render_page(template, audience=audience, panels=self.picture, frame=frame, **variables)
        return HTMLResponse(html, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})

    def wall(self, request: Request) -> Response:
        return self.page("wall.html", "wall", request, screen=Display("W2"))

    def desk(self, request: Request) -> Response:
        return self.page("desk.html", "desk", request)

    def sign_in(self, request: Request) -> Response:
        words = {"problem": "Name or password is wrong.", "name": "maes", "next": "/desk", "provider": ""}
        return self.page("sign_in.html", "desk", request, **words)

    def problem(self, request: Request) -> Response:
        words = {"title": "No such alert", "detail": "Nothing was changed.", "back": "/desk"}
        return self.page("error.html", "desk", request, **words)

    def quarantine(self, request: Request) -> Response:
        raw = '{"kind": "fire", "site": "NOWHERE"}'
        rows = [
            {
                "unit": "VP-12",
                "feed": "incidents",
                "at": NOW,
                "why": "there is no such site",
                "raw": raw,
                "hidden": False,
            }
        ]
        return self.page("quarantine.html", "desk", request, rows=rows)

    def alarm_health(self, request: Request) -> Response:
        look = request.query_params.get("look", "busy")
        return self.page("alarm_health.html", "desk", request, **alarm_samples.page(look))

    def patrols(self, request: Request) -> Response:
        look = request.query_params.get("look", "list")
        shown = patrol_samples.page(look, may_plan="reader" not in request.query_params)
        return self.page("patrols.html", "desk", request, page=shown)

    def alert(self, request: Request) -> Response:
        number = request.path_params["id"]
        page = self.pages.get(number) or page_of(number)
        template = "fragments/alert.html" if "hx-request" in request.headers else "alert.html"
        return self.page(template, "desk", request, page=page, now=NOW)

    def lists(self, request: Request) -> Response:
        name = request.query_params.get("list", "open")
        day = NOW.date()
        days = {"day": day, "before": day - timedelta(days=1), "next": None}
        more = {"list": name, "rows": listed(name), "counts": COUNTS, "further": 180}
        return self.page("alerts.html", "desk", request, **more, **days)

    def resting(self, request: Request) -> Response:
        out, others = [r for r in RESTING if r.until], [r for r in RESTING if not r.until]
        typed = {"ref": "", "until": "2026-11-24T15:30", "reason": ""}
        wrong = Refused("say why it is out of service", field="reason")
        more = {"out": out, "others": others, "may": True, "typed": typed, "wrong": wrong}
        return self.page("out_of_service.html", "desk", request, **more)

    async def done(self, request: Request) -> Response:
        """Takes whatever is sent, and answers as the test says."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        number = request.path_params.get("id", 0)
        path = request.path_params.get("path", "")
        self.posted.append(
            {"id": str(number), **({} if path == "acknowledgement" else {"path": path}), **form}
        )
        status, template, variables = self.answer
        alert = (self.pages.get(number) or page_of(number)).row
        audience = Audience("desk", self.locale, role=Role.DUTY_OFFICER)
        return HTMLResponse(render_page(template, audience=audience, **{"alert": alert, **variables}), status)

    async def watch(self, socket: WebSocket) -> None:
        self.visits += 1
        if not self.admitting:
            return await socket.close(4403)
        self.loop = asyncio.get_running_loop()
        await socket.accept()
        viewer = Viewer(socket, "wall" if socket.query_params["board"] == "wall" else "desk")
        hello = {"t": "hello", "epoch": "e", "seq": SEQ, "build": build_id(), "now": iso(NOW)}
        await socket.send_json({**hello, "steady": monotonic()})
        await self.show(viewer)
        self.viewers.append(viewer)
        async with asyncio.TaskGroup() as group:
            ticking = group.create_task(self.ticks(viewer))
            await self.listen(viewer)
            ticking.cancel()
        if viewer in self.viewers:
            self.viewers.remove(viewer)
        return None

    async def listen(self, viewer: Viewer) -> None:
        try:
            while True:
                message = json.loads(await viewer.socket.receive_text())
                if message["t"] == "fit":
                    self.fits.append(message["rows"])
                    viewer.rows = tuple(message["rows"].items())
                    await self.show(viewer)
        except (WebSocketDisconnect, RuntimeError):
            return

    async def show(self, viewer: Viewer) -> None:
        audience = Audience(viewer.board, self.locale, rows=viewer.rows, role=ROLES[viewer.board])
        panels = [self._drawn(name, audience) for name in PANELS]
        await viewer.socket.send_json({"t": "panels", "seq": SEQ, "panels": panels})

    def _drawn(self, name: PanelName, audience: Audience) -> dict[str, Any]:
        panel = self.picture[name]
        return {"panel": name, "v": panel.v, "html": render_panel(name, panel, audience=audience)}

    async def ticks(self, viewer: Viewer) -> None:
        seconds = 0
        while True:
            if self.ticking:
                sent = {name: self.picture[name].v for name in PANELS}
                now = iso(NOW + timedelta(seconds=seconds))
                tick = {"t": "tick", "now": now, "seq": SEQ + seconds, "age": self.age, "v": sent}
                await viewer.socket.send_json({**tick, "steady": monotonic() - self.late_s})
            await asyncio.sleep(1)
            seconds += 1

    def change(self, **panels: Any) -> None:
        """Shows new panels, with a higher version, on every screen that is connected."""
        self.picture |= {name: replace(p, v=self.picture[name].v + 1) for name, p in panels.items()}
        self.tell(self.show)

    def tell(self, say: Callable[[Viewer], Awaitable[None]]) -> None:
        async def everyone() -> None:
            for viewer in list(self.viewers):
                await say(viewer)

        if self.loop is None:
            raise RuntimeError("nobody is watching yet")
        asyncio.run_coroutine_threadsafe(everyone(), self.loop).result(5)


@contextmanager
def served(gallery: Gallery) -> Iterator[str]:
    """The gallery on a free port of this machine, in a thread of its own."""
    config = uvicorn.Config(gallery.app, port=0, ws="websockets-sansio", log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    socket = config.bind_socket()
    socket.listen()
    thread = Thread(target=server.run, kwargs={"sockets": [socket]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)
        socket.close()


if __name__ == "__main__":
    uvicorn.run(Gallery().app, port=int(sys.argv[1]), ws="websockets-sansio", log_level="warning")
