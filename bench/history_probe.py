"""What is asked of one stand: pages, panels, a report, a start, a screen and a tail that come back."""

import asyncio
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count, cycle
from time import perf_counter
from typing import Any, Final
from urllib.parse import urlsplit

import asyncpg
import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.asyncio.client import connect as open_socket
from websockets.typing import Origin

from bench.past import Past
from bench.plans import Statement, listening
from bench.stand import SERVE, Stand, a_program, free_port
from bench.traffic import Report, a_busy_hour, an_incident
from bench.wire import Wire
from controlroom.app import Painter
from controlroom.auth.accounts import Accounts
from controlroom.auth.audience import PANELS, Audience, PanelName
from controlroom.auth.cookies import cookies
from controlroom.auth.roles import Role
from controlroom.bus import MemoryBus
from controlroom.clock import SystemClock
from controlroom.demo.credentials import kept_credentials
from controlroom.settings import read_settings
from controlroom.store.engine import connect, make_engine
from controlroom.store.quarantine import Quarantine
from controlroom.store.verify import verify
from controlroom.ws.hub import Hub
from controlroom.ws.tail import Tail

OPEN_ALERTS: Final = 12
FRESH_PAGES, PANEL_LOOKS, POSTS, STARTS, RETURNS = 15, 30, 60, 3, 10
"""Each a round; the last two once."""
VERIFY: Final = "verify"
AFTER_NEWS_S: Final = 0.15
"""Longer than a panel that was just read waits to be read again."""
PASSWORD: Final = "the blue heron waits"
COUNTED_AFTER_S: Final = 11
"""A connection of PostgreSQL that is at rest hands in what it counted after ten seconds."""
ROWS_READ: Final = """
SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_user_tables
WHERE relname IN ('journal', 'report_key', 'incident', 'alert', 'patrol_check', 'visit', 'leg')
"""
FIT: Final = '{"t":"fit","rows":{"alerts":7,"visits":5,"posts":12,"patrols":4,"incidents":5}}'


class LateTail(Tail):
    """A tail that was away since that number."""

    def __init__(self, last: int, *parts: Any) -> None:
        super().__init__(*parts)
        self._last = last


class ListeningHub(Hub):
    """Says when the first tick has come all the way."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.ticked = asyncio.Event()

    def tick(self, seq: int, age_s: float) -> None:
        super().tick(seq, age_s)
        self.ticked.set()


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

    @property
    def verified_per_s(self) -> float:
        return self.rows / self.ms[VERIFY][0] * 1e3

    async def open_alerts(self) -> None:
        """Serious incidents of which nobody has taken notice."""
        for n in range(OPEN_ALERTS):
            path, body = an_incident(n)
            await self._post((path, body | {"priority": 1 + n % 2}))

    async def round(self) -> None:
        """As often for each: the page of a quiet minute, the page after news, the panels, reports."""
        for _ in range(FRESH_PAGES):
            await self._news()
            await self._time("GET /wall after news", lambda: self._get("/wall"))
            await self._time("GET /wall", lambda: self._get("/wall"))
            await self._news()
            await self._time("GET /desk after news", lambda: self._get("/desk"))
            await self._time("GET /quarantine", lambda: self._get("/quarantine"))
        for panel in PANELS:
            for _ in range(PANEL_LOOKS):
                await self._time(f"panel {panel}", partial(self._look, panel))
        for _ in range(POSTS):
            await self._time("POST of one report", lambda: self._post(an_incident(next(self.numbers))))

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

    async def _time(self, name: str, ask: Callable[[], Awaitable[object]]) -> None:
        began = perf_counter()
        await ask()
        self.ms[name].append((perf_counter() - began) * 1e3)

    async def once(self) -> None:
        await asyncio.sleep(COUNTED_AFTER_S)
        for _ in range(STARTS):
            await self._start()
        for _ in range(RETURNS):
            await self._time("screen that comes back", self._screen)
            await self._time("tail that comes back after all of it", self._tail)
        await self._time(VERIFY, self._verify)

    async def _start(self) -> None:
        """Another server on the same databases, to its first ready."""
        read_before, port = await self._rows_read(), free_port()
        command, ready = [sys.executable, *SERVE, str(port)], f"http://127.0.0.1:{port}/health/ready"
        began = perf_counter()
        async with a_program(command, "history", ready, self.stand.environment):
            self.ms["start to ready"].append((perf_counter() - began) * 1e3)
        self.started_rows = max(self.started_rows, await self._rows_read() - read_before)

    async def _rows_read(self) -> int:
        connection = await asyncpg.connect(self.stand.owner_url)
        read: int = await connection.fetchval(ROWS_READ)
        await connection.close()
        return read

    async def _screen(self) -> None:
        address = self.stand.url.replace("http", "ws") + "/ws?board=wall"
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())}
        async with open_socket(
            address, origin=Origin(self.stand.url), additional_headers=headers, proxy=None, max_size=None
        ) as socket:
            await socket.send(FIT)
            while '"panel":"incidents"' not in str(await socket.recv()):
                pass

    async def _tail(self) -> None:
        hub = ListeningHub(Painter(self.engine), SystemClock())
        tail = LateTail(1, lambda: connect(self.stand.database_url), MemoryBus(), hub)
        async with asyncio.TaskGroup() as group:
            following = group.create_task(tail.run())
            await hub.ticked.wait()
            following.cancel()

    async def _verify(self) -> None:
        connection = await connect(self.stand.database_url, hurry=False)
        proof = await verify(connection)
        await connection.close()
        if proof.broken:
            raise SystemExit(f"the past does not hold: {proof.broken}")

    async def statements(self) -> dict[str, Statement]:
        """What a wall from nothing, a desk and the quarantine ask of the database, and what they read."""
        password = kept_credentials(self.stand.data_dir).superuser
        place = urlsplit(self.stand.owner_url)
        superuser_url = f"postgresql://postgres:{password}@{place.netloc.rpartition('@')[2]}{place.path}"
        async with listening(superuser_url) as plans:
            engine = make_engine(self.stand.database_url)
            hub = Hub(Painter(engine), SystemClock())
            await hub.picture(Audience())
            await hub.picture(Audience(board="desk", role=Role.DUTY_OFFICER))
            await Quarantine(engine).newest(100)
            await engine.dispose()
        return plans.of_tables()


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
