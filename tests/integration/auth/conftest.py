"""The parts of auth on a database of their own, a clock that tests move, a small site behind the guards."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.accounts import Accounts
from controlroom.auth.calendar_addresses import CalendarAddresses
from controlroom.auth.factors import Factors
from controlroom.auth.links import Links
from controlroom.auth.origin import OriginGuard
from controlroom.auth.passkeys import Passkeys, Site
from controlroom.auth.passwords import Passwords
from controlroom.auth.requirement import Requirement
from controlroom.auth.roles import Role
from controlroom.auth.screens import Screens
from controlroom.auth.seal import Seal
from controlroom.auth.tokens import UnitTokens
from controlroom.errors import Busy, ControlRoomError
from controlroom.settings import read_settings
from controlroom.store.engine import make_engine
from controlroom.ui import account_page, language, provider_pages, second_step, sign_in
from controlroom.ui.guard import DeskViewerDep, OfficerDep, WallDep
from controlroom.ui.headers import SecurityHeaders
from controlroom.ui.problems import controlroom_problem
from controlroom.watch.accounts import AccountEvent, NoteAccount
from controlroom.watch.commands import Command

ORIGIN = "http://watch.example"
PASSWORD = "the blue heron waits"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class MovingClock:
    at: datetime = field(default_factory=lambda: datetime(2026, 11, 24, 13, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def move(self, **how_far: float) -> None:
        self.at += timedelta(**how_far)


@dataclass
class FakeDesk:
    """Notes what it is asked to do; `refuses` with this if that is set."""

    asked: list[Command] = field(default_factory=list)
    refuses: Busy | None = None
    entries: list[tuple[str, AccountEvent]] = field(default_factory=list)

    async def do(self, command: Command, actor: str) -> int | None:
        if self.refuses:
            raise self.refuses
        if isinstance(command, NoteAccount):
            self.entries.append((actor, command.event))
        else:
            self.asked.append(command)
        return None


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
async def engine(database: Any) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(database.database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
async def accounts(engine: AsyncEngine, clock: MovingClock, desk: FakeDesk) -> Accounts:
    """With one duty officer, `anna`."""
    accounts = Accounts(engine, clock, Passwords(CHEAP), desk)
    await accounts.add("anna", "Anna Peeters", Role.DUTY_OFFICER, PASSWORD)
    desk.entries.clear()
    return accounts


@pytest.fixture
def screens(engine: AsyncEngine, clock: MovingClock) -> Screens:
    return Screens(engine, clock)


@pytest.fixture
def tokens(engine: AsyncEngine, clock: MovingClock) -> UnitTokens:
    return UnitTokens(engine, clock, clock.monotonic)


@pytest.fixture
def factors(engine: AsyncEngine, clock: MovingClock, accounts: Accounts) -> Factors:
    return Factors(engine, clock, Seal(engine, clock), accounts.entries)


@pytest.fixture
def passkeys(engine: AsyncEngine, clock: MovingClock, accounts: Accounts) -> Passkeys:
    return Passkeys(engine, clock, Site.of("https://watch.example"), accounts.entries)


@pytest.fixture
def requirement(engine: AsyncEngine, clock: MovingClock, accounts: Accounts) -> Requirement:
    return Requirement(engine, clock, accounts.entries)


@pytest.fixture
def site(
    database: Any,
    engine: AsyncEngine,
    clock: MovingClock,
    accounts: Accounts,
    screens: Screens,
    desk: FakeDesk,
    factors: Factors,
    passkeys: Passkeys,
    requirement: Requirement,
) -> FastAPI:
    settings = read_settings(
        {"CONTROLROOM_DATABASE_URL": database.database_url, "CONTROLROOM_PUBLIC_URL": ORIGIN}
    )
    app = FastAPI()
    app.state.settings, app.state.accounts, app.state.screens = settings, accounts, screens
    app.state.desk, app.state.engine = desk, engine
    app.state.factors, app.state.passkeys, app.state.requirement = factors, passkeys, requirement
    app.state.provider, app.state.links = None, Links(engine, clock, accounts)
    app.state.calendar_addresses = CalendarAddresses(engine, clock, accounts.entries)
    for pages in (sign_in, provider_pages, second_step, account_page, language):
        app.include_router(pages.router)
    app.add_middleware(OriginGuard, settings=settings)
    app.add_middleware(SecurityHeaders, settings=settings)

    @app.get("/wall")
    async def wall(who: WallDep) -> str:
        return who.name

    @app.get("/desk")
    async def show_desk(who: DeskViewerDep) -> str:
        return who.name

    @app.post("/alerts/7/acknowledgement")
    async def acknowledge(who: OfficerDep) -> str:
        return who.name

    app.add_exception_handler(ControlRoomError, controlroom_problem)

    return app


@pytest.fixture
async def browser(site: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """It follows no redirect by itself, and says where its requests come from as a page of ours would."""
    transport = httpx2.ASGITransport(site, client=("192.0.2.1", 5000))
    headers = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
    async with httpx2.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers) as client:
        yield client


SignIn = Callable[..., Awaitable[httpx2.Response]]


@pytest.fixture
def sign_in_as(browser: httpx2.AsyncClient) -> SignIn:
    async def post(name: str = "anna", password: str = PASSWORD, **more: str) -> httpx2.Response:
        return await browser.post("/sign-in", data={"name": name, "password": password, **more})

    return post
