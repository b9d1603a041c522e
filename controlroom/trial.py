"""The demo: databases of its own, a scenario, the real server, and units that report to it over HTTP."""

import asyncio
import signal
import sys
import tempfile
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from rich.console import Console

from controlroom.app import create_app
from controlroom.auth.codes import new_code
from controlroom.auth.passwords import new_password
from controlroom.auth.register import Seat
from controlroom.auth.roles import Role
from controlroom.auth.screens import Screens
from controlroom.clock import SystemClock, monotonic
from controlroom.demo.data import table
from controlroom.demo.embedded import Embedded, embedded
from controlroom.demo.plan.coming import changed, coming
from controlroom.demo.plan.companies import warnings
from controlroom.demo.plan.measures import measures
from controlroom.demo.plan.rhythm import meetings, review
from controlroom.demo.plan.roster import roster
from controlroom.demo.plan.sector_alerts import sector_alerts
from controlroom.demo.scenarios.catalogue import SCENARIOS
from controlroom.demo.scenarios.names import ScenarioName
from controlroom.demo.scenarios.scenario import Showing
from controlroom.demo.simulator import simulate
from controlroom.demo.welcome import SignIn, Welcome
from controlroom.errors import Refused
from controlroom.serve import WatchServer, listen, make_server, set_up_logs
from controlroom.settings import Settings, read_settings
from controlroom.store.migrate import migrate
from controlroom.store.panels.measures import Asked
from controlroom.store.panels.measures import measures as measures_of
from controlroom.store.panels.reviews import last_month, months, span_of, to_review
from controlroom.store.panels.shifts import roster as roster_of
from controlroom.store.panels.snapshot import look, whole_look
from controlroom.watch.commands import SetupCommand
from controlroom.watch.duty import Place, TakeDuty
from controlroom.watch.sector_alerts import ReleaseSectorAlert, SubmitSectorAlert
from controlroom.watch.units import RegisterUnit
from controlroom.watch.visits import PlanVisit

PEOPLE = (
    ("maes", "Lt. Maes", Role.DUTY_OFFICER),
    ("dubois", "Capt. Dubois", Role.SHIFT_LEADER),
    ("jacobs", "Lt. Jacobs", Role.DUTY_OFFICER),
    ("lambert", "Capt. Lambert", Role.SHIFT_LEADER),
    ("peeters", "A. Peeters", Role.OPERATOR),
    ("claes", "M. Claes", Role.ANALYST),
    ("vermeulen", "N. Vermeulen", Role.APPROVER),
    ("desmet", "K. De Smet", Role.PARTNER),
    ("lejeune", "P. Lejeune", Role.PARTNER),
    ("noordlicht", "Noordlicht Energie", Role.COMPANY),
    ("schelde", "Havenbedrijf Schelde", Role.COMPANY),
    ("maertens", "Insp. Maertens", Role.FIELD_UNIT),
    ("leroy", "Insp. Leroy", Role.FIELD_UNIT),
    ("aerts", "S. Aerts", Role.AUDITOR),
    ("wouters", "J. Wouters", Role.ADMIN),
)
SEATS = {
    "noordlicht": Seat("NLE"),
    "schelde": Seat("HBS"),
    "maertens": Seat(unit="ESC-9"),
    "leroy": Seat(unit="PAT-1"),
}
ON_DUTY = (("maes", Place.OFFICER), ("dubois", Place.LEADER))
CREWS = ({Place.OFFICER: "maes", Place.LEADER: "dubois"}, {Place.OFFICER: "jacobs", Place.LEADER: "lambert"})


@dataclass(slots=True)
class Trial:
    json: bool
    port: int
    data_dir: Path | None
    for_s: float | None
    simulator: bool
    speed: float
    seed: int
    scenario: ScenarioName
    began: float = 0.0

    async def run(self) -> None:
        """Until Ctrl-C, SIGTERM, or `for_s` seconds after it was ready; then everything is put away."""
        self.began = monotonic()
        async with AsyncExitStack() as stack:
            place = self._place(stack)
            services = await stack.enter_async_context(embedded(place))
            await migrate(services.owner_url)
            listening = listen("127.0.0.1", self.port)
            stack.callback(listening.close)
            base = f"http://127.0.0.1:{listening.getsockname()[1]}"
            settings = _settings(services, base, place)
            set_up_logs(settings)
            _leave_signals_to_the_server()
            app = create_app(settings)
            server = make_server(app)
            async with asyncio.TaskGroup() as group:
                keeping = group.create_task(services.keep_running())
                serving = group.create_task(server.serve(sockets=[listening]))
                group.create_task(self._play(app, server, services, base))
                await serving
                keeping.cancel()

    def _place(self, stack: AsyncExitStack) -> Path:
        if self.data_dir:
            return self.data_dir
        return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="controlroom-demo-")))

    async def _play(self, app: FastAPI, server: WatchServer, services: Embedded, base: str) -> None:
        await server.open.wait()
        showing = SCENARIOS[self.scenario].at(SystemClock().now(), self.seed, self.speed)
        welcome = await self._set_up(app, showing.plan, base, services.note)
        self._tell(welcome)
        async with asyncio.TaskGroup() as group:
            reporting = group.create_task(self._simulate(welcome, base, showing))
            await _over(self.for_s, server)
            reporting.cancel()

    async def _simulate(self, welcome: Welcome, base: str, showing: Showing) -> None:
        if self.simulator:
            sendings = showing.reports()
            await simulate(base, welcome.units, sendings, clock=SystemClock(), seed=self.seed)

    async def _set_up(self, app: FastAPI, plan: list[SetupCommand], base: str, note: str) -> Welcome:
        state = app.state
        for outcome in await state.desk.do_all(plan, "scenario"):
            if isinstance(outcome, Refused):
                raise outcome
        call_signs = [command.call_sign for command in plan if isinstance(command, RegisterUnit)]
        units = {call_sign: await state.tokens.issue(call_sign) for call_sign in call_signs}
        users = [await _add_person(state, *person) for person in PEOPLE]
        for name, place in ON_DUTY:
            await state.desk.do(TakeDuty(name, place), name)
        await _plan_shifts(state)
        await self._take_measures(state, plan)
        await _keep_visits(state, plan)
        await _review_and_meet(state)
        await state.desk.do_all([*warnings(SystemClock().now(), "claes")], "claes")
        if self.scenario is not ScenarioName.QUIET:
            await _alert_sectors(state)
        code = new_code()
        await state.codes.give(call_signs, code)
        wall_token = await _hang_a_wall(state.screens)
        return Welcome(base, wall_token, users, units, code, monotonic() - self.began, note)

    async def _take_measures(self, state: Any, plan: list[SetupCommand]) -> None:
        """Old data has measures of its own, and what was done with them."""
        now: datetime = SystemClock().now()
        async with look(state.engine) as snapshot:
            known = await measures_of(snapshot, Asked(state="all"), now, 1)
        if known.total:
            return
        visits = {command.code_name: command.code for command in plan if isinstance(command, PlanVisit)}
        quiet = self.scenario is ScenarioName.QUIET
        for act in measures(now, visits, proposer="claes", approver="vermeulen", quiet=quiet):
            await state.desk.do(act, act.by)

    def _tell(self, welcome: Welcome) -> None:
        if self.json:
            sys.stdout.write(welcome.as_json() + "\n")
            sys.stdout.flush()
        else:
            welcome.show(Console())


def _leave_signals_to_the_server() -> None:
    """When it has gone down it raises again what it caught; that must not cut off the rest."""
    for caught in (signal.SIGINT, signal.SIGTERM):
        signal.signal(caught, lambda _, __: None)


async def _review_and_meet(state: Any) -> None:
    """Old data has reviews of its own. What waits for another decision stays undecided in this one."""
    now: datetime = SystemClock().now()
    async with whole_look(state.engine) as whole:
        month = last_month(now)
        known, lines = await months(whole), await to_review(whole, span_of(month, now))
    if known or not lines:
        return
    for act in (*review(month, lines, "claes", now), *meetings(now, "claes")):
        with suppress(Refused):
            await state.desk.do(act, act.by)


async def _add_person(state: Any, name: str, display_name: str, role: Role) -> SignIn:
    """A demo over old data gives the same people new passwords."""
    password = new_password()
    if name in {account.name for account in await state.accounts.list()}:
        await state.accounts.set_password(name, password)
    else:
        await state.accounts.add(name, display_name, role, password, seat=SEATS.get(name))
    return SignIn(name, password, role.value)


async def _plan_shifts(state: Any) -> None:
    """Old data has a roster of its own."""
    now: datetime = SystemClock().now()
    async with look(state.engine) as snapshot:
        planned = await roster_of(snapshot, now, now + timedelta(days=1))
    if not planned.shifts:
        await state.desk.do_all(list(roster(now, CREWS, "dubois")), "dubois")


async def _keep_visits(state: Any, plan: list[SetupCommand]) -> None:
    """What old data has already is refused, and stays as it is."""
    acts = [*coming(table("coming"), SystemClock().now(), "claes"), *changed(plan, "claes")]
    await state.desk.do_all(acts, "claes")


async def _alert_sectors(state: Any) -> None:
    """Old data has these alerts already, as they are by now. Who confirmed none is asked about later."""
    now: datetime = SystemClock().now()
    for one in sector_alerts(now, "claes"):
        with suppress(Refused):
            version = await state.desk.do(one.draft, one.draft.by)
            if version is None or not one.to:
                continue
            await state.desk.do(SubmitSectorAlert(one.draft.sector_alert, "claes", version), "claes")
            release = ReleaseSectorAlert(one.draft.sector_alert, "maes", version, "demo.example", one.to)
            await state.desk.do(release, "maes")
            await state.desk.do_all(list(one.receipts), "schelde")


async def _hang_a_wall(screens: Screens) -> str:
    """Over old data the wall that was seen last may still hang and stays; those before it nobody misses."""
    old = [screen for screen in await screens.list() if screen.revoked_at is None]
    hanging = max(old, key=lambda screen: screen.seen_at or screen.made_at, default=None)
    for screen in old:
        if screen is not hanging:
            await screens.revoke(screen.name)
    return await screens.add("W-2" if hanging and hanging.name == "W-1" else "W-1")


def _settings(services: Embedded, base: str, place: Path) -> Settings:
    return read_settings(
        {},
        database_url=services.database_url,
        owner_database_url=services.owner_url,
        redis_url=services.redis_url,
        public_url=base,
        disk_paths=str(place),
        log_level="warning",
    )


async def _over(seconds: float | None, server: WatchServer) -> None:
    """Wait until the server closes, or until the time is over."""
    try:
        async with asyncio.timeout(seconds):
            await server.closing.wait()
    except TimeoutError:
        server.should_exit = True
