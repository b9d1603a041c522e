"""A whole server on a database of its own, with two units, a site, a post and a visit."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
from fastapi import FastAPI

from controlroom.app import create_app
from controlroom.serve import listen, make_server
from controlroom.settings import read_settings
from controlroom.watch.legs import PlannedLeg
from controlroom.watch.posts import OpenPost
from controlroom.watch.sites import RegisterSite, SiteKind
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind
from controlroom.watch.visits import PlanVisit, Rank, VisitKind


@dataclass
class Watch:
    app: FastAPI
    url: str
    client: httpx2.AsyncClient
    token: str
    other_token: str

    async def post(
        self,
        path: str,
        content: bytes | str,
        *,
        token: str | None = None,
        content_type: str = "application/json",
        **headers: str,
    ) -> httpx2.Response:
        headers = {"authorization": f"Bearer {token or self.token}", "content-type": content_type, **headers}
        return await self.client.post(path, content=content, headers=headers)

    async def report(self, path: str, report: dict[str, Any], *, token: str | None = None) -> httpx2.Response:
        return await self.post(path, json.dumps(report), token=token)

    async def ask(self, question: str, *values: Any) -> list[Any]:
        async with self.app.state.engine.connect() as connection:
            rows = await connection.exec_driver_sql(question, values)
            return [tuple(row) for row in rows]


@asynccontextmanager
async def a_watch(database_url: str, **more: str) -> AsyncIterator[Watch]:
    settings = read_settings({"CONTROLROOM_DATABASE_URL": database_url}, **more)
    app = create_app(settings)
    sock = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    server = make_server(app, trusted_proxies=settings.trusted_proxies)
    serving = asyncio.create_task(server.serve(sockets=[sock]))
    try:
        async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
            await app.state.desk.do_all(_the_place(datetime.now(UTC)), "setup")
            tokens = app.state.tokens
            yield Watch(app, url, client, await tokens.issue("EU-07A"), await tokens.issue("EU-07B"))
    finally:
        server.should_exit = True
        await serving


def _the_place(now: datetime) -> list[Any]:
    soon, later = now + timedelta(minutes=30), now + timedelta(hours=1)
    leg = PlannedLeg(1, "BRU", "EU-JL", soon, later, ("EU-07A",), 3)
    units = ("EU-07A", "EU-07B")
    return [
        *(RegisterUnit(unit, f"Team {unit}", UnitKind.POST, Pulse.CRITICAL) for unit in units),
        RegisterSite(
            "EU-JL", "Justus Lipsius", SiteKind.EU, "Rue de la Loi 175", "Brussels", 50.842, 4.382, 3
        ),
        RegisterSite("BRU", "Airport", SiteKind.AIRPORT, "", "Zaventem", 50.9, 4.48, 2),
        OpenPost("EU-07", "EU-JL", "Gate 3", 2, 240, 60, units, "EU-07A", later),
        PlanVisit("V-1", "FALCON", Rank.A, VisitKind.OFFICIAL, "X", now, later, 3, None, (leg,)),
    ]


def incident(**changes: Any) -> dict[str, Any]:
    said = {"id": str(uuid4()), "at": datetime.now(UTC).isoformat(), "kind": "other", "site": "EU-JL"}
    return {**said, "text": "grey van", **changes}


def movement(**changes: Any) -> dict[str, Any]:
    said = {"id": str(uuid4()), "at": datetime.now(UTC).isoformat(), "visit": "V-1", "leg": 1}
    return {**said, "status": "en_route", **changes}


def check(**changes: Any) -> dict[str, Any]:
    said = {"id": str(uuid4()), "at": datetime.now(UTC).isoformat(), "kind": "check", "site": "EU-JL"}
    return {**said, **changes}
