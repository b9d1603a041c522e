"""What is asked of one stand, round by round: its pages, its panels, single reports."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count, cycle
from time import perf_counter
from typing import Final

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.past import Past
from bench.plans import Statement, listening
from bench.stand import Stand
from bench.traffic import Report, a_busy_hour, an_incident
from bench.wire import Wire
from controlroom.app import Painter
from controlroom.auth.accounts import Accounts
from controlroom.auth.audience import PANELS, Audience, PanelName
from controlroom.auth.cookies import cookies
from controlroom.auth.roles import Role
from controlroom.clock import SystemClock
from controlroom.settings import read_settings
from controlroom.store.engine import make_engine
from controlroom.store.quarantine import Quarantine
from controlroom.ws.hub import Hub

OPEN_ALERTS: Final = 12
FRESH_PAGES, PANEL_LOOKS, POSTS = 15, 30, 60
"""Each, in a round."""
AFTER_NEWS_S: Final = 0.15
"""Longer than a panel that was just read waits to be read again."""
PASSWORD: Final = "the blue heron waits"


@dataclass(slots=True)
class Probe:
    """`ms` of all that was timed, by its name; `started_rows`: past rows that a start read, at most."""

    stand: Stand
    engine: AsyncEngine
    client: httpx2.AsyncClient
    desk: dict[str, str]
    wire: Wire
    tokens: Iterator[str]
    ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    started_rows: int = 0
    numbers: "count[int]" = field(default_factory=count)

    @property
    def past(self) -> Past:
        if self.stand.past is None:
            raise LookupError("this stand has no past")
        return self.stand.past

    @property
    def rows(self) -> int:
        return self.past.tables["journal"]

    def rows_per_s(self, work: str) -> str:
        """Of work on the whole journal, where it was done."""
        return f"{self.rows / self.ms[work][0] * 1e3:,.0f} rows/s" if self.ms[work] else "-"

    async def open_alerts(self) -> None:
        """Serious incidents of which nobody has taken notice."""
        for n in range(OPEN_ALERTS):
            path, body = an_incident(n)
            await self._post((path, body | {"priority": 1 + n % 2}))

    async def round(self) -> None:
        """As often for each: the page of a quiet minute, the page after news, the panels, reports."""
        for _ in range(FRESH_PAGES):
            await self._news()
            await self.time("GET /wall after news", lambda: self._get("/wall"))
            await self.time("GET /wall", lambda: self._get("/wall"))
            await self._news()
            await self.time("GET /desk after news", lambda: self._get("/desk"))
            await self.time("GET /quarantine", lambda: self._get("/quarantine"))
        for panel in PANELS:
            for _ in range(PANEL_LOOKS):
                await self.time(f"panel {panel}", partial(self._look, panel))
        for _ in range(POSTS):
            await self.time("POST of one report", lambda: self._post(_in_full(next(self.numbers))))

    async def _look(self, panel: PanelName) -> None:
        """In a snapshot of its own, as the hub does it."""
        async with Painter(self.engine).sitting(datetime.now(UTC)) as look:
            await look(panel)

    async def _news(self) -> None:
        """Reports that change every panel, and the time after which panels are read anew."""
        for n in (0, 3, 5, 6):
            await self._post(a_busy_hour(20 * next(self.numbers) + n))
        await asyncio.sleep(AFTER_NEWS_S)

    async def _post(self, report: Report) -> None:
        path, body = report
        answer = await self.wire.post(path, next(self.tokens), body)
        if answer.status != 201:
            raise SystemExit(f"a report was answered with {answer.status}: {answer.body}")

    async def _get(self, path: str) -> None:
        answer = await self.client.get(path, headers=self.desk if path != "/wall" else None)
        if answer.status_code != 200:
            raise SystemExit(f"{path} was answered with {answer.status_code}")

    async def time(self, name: str, ask: Callable[[], Awaitable[object]]) -> None:
        began = perf_counter()
        await ask()
        self.ms[name].append((perf_counter() - began) * 1e3)

    async def statements(self) -> dict[str, Statement]:
        """What a wall from nothing, a desk and the quarantine ask of the database, and what they read."""
        async with listening(self.stand.superuser_url) as plans:
            engine = make_engine(self.stand.database_url)
            hub = Hub(Painter(engine), SystemClock())
            await hub.picture(Audience())
            await hub.picture(Audience(board="desk", role=Role.DUTY_OFFICER))
            await Quarantine(engine).newest(100)
            await engine.dispose()
        return plans.of_tables()


def _in_full(n: int) -> Report:
    """No shorter than those of the past: a short one would go into a gap that they left on an old page."""
    path, body = an_incident(n)
    said = {
        "facts": "Seen at the gate three times since noon",
        "assessment": "May be looking for the entrance",
    }
    vehicle = {"plate": "1-ABC-123", "country": "BE", "make": "VW", "colour": "grey"}
    return path, body | said | {
        "vehicle": vehicle,
        "position": {"lat": 50.84, "lon": 4.38, "accuracy_m": 12.5},
    }


@asynccontextmanager
async def probing(stand: Stand) -> AsyncIterator[Probe]:
    """With a wall's link and a duty officer's session."""
    engine, settings = make_engine(stand.database_url), read_settings({}, database_url=stand.database_url)
    accounts = Accounts(engine, SystemClock())
    await accounts.add("anna", "Anna Peeters", Role.DUTY_OFFICER, PASSWORD)
    signed_in = await accounts.sign_in("anna", PASSWORD, "127.0.0.1")
    desk = {"cookie": f"{cookies(settings).session}={signed_in.token}"}
    wire, tokens = await Wire.open(stand.url), cycle(stand.tokens.read_text().split())
    async with httpx2.AsyncClient(base_url=stand.url, trust_env=False) as client:
        await client.get(f"/screen/{stand.wall_token}")
        probe = Probe(stand, engine, client, desk, wire, tokens)
        await probe.open_alerts()
        yield probe
    wire.close()
    await engine.dispose()
