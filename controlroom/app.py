"""The composition root: the only file that knows all parts. All that runs has its place in one task group."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from controlroom import __version__, health
from controlroom.auth.accounts import Accounts
from controlroom.auth.audience import Audience
from controlroom.auth.calendar_addresses import CalendarAddresses
from controlroom.auth.codes import Codes
from controlroom.auth.factors import Factors
from controlroom.auth.links import Links
from controlroom.auth.origin import OriginGuard
from controlroom.auth.passkeys import Passkeys, Site
from controlroom.auth.people import People
from controlroom.auth.provider import Provider
from controlroom.auth.requirement import Requirement
from controlroom.auth.roles import Role
from controlroom.auth.screen_register import ScreenRegister
from controlroom.auth.screens import Screens
from controlroom.auth.seal import Seal
from controlroom.auth.tokens import UnitTokens
from controlroom.auth.turns import Turns
from controlroom.auth.unit_register import UnitRegister
from controlroom.bus import Bus, MemoryBus, RedisBus
from controlroom.clock import Clock, SystemClock
from controlroom.desk import daily_checkpoint, disks
from controlroom.desk.desk import Desk
from controlroom.desk.pen import Pen
from controlroom.desk.prover import Prover
from controlroom.errors import ControlRoomError
from controlroom.feeds import field, sector_alerts
from controlroom.feeds import http as feeds
from controlroom.feeds.connectors.build import make_connectors
from controlroom.feeds.connectors.duty import collect
from controlroom.feeds.connectors.intake import Intake
from controlroom.feeds.connectors.logbook import Logbook
from controlroom.feeds.documented import FeedRoute
from controlroom.feeds.door import Door
from controlroom.feeds.pace import Pace
from controlroom.mail.build import LOCK as MAIL_LOCK
from controlroom.mail.build import make_mailer
from controlroom.photos.album import Album
from controlroom.photos.darkroom import Darkroom
from controlroom.replay import endpoint as replay
from controlroom.replay.keeper import Keeper
from controlroom.replay.replays import Replays
from controlroom.settings import Settings, environment
from controlroom.store.engine import connect, make_engine
from controlroom.store.one_of_all import Connect, one_of_all
from controlroom.store.proofs import Proofs
from controlroom.store.quarantine import Quarantine
from controlroom.store.reasons import Reasons
from controlroom.store.signed_note import Signer
from controlroom.ui.assets import STATIC, Assets, build_id
from controlroom.ui.headers import SecurityHeaders
from controlroom.ui.lately import Lately
from controlroom.ui.problems import controlroom_problem, http_problem, unforeseen_problem, unreadable_problem
from controlroom.ui.render import render_panel
from controlroom.ui.routers import ROUTERS
from controlroom.ui.studio import Studio
from controlroom.webhooks.courier import LOCK, Courier
from controlroom.webhooks.outbox import Delivery, Outbox
from controlroom.webhooks.pickup import Pickup
from controlroom.webhooks.post import Post
from controlroom.webhooks.receivers import Receivers
from controlroom.ws import endpoint
from controlroom.ws.hub import Hub
from controlroom.ws.tail import Tail

PAUSE_S: Final = 0.5
LAST_BATCH_S: Final = 10.0
CALENDAR_EACH_S: Final = 20.0
CALENDARS_AT_ONCE: Final = 6
"""A telephone asks for its calendar every half hour; whoever asks more often is told when to come again."""
MOST_OF_A_FORM: Final = 1024 * 1024
"""Bytes that a browser may send; a form with all alerts has thirty thousand. Feeds have their own limit."""

log = logging.getLogger(__name__)


class Painter(Studio):
    """The hub's studio: looks up by this process's database, draws by the templates of the pages."""

    def draw(self, panel: Any, model: Any, audience: Audience) -> str:
        shown_to = model.seen_by(audience)
        return render_panel(panel, model.shown_to(shown_to), audience=shown_to)


class ControlRoom(FastAPI):
    """The feeds have a way in of their own; every answer gets the headers, also to an unforeseen error."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        feed = self.state.feeds.get(scope["path"]) if scope["type"] == "http" else None
        if feed and scope["method"] == "POST":
            scope["app"] = self
            await feed(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        return SecurityHeaders(super().build_middleware_stack(), self.state.settings)


def _way_in(feed: FeedRoute, settings: Settings) -> ASGIApp:
    """Routing, forms and FastAPI's own reading cost a unit's report a third of its time for nothing."""
    return SecurityHeaders(ServerErrorMiddleware(feed.answer, handler=unforeseen_problem), settings)


def create_app(settings: Settings, clock: Clock | None = None) -> FastAPI:
    app = ControlRoom(
        title="Controlroom",
        version=__version__,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=MOST_OF_A_FORM,
    )
    _assemble(app, settings, clock or SystemClock())
    app.add_middleware(OriginGuard, settings=settings)
    app.add_exception_handler(ControlRoomError, controlroom_problem)
    app.add_exception_handler(HTTPException, http_problem)
    app.add_exception_handler(RequestValidationError, unreadable_problem)
    app.add_exception_handler(Exception, unforeseen_problem)
    for router in (
        feeds.router,
        sector_alerts.router,
        field.router,
        *ROUTERS,
        health.router,
        endpoint.router,
        replay.router,
    ):
        app.router.routes += router.routes  # included, each would be made anew at the first request
    app.mount("/static", Assets(directory=STATIC), name="static")
    return app


def _assemble(app: FastAPI, settings: Settings, clock: Clock) -> None:
    state = app.state
    state.settings, state.clock, state.build, state.draining = settings, clock, build_id(), False
    state.team = None
    state.engine = make_engine(settings.database)
    state.bus = _bus(settings)
    own_connection = partial(connect, settings.database)
    state.pen = Pen(own_connection, None, state.bus.announce, limit=settings.queue_limit)
    state.desk = Desk(state.pen)
    state.lately, state.reasons = Lately(), Reasons(state.engine, clock)
    painter = Painter(state.engine)
    state.hub = Hub(painter, clock)
    state.replays = Replays(settings.database, painter, clock)
    state.keeper = Keeper(own_connection)
    state.proofs = Proofs(state.engine)
    state.prover = Prover(partial(connect, settings.database, hurry=False), state.proofs)
    state.sign = _signing(settings, own_connection)
    state.tail = Tail(own_connection, state.bus, state.hub)
    state.accounts = Accounts(state.engine, clock, journal=state.desk)
    _assemble_factors(state)
    state.codes = Codes(state.engine, clock)
    state.screens = Screens(state.engine, clock)
    state.tokens = UnitTokens(state.engine, clock)
    state.darkroom, state.album = Darkroom(), Album(state.engine, clock)
    state.people = People(state.engine, state.accounts, state.factors)
    state.unit_register = UnitRegister(state.engine, clock, state.desk, state.tokens, state.codes)
    state.screen_register = ScreenRegister(state.engine, clock, state.desk, state.screens)
    pace = Pace(settings.unit_rate, settings.unit_burst)
    quarantine = Quarantine(state.engine)
    state.door = Door(state.desk, state.tokens, quarantine, clock, pace, state.album, state.darkroom)
    all_routes = (*feeds.router.routes, *sector_alerts.router.routes)
    routes = (route for route in all_routes if isinstance(route, FeedRoute))
    state.feeds = {
        route.path: _way_in(route, settings) for route in routes if "POST" in (route.methods or ())
    }
    state.measure = partial(disks.measure, settings.disks, state.desk.measured)
    state.collect = _collecting(state, own_connection)
    state.receivers = Receivers(state.engine, clock, plain_http=settings.webhook_plain_http)
    state.outbox = Outbox(state.engine, clock)
    state.courier = _courier(state)
    state.deliver = partial(one_of_all, "delivers webhooks", LOCK, own_connection, state.courier.run)
    state.mailer = make_mailer(state.engine, clock, state.bus.ear(), settings)
    state.send = _sending(state, own_connection)


def _assemble_factors(state: Any) -> None:
    settings, engine, clock, entries = state.settings, state.engine, state.clock, state.accounts.entries
    state.factors = Factors(engine, clock, Seal(engine, clock, settings.secret_keys), entries)
    state.passkeys = Passkeys(engine, clock, Site.of(settings.public_url), entries)
    state.requirement = Requirement(engine, clock, entries)
    state.provider = Provider(engine, clock, settings) if settings.oidc_issuer else None
    creates = Role(settings.oidc_creates) if settings.oidc_creates else None
    state.links = Links(engine, clock, state.accounts, creates)
    state.calendar_addresses = CalendarAddresses(engine, clock, entries)
    state.calendar_turns = Turns(CALENDAR_EACH_S, CALENDARS_AT_ONCE)


def _bus(settings: Settings) -> Bus:
    if settings.redis_url is None:
        log.info("no Redis is set: wake-ups stay in this process, the poll does the rest")
        return MemoryBus()
    return RedisBus(str(settings.redis_url))


def _collecting(state: Any, own_connection: Connect) -> Callable[[], Awaitable[None]]:
    """What the file of ingestors names, collected by one of all the processes; nothing without a file."""
    path, clock = state.settings.ingestors_file, state.clock
    connectors = make_connectors(path, environment(), clock) if path else []
    kinds = {connector.name: connector.kind for connector in connectors}
    intake = Intake(state.door, Logbook(state.engine, clock), kinds)
    return partial(collect, connectors, intake, own_connection)


def _signing(settings: Settings, own_connection: Connect) -> Callable[[], Awaitable[None]] | None:
    """What signs a checkpoint each day, done by one of all the processes; nothing without a key."""
    if settings.checkpoint_key is None:
        return None
    signer = Signer.parse(settings.checkpoint_key.get_secret_value())
    daily = daily_checkpoint.DailyCheckpoint(own_connection, signer, settings.checkpoint_dir)
    return partial(one_of_all, "signs checkpoints", daily_checkpoint.LOCK, own_connection, daily.run)


def _courier(state: Any) -> Courier[Delivery]:
    settings, clock = state.settings, state.clock
    pickup = Pickup(state.engine, clock, settings.public_url)
    post = Post(clock, plain_http=settings.webhook_plain_http)
    return Courier(pickup, state.outbox, post, state.bus.ear())


def _sending(state: Any, own_connection: Connect) -> Callable[[], Awaitable[None]] | None:
    """What writes to companies, done by one of all the processes; nothing without a mail server."""
    if state.mailer is None:
        return None
    return partial(one_of_all, "sends mail", MAIL_LOCK, own_connection, state.mailer.run)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state = app.state
    try:
        async with asyncio.TaskGroup() as group:
            writing = group.create_task(begin_again("pen", state.pen.run))
            others = [
                group.create_task(begin_again("bus", state.bus.run)),
                group.create_task(begin_again("hub", state.hub.run)),
                group.create_task(begin_again("tail", state.tail.run)),
                group.create_task(begin_again("disks", state.measure)),
                group.create_task(begin_again("keeper", state.keeper.run)),
                group.create_task(begin_again("prover", state.prover.run)),
            ]
            outside = [
                group.create_task(begin_again("connectors", state.collect)),
                group.create_task(begin_again("courier", state.deliver)),
            ]
            if state.sign:
                outside.append(group.create_task(begin_again("checkpoints", state.sign)))
            if state.send:
                outside.append(group.create_task(begin_again("mail", state.send)))
            yield
            for task in outside:
                task.cancel()
            state.pen.stop()
            await asyncio.wait([writing], timeout=LAST_BATCH_S)
            for task in (writing, *others):
                task.cancel()
    finally:
        await state.engine.dispose()


async def begin_again(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """A loop that fails is a defect: it is logged and begins again, and its neighbours go on."""
    while True:
        try:
            await run()
        except Exception:
            log.exception("%s stopped and begins again", name)
            await asyncio.sleep(PAUSE_S)
        else:
            return
