"""Twenty officers acknowledge the same alerts at once: who won, what the others were told, how soon."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import asyncpg

from bench.findings import Bar, Findings, Table, at_most, number, percentile
from bench.officers import Officer, officers_of
from bench.race import Form, Press, Race, Told, judge, judge_forms
from bench.screens import watching
from bench.stand import Stand, a_stand
from bench.wire import Wire
from controlroom.clock import SystemClock
from controlroom.errors import Refused
from controlroom.office import open_desk
from controlroom.settings import read_settings
from controlroom.watch.commands import Command
from controlroom.watch.patrols import MISSED_AFTER, PlanPatrolCheck
from controlroom.watch.sites import RegisterSite, SiteKind

HOW: Final = """twenty officers, each signed in over HTTP, with a keep-alive connection and an open desk.
  First all press at one alert in one moment, alert after alert; then each goes through other alerts in an
  order of their own, as fast as they are answered; then all send the desk's form with the same P4 alerts in
  one moment. Who won is read from the answers and from the journal, and the two must say the same. The bar
  is that of the live path: a change is on the screens within 250 ms (p99), and whoever makes it waits no
  longer. A form of 500 is 500 acts; it is held against the ten seconds after which the pen gives up."""
OFFICERS, ALERTS, AT_ONCE = 20, 500, 100
P99_MS, FORM_MS = 250, 10_000
TO_PLAN: Final = timedelta(seconds=4)
RAISED_WITHIN_S: Final = 60
OPEN: Final = """
SELECT id, version FROM alert WHERE rule = $1 AND ended_at IS NULL AND acked_by IS NULL ORDER BY id
"""
WON: Final = """
SELECT (body::json->>'alert')::bigint, display_name
FROM journal JOIN account ON account.name = body::json->>'by' WHERE kind = 'alert.acknowledged'
"""

Alerts = list[tuple[int, int]]
"""Number and version of each, as they stand on a screen."""


async def measure(officers: int = OFFICERS, alerts: int = ALERTS) -> Findings:
    async with AsyncExitStack() as stack:
        stand = await stack.enter_async_context(a_stand())
        database = await asyncpg.connect(stand.database_url)
        stack.push_async_callback(database.close)
        staff = await stack.enter_async_context(officers_of(stand, officers))
        await stack.enter_async_context(watching(stand, officers, staff[0].cookie))
        races = {
            "all at one alert in one moment": await _race(stand, database, staff, alerts, _together),
            "each in an order of their own": await _race(stand, database, staff, alerts, _freely),
        }
        forms = await _forms(stand, database, staff, alerts)
        return findings(races, forms, officers)


Way = Callable[[Sequence[Officer], Alerts], Awaitable[list[Press]]]


async def _race(
    stand: Stand, database: asyncpg.Connection, staff: Sequence[Officer], alerts: int, way: Way
) -> Race:
    """A hundred new alerts at a time: one that waits for its turn would go up its ladder meanwhile."""
    presses: list[Press] = []
    for first in range(0, alerts, AT_ONCE):
        await _raise(stand, min(AT_ONCE, alerts - first))
        presses += await way(staff, await _open(database, "incident.serious"))
    return judge(presses, [tuple(row) for row in await database.fetch(WON)])


async def _together(staff: Sequence[Officer], alerts: Alerts) -> list[Press]:
    """All hands fall at once; the next alert is pressed when the last of them has its answer."""
    presses: list[Press] = []
    for alert in alerts:
        presses += await asyncio.gather(*(officer.acknowledges(*alert) for officer in staff))
    return presses


async def _freely(staff: Sequence[Officer], alerts: Alerts) -> list[Press]:
    async def through(officer: Officer) -> list[Press]:
        order = random.Random(officer.name).sample(alerts, len(alerts))
        return [await officer.acknowledges(*alert) for alert in order]

    return [press for some in await asyncio.gather(*map(through, staff)) for press in some]


async def _forms(
    stand: Stand, database: asyncpg.Connection, staff: Sequence[Officer], alerts: int
) -> Sequence[Form]:
    await _miss_checks(stand, alerts)
    chosen: Alerts = []
    for _ in range(RAISED_WITHIN_S):
        await asyncio.sleep(1)
        chosen = await _open(database, "patrol.missed")
        if len(chosen) == alerts:
            break
    sent = await asyncio.gather(*(officer.acknowledges_all(chosen) for officer in staff))
    written = [alert for alert, _ in await database.fetch(WON)]
    return judge_forms(sent, [alert for alert, _ in chosen], written)


async def _open(database: asyncpg.Connection, rule: str) -> Alerts:
    return [(row["id"], row["version"]) for row in await database.fetch(OPEN, rule)]


async def _raise(stand: Stand, count: int) -> None:
    """An alert for each report that its unit calls P2."""
    wire = await Wire.open(stand.url)
    tokens = stand.tokens.read_text().split()
    for n in range(count):
        answer = await wire.post("/feeds/incidents", tokens[n % len(tokens)], _report())
        if answer.status != 201:
            raise SystemExit(f"a report was answered with {answer.status}: {json.dumps(answer.body)}")
    wire.close()


def _report() -> dict[str, Any]:
    at = datetime.now(UTC).isoformat()
    return {"id": str(uuid4()), "at": at, "kind": "breach", "site": "S-1", "text": "Fence cut", "priority": 2}


async def _miss_checks(stand: Stand, count: int) -> None:
    """A missed check at each of so many sites: P4, so they may be acknowledged with others."""
    ended = SystemClock().now() + TO_PLAN - MISSED_AFTER.time
    commands: list[Command] = []
    for n in range(count):
        site = RegisterSite(f"R-{n}", f"Round {n}", SiteKind.EU, "", "Brussels", 50.84, 4.38, 2)
        commands += [site, PlanPatrolCheck(f"R-{n}", f"R-{n}", ended - timedelta(hours=1), ended)]
    settings = read_settings({}, database_url=stand.database_url, public_url=stand.url)
    async with open_desk(settings) as desk:
        for outcome in await desk.do_all(commands, "bench"):
            if isinstance(outcome, Refused):
                raise outcome


def findings(races: dict[str, Race], forms: Sequence[Form], officers: int) -> Findings:
    bars = [bar for name, race in races.items() for bar in _bars(name, race)]
    wrong = sum(form.wrong for form in forms)
    bars.append(Bar("forms with the same alerts that were told something else", "0", str(wrong), wrong == 0))
    bars.append(at_most("a form with all of them, worst", FORM_MS, max(form.took_ms for form in forms)))
    return Findings(bars, [_table(races, officers), _forms_table(forms)])


def _bars(name: str, race: Race) -> list[Bar]:
    losers = len(race.presses) - race.alerts
    lost, broken = race.told(Told.LOST), race.told(Told.BROKEN)
    p99 = percentile([press.took_ms for press in race.presses], 99)
    one_winner = race.alerts - len(race.wrong)
    return [
        Bar(f"{name}: alerts with one winner", "all", f"{one_winner:,} of {race.alerts:,}", not race.wrong),
        Bar(f"{name}: losers who were told who was first", "all", f"{lost:,} of {losers:,}", lost == losers),
        Bar(f"{name}: 5xx", "0", str(broken), broken == 0),
        at_most(f"{name}: an acknowledgement is answered, p99", P99_MS, p99),
    ]


def _table(races: dict[str, Race], officers: int) -> Table:
    rows = []
    for name, race in races.items():
        took = [press.took_ms for press in race.presses]
        times = [number(percentile(took, share)) for share in (50, 99, 100)]
        rows.append(
            [name, f"{race.alerts:,}", f"{len(took):,}", *(str(race.told(told)) for told in Told), *times]
        )
    head = ["how", "alerts", "pressed", *Told, "p50 ms", "p99 ms", "worst ms"]
    return Table(f"{officers} officers acknowledge the same alerts, a press each", head, rows)


def _forms_table(forms: Sequence[Form]) -> Table:
    times = [number(percentile([form.took_ms for form in forms], share)) for share in (50, 100)]
    counts = [sum(form.done for form in forms), sum(form.before for form in forms)]
    row = [str(len(forms)), *(f"{count:,}" for count in counts), *times]
    head = ["forms", "acknowledged", "told: somebody was first", "p50 ms", "worst ms"]
    return Table("The same alerts in one form of each officer", head, [row])
