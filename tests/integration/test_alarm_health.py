"""The page of alarm health against days that were played, and against a past of known alerts."""

import csv
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from io import StringIO
from typing import Final

import pytest

from bench.plans import Statement, listening
from controlroom.auth.cookies import cookies
from controlroom.auth.roles import Role
from controlroom.clock import BRUSSELS
from controlroom.demo.scenarios.names import ScenarioName
from controlroom.watch.alarm_limits import MOST_AN_HOUR
from controlroom.watch.flood import FloodBegan, FloodEnded
from tests.conftest import Database, Servers
from tests.integration.a_past_room import PastRoom, a_past_room
from tests.unit.demo.the_day import START, WatchedDay, shown

HOUR = timedelta(hours=1)
A_WORKING_DAY: Final = 10
"""Hours."""
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
READERS = {Role.SHIFT_LEADER, Role.DUTY_OFFICER, Role.ANALYST, Role.AUDITOR, Role.ADMIN}


@asynccontextmanager
async def played(
    database: Database, name: ScenarioName, hours: float
) -> AsyncIterator[tuple[PastRoom, WatchedDay]]:
    day = WatchedDay.of(shown(name=name), hours * 60)
    async with a_past_room(database, START + timedelta(hours=hours)) as room:
        await room.keep(day)
        yield room, day


@pytest.fixture
async def room(database: Database) -> AsyncIterator[PastRoom]:
    async with a_past_room(database, NOON) as past:
        yield past


async def page(room: PastRoom, **asked: str) -> str:
    answer = await (await room.browser_of(Role.DUTY_OFFICER)).get("/alarm-health", params=asked)
    assert answer.status_code == 200, answer.text
    return unescape(re.sub(r"\s+", " ", answer.text))


def section(html: str, name: str) -> str:
    """The figure of this name, in words only."""
    (found,) = re.findall(rf'<section[^>]*aria-labelledby="title-{name}">(.*?)</section>', html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def figure(html: str) -> float:
    (found,) = re.findall(r'data-figure="worst-hour">([\d.]+)<', html)
    return float(found)


def fullest_hour(moments: Sequence[datetime]) -> int:
    """Counted the long way: each alert with all those of the hour after it."""
    return max(sum(begins <= other < begins + HOUR for other in moments) for begins in moments)


async def test_on_a_summit_day_one_operator_is_asked_at_most_twelve_times_in_any_hour(
    database: Database,
) -> None:
    """ISA-18.2; what the page says is held against what the watch of the day remembers."""
    async with played(database, ScenarioName.SUMMIT, A_WORKING_DAY) as (room, day):
        html = await page(room, period="days", **{"from": "2026-11-24", "to": "2026-11-24"})
    moments = [at for at, _ in day.raised]
    assert len(moments) > 20
    assert figure(html) == fullest_hour(moments)
    assert 0 < figure(html) <= MOST_AN_HOUR
    assert f"{len(moments)} alerts" in html
    assert "beyond the limit" not in section(html, "hours") + section(html, "tens")
    assert "No flood." in section(html, "tens")


async def test_two_operators_share_what_the_room_is_asked(database: Database) -> None:
    async with played(database, ScenarioName.SUMMIT, A_WORKING_DAY) as (room, day):
        html = await page(room, operators="2")
    assert figure(html) == fullest_hour([at for at, _ in day.raised]) / 2


async def test_a_flood_is_on_the_page_from_its_first_to_its_last_moment(database: Database) -> None:
    async with played(database, ScenarioName.FLOOD, 3) as (room, day):
        html = await page(room)
    ((began, _),), ((ended, _),) = day.happened(FloodBegan), day.happened(FloodEnded)
    flooded = section(html, "tens")
    minutes = round((ended - began) / timedelta(minutes=1))
    assert f"1 flood, {minutes} min" in flooded, flooded[:800]
    assert f"{began.astimezone(BRUSSELS):%d/%m %H:%M} – {ended.astimezone(BRUSSELS):%d/%m %H:%M}" in flooded
    assert html.count('class="plot__flood"') == 1
    assert figure(html) == fullest_hour([at for at, _ in day.raised]) > MOST_AN_HOUR
    assert "beyond the limit" in section(html, "hours")


async def test_what_a_dead_line_explains_is_held_back_now_and_in_no_figure(database: Database) -> None:
    async with played(database, ScenarioName.DEAD_FEED, 0.75) as (room, day):
        html = await page(room)
    held = [alert for alert in day.holding() if alert.asked_at is None]
    assert len(held) >= 5
    assert f"{len(day.raised)} alerts" in html
    assert "were explained by a cause and never shown" in html
    assert f"Held back by a cause {len(held)} " in section(html, "held")
    by_patrol = [alert for alert in held if alert.cause == "unit:PAT-2"]
    assert f"PAT-2 explains {len(by_patrol)} alerts" in section(html, "held")


async def test_exercises_are_apart_and_what_was_shelved_counts(room: PastRoom) -> None:
    at = NOON - HOUR
    shelf = {"shelved_by": "anna", "shelved_until": NOON + HOUR, "shelf_reason": "works at gate 2"}
    still = {"condition": "active", "cleared_at": None, "ended_at": None}
    await room.raise_alerts(
        [
            {"raised_at": at},
            {"raised_at": at, "suppression": "shelved", **shelf, **still},
            {"raised_at": at, "status": "exercise", "asked_at": None},
            {"raised_at": at - 40 * HOUR, "asked_at": at},
            {"raised_at": at, "asked_at": None, "suppression": "suppressed_by_design", **still},
        ]
    )
    html = await page(room)
    assert "3 alerts" in html
    assert "1 was explained by a cause and never shown." in html
    assert "1 of an exercise or a test is in no figure." in html
    assert "Shelved 1" in section(html, "shelved")
    assert "works at gate 2" in section(html, "shelved")


async def test_it_says_how_soon_alerts_were_acknowledged_and_what_they_were(room: PastRoom) -> None:
    at = NOON - HOUR
    duress = [
        {"raised_at": at, "rule": "unit.duress", "priority": 1, "first_acked_at": at + timedelta(seconds=s)}
        for s in (10, 20, 25, 29, 70)
    ]
    high = [{"raised_at": at, "priority": 2, "first_acked_at": at + timedelta(seconds=80)}]
    waiting = [{"raised_at": NOON - timedelta(minutes=5), "priority": 2, "condition": "active"}]
    waiting[0] |= {"cleared_at": None, "ended_at": None}
    ends = [{"raised_at": at, "disposition": said} for said in ("false", "false", "true", "no_action")]
    await room.raise_alerts([*duress, *high, *waiting, *ends])
    html = await page(room)
    answers = section(html, "answers")
    assert re.search(r"Duress 5 0:25 0:29 ≤ 0:30 1:10 ≤ 1:00 0 near the limit", answers), answers
    assert re.search(r"P2 priority 2 2 1:20 5:00 ≤ 1:30 5:00 ≤ 3:00 0 beyond the limit", answers), answers
    assert re.search(r"P3 priority 3 0 – – – 4 no time is set", answers), answers
    assert re.search(r"Unit silent 6 54.5 % 50.0 % 2/4", section(html, "rules")), section(html, "rules")
    assert re.search(r"true 1 false alarm 2 duplicate 0 test 0 no action needed 1", section(html, "closed"))


async def test_what_held_for_a_day_is_stale_on_each_day_that_it_went_on(room: PastRoom) -> None:
    old = {"raised_at": NOON - 90 * HOUR, "cleared_at": NOON - 30 * HOUR, "ended_at": NOON - 29 * HOUR}
    still = {"raised_at": NOON - 50 * HOUR, "condition": "active", "cleared_at": None, "ended_at": None}
    short = {"raised_at": NOON - 50 * HOUR, "cleared_at": NOON - 27 * HOUR, "ended_at": NOON - 20 * HOUR}
    await room.raise_alerts([old, still, still, still, still, short])
    today, before = await page(room), await page(room, period="7d")
    assert "4 alerts held for more than 24 hours; at most 4 on one day." in section(today, "stale")
    assert "near the limit" in section(today, "stale")
    assert "5 alerts held for more than 24 hours; at most 5 on one day." in section(before, "stale")
    assert "beyond the limit" in section(before, "stale")
    assert before.count('href="/alerts/') == 5


async def test_only_those_who_answer_for_the_room_read_its_figures(room: PastRoom) -> None:
    for role in Role:
        browser = await room.browser_of(role)
        await room.says_why(browser, "/alarm-health/alerts.csv")
        for path in ("/alarm-health", "/alarm-health/alerts.csv"):
            assert (await browser.get(path)).status_code == (200 if role in READERS else 403), (role, path)
        desk = "/desk" if role not in (Role.AUDITOR, Role.ADMIN) else "/wall"
        if role in READERS:
            assert f'<a href="{desk}">' in (await browser.get("/alarm-health")).text
    screen = {cookies(room.app.state.settings).screen: await room.app.state.screens.add("north wall")}
    for stranger in (await room.browser(screen), await room.browser()):
        assert (await stranger.get("/alarm-health")).status_code == 303


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"operators": "0"}, "operators"),
        ({"operators": "²"}, "operators"),
        ({"period": "days", "from": "24/11"}, "from"),
        ({"period": "days", "from": "2026-11-25"}, "from"),
        ({"period": "days", "from": "2026-11-24", "to": "2026-11-23"}, "to"),
        ({"period": "days", "from": "2026-01-01", "to": "2026-11-24"}, "to"),
    ],
)
async def test_what_cannot_be_counted_is_said_at_its_field(
    room: PastRoom, asked: dict[str, str], field: str
) -> None:
    browser = await room.browser_of(Role.ANALYST)
    for path in ("/alarm-health", "/alarm-health/alerts.csv"):
        answer = await browser.get(path, params=asked)
        assert answer.status_code == 422
        assert f'aria-invalid="true" aria-describedby="amiss-{field}"' in answer.text
        assert 'aria-labelledby="title-hours"' not in answer.text


async def test_the_table_has_the_alerts_of_the_figures_and_no_formula(room: PastRoom) -> None:
    at = NOON - HOUR
    await room.raise_alerts(
        [
            {"raised_at": at, "object": "=cmd|' /C calc'!A0", "first_acked_at": at + timedelta(seconds=7)},
            {"raised_at": at, "status": "exercise", "asked_at": None},
            {"raised_at": NOON - 40 * HOUR},
        ]
    )
    browser = await room.browser_of(Role.AUDITOR)
    assert (await browser.get("/alarm-health/alerts.csv")).status_code == 428, "nobody said why"
    await room.says_why(browser, "/alarm-health/alerts.csv")
    answer = await browser.get("/alarm-health/alerts.csv")
    (exported,) = room.scribe.written
    assert (exported.kind, exported.count, exported.because) == ("data.exported", 2, "the weekly meeting")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["status"] for row in rows] == ["actual", "exercise"]
    assert rows[0]["about"] == "'=cmd|' /C calc'!A0"
    assert rows[0]["seconds to acknowledge"] == "7.0"
    assert rows[0]["raised"] == "2026-11-24T12:00:00+01:00"


async def test_what_the_page_costs_follows_its_period_and_not_what_has_been(servers: Servers) -> None:
    few, many = await _statements(servers, 60), await _statements(servers, 600)
    assert few.keys() == many.keys()
    assert [q for q in many if many[q].rows > few[q].rows + 10] == []
    assert [q for q in many if many[q].whole & {"alert", "journal"}] == []


A_LONG_PAST: Final = (
    """
    INSERT INTO alert (id, rule, object, priority, raised_at, asked_at, status, latched, count, version,
        condition, cleared_at, ended_at)
    SELECT n, 'feed.silent', 'unit:U-' || n % 50, 3, at, at, 'actual', false, 1, 1, 'cleared',
        at + interval '5 minutes', at + CASE n % 40 WHEN 0 THEN interval '30 hours' ELSE '6 minutes' END
    FROM generate_series(1, $2::int * 20) AS n,
        LATERAL (SELECT $1::timestamptz - n * interval '72 minutes' AS at)
    """,
    """
    INSERT INTO journal (seq, recorded_at, actor, kind, body, hash)
    SELECT n, $1::timestamptz - ($2::int * 20 - n) * interval '72 minutes', 'watch',
        CASE n % 10 WHEN 0 THEN 'flood.began' WHEN 1 THEN 'flood.ended' ELSE 'alert.cleared' END,
        '{"alert": 1}', ''
    FROM generate_series(1, $2::int * 20) AS n
    """,
)


async def _statements(servers: Servers, days: int) -> dict[str, Statement]:
    async with servers.fresh() as database:
        owner = await Database(database.owner_url, database.owner_url, database.owner_url).connect()
        for statement in A_LONG_PAST:
            await owner.execute(statement, NOON, days)
        await owner.execute("ANALYZE")
        await owner.close()
        async with listening(database.superuser_url) as plans, a_past_room(database, NOON) as room:
            for period in ("24h", "7d", "30d"):
                await page(room, period=period)
            browser = await room.browser_of(Role.ADMIN)
            await room.says_why(browser, "/alarm-health/alerts.csv")
            csv_ = await browser.get("/alarm-health/alerts.csv?period=30d")
            assert csv_.text.count("\n") > 500
    return plans.of_tables()
