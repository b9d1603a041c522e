"""The board of the weekly meeting against a day that was played, and against what some may not read."""

import csv
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from io import StringIO
from typing import Any, Final

import asyncpg
import pytest

from bench.plans import Statement, listening
from controlroom.auth.roles import Right, Role
from controlroom.demo.scenarios.names import ScenarioName
from controlroom.store.panels.manning import told_of_posts
from controlroom.store.panels.snapshot import look
from controlroom.watch.alarm_load import Span
from controlroom.watch.incidents import Incident
from controlroom.watch.manning import Change
from controlroom.watch.patrols import CheckState, PatrolCheck
from controlroom.watch.posts import ClosePost, Post, PostState
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import Status
from controlroom.watch.service import PutBackInService, TakeOutOfService
from controlroom.watch.themes import THEMES, Theme
from tests.conftest import Database, Servers
from tests.integration.a_past_room import PastRoom, a_past_room
from tests.integration.a_watch import a_watch, check
from tests.unit.demo.the_day import START, WatchedDay, shown

HOURS: Final = 8
NOW: Final = START + timedelta(hours=HOURS)
READERS: Final = {role for role in Role if role.may(Right.READ_FILES)}


@asynccontextmanager
async def played(database: Database, name: ScenarioName) -> AsyncIterator[tuple[PastRoom, WatchedDay]]:
    day = WatchedDay.of(shown(name=name), HOURS * 60)
    async with a_past_room(database, NOW) as room:
        await room.keep(day)
        yield room, day


async def page(room: PastRoom, role: Role = Role.ANALYST, **asked: str) -> str:
    answer = await (await room.browser_of(role)).get("/week", params=asked)
    assert answer.status_code == 200, answer.text
    return unescape(re.sub(r"\s+", " ", answer.text))


def figure(html: str, name: str) -> str:
    (found,) = re.findall(rf'data-sum="{name}">([^<]+)<', html)
    return str(found)


def things(day: WatchedDay, kind: type[Any]) -> list[Any]:
    return [thing for thing in day.world.things.values() if isinstance(thing, kind)]


def unmanned_minutes(day: WatchedDay) -> float:
    """The long way: what the watch itself thought of each post, from event to event."""
    minutes, empty = 0.0, dict[str, datetime]()
    fresh = WatchedDay()
    for recorded in day.world.written:
        for ref in fresh.world.fold(recorded):
            post = fresh.world.things[ref]
            if not isinstance(post, Post):
                continue
            moment = getattr(recorded.event, "at", recorded.recorded_at)
            if post.state is PostState.UNMANNED:
                empty.setdefault(post.code, moment)
            elif since := empty.pop(post.code, None):
                minutes += (moment - since) / timedelta(minutes=1)
    return minutes + sum((NOW - since) / timedelta(minutes=1) for since in empty.values())


@pytest.mark.parametrize("name", [ScenarioName.DAY, ScenarioName.MISSED_NIGHT])
async def test_the_board_says_what_the_watch_of_the_day_remembers(
    database: Database, name: ScenarioName
) -> None:
    async with played(database, name) as (room, day):
        html = await page(room)
        rows = await table(room)
    incidents = [one for one in things(day, Incident) if one.status is Status.ACTUAL]
    themes = Counter(THEMES[one.kind] for one in incidents)
    for theme in Theme:
        assert figure(html, theme.value) == str(themes[theme])
    checks = [one for one in things(day, PatrolCheck) if one.window_end < NOW]
    done = sum(one.state in (CheckState.DONE_NOTHING, CheckState.DONE_FINDING) for one in checks)
    assert figure(html, "checks") == f"{done} / {len(checks)}"
    assert len(checks) > 5
    assert figure(html, "alerts") == str(len(day.asked))
    gaps = [float(row["number"]) for row in rows if row["part"] == "unmanned"]
    assert int(figure(html, "unmanned")) == pytest.approx(unmanned_minutes(day), abs=1 + len(gaps))
    assert sum(int(row["number"]) for row in rows if row["part"] == "incidents") == len(incidents)
    assert sum(int(row["number"]) for row in rows if row["part"] == "alerts") == len(day.asked)


async def table(room: PastRoom, **asked: str) -> list[dict[str, str]]:
    browser = await room.browser_of(Role.ANALYST)
    await room.says_why(browser, "/week.csv")
    answer = await browser.get("/week.csv", params=asked)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))


async def test_what_is_taken_out_says_why_and_is_on_record(database: Database) -> None:
    async with a_past_room(database, NOW) as room:
        browser = await room.browser_of(Role.DUTY_OFFICER)
        for path in ("/week.csv", "/week.pdf"):
            assert (await browser.get(path)).status_code == 428, "nobody said why"
            await room.says_why(browser, path)
            assert (await browser.get(path)).status_code == 200
        assert [one.kind for one in room.scribe.written] == ["data.exported"] * 2


@pytest.mark.parametrize("role", [*sorted(READERS), Role.AUDITOR, Role.ADMIN, Role.PARTNER])
async def test_who_reads_files_reads_the_board(database: Database, role: Role) -> None:
    async with a_past_room(database, NOW) as room:
        answer = await (await room.browser_of(role)).get("/week")
        assert answer.status_code == (200 if role in READERS else 403)


async def test_a_week_of_before_ends_at_its_midnight_and_one_to_come_is_refused(database: Database) -> None:
    async with a_past_room(database, NOW) as room:
        html = await page(room, day="2026-11-10")
        assert "04.11.2026 00:00" in html
        assert "11.11.2026 00:00" in html
        assert 'href="/week?day=2026-11-03"' in html
        browser = await room.browser_of(Role.ANALYST)
        for day, said in (("2026-11-30", "This day has not begun yet."), ("soon", "Write the day as")):
            refused = await browser.get("/week", params={"day": day})
            assert refused.status_code == 422
            assert said in refused.text
            assert 'aria-describedby="amiss-day"' in refused.text


async def test_exercises_and_tests_are_counted_apart_and_in_no_figure(database: Database) -> None:
    async with a_past_room(database, NOW) as room:
        await room.raise_alerts(
            [
                {"raised_at": NOW - timedelta(hours=1), "status": "exercise"},
                {"raised_at": NOW - timedelta(hours=2), "status": "test"},
                {"raised_at": NOW - timedelta(hours=3)},
            ]
        )
        await an_incident(room.connection, 9001, status="exercise")
        html = await page(room)
    assert figure(html, "alerts") == "1"
    assert figure(html, "other") == "0"
    assert "3 reports and alerts of exercises and tests are in no figure." in html


async def an_incident(connection: asyncpg.Connection, number: int, **more: Any) -> None:
    usual = {"unit": "VP-1", "kind": "threat", "priority": 3, "status": "actual", "settled": False}
    row = {"id": number, "at": NOW - timedelta(hours=1), "received_at": NOW, **usual, **more}
    values = ", ".join(f"${n}" for n in range(1, len(row) + 1))
    await connection.execute(f"INSERT INTO incident ({', '.join(row)}) VALUES ({values})", *row.values())


async def test_of_a_restricted_file_stays_that_something_happened(database: Database) -> None:
    """A site stands under its code, a visit under its code name; what was reported of them has no kind."""
    async with played(database, ScenarioName.DAY) as (room, day):
        site = things(day, PatrolCheck)[0].site
        visit = next(iter(ref.key for ref in day.world.things if ref.noun is Noun.VISIT))
        await an_incident(room.connection, 900001, site=site)
        await an_incident(room.connection, 900002, visit=visit, site="EU-JL", kind="breach")
        for ref in (Ref(Noun.SITE, site), Ref(Noun.VISIT, visit)):
            await room.connection.execute(
                "INSERT INTO file (ref, restricted_at, restricted_by, readers) "
                "VALUES ($1, now(), 'x', '{analyst1}')",
                str(ref),
            )
        name = await room.connection.fetchval("SELECT name FROM site WHERE code = $1", site)
        hidden, seen = await page(room), await page(room)
        rows = await table(room)
    assert name not in hidden
    assert f">{site}</a>" in hidden
    assert name in seen, "analyst1 is a reader"
    assert int(figure(hidden, "terrorism")) < int(figure(seen, "terrorism"))
    assert not [
        row for row in rows if row["part"] == "incidents" and row["site"] == site and row["what"] == "threat"
    ]
    assert not [row for row in rows if row["name of the site"] == name]


async def test_neither_the_order_nor_the_week_says_when_a_restricted_visit_is(database: Database) -> None:
    async with played(database, ScenarioName.SUMMIT) as (room, _):
        away = NOW + timedelta(days=90)
        await room.connection.execute(
            "UPDATE visit SET starts_at = $1, ends_at = $1 WHERE code_name = ("
            "SELECT min(code_name) FROM visit)",
            away,
        )
        await room.connection.execute(
            "INSERT INTO file (ref, restricted_at, restricted_by, readers) "
            "SELECT 'visit:' || code, now(), 'x', '{nobody}' FROM visit"
        )
        names = [
            name
            for (name,) in await room.connection.fetch(
                "SELECT code_name FROM visit WHERE state NOT IN ('closed', 'cancelled') ORDER BY code_name"
            )
        ]
        boards = [await page(room), await page(room, day=f"{NOW - timedelta(days=20):%Y-%m-%d}")]
        rows = await table(room)
    assert len(names) > 1
    for board in boards:
        assert re.findall(r"with the readers of their files only: ([^<]+)<", board) == [", ".join(names)]
        assert not [name for name in names if f">{name}</a>" in board]
    kept = [row for row in rows if row["what"] in names]
    assert [(row["part"], row["what"], row["from"], row["to"]) for row in kept] == [
        ("restricted visits", name, "", "") for name in names
    ]


A_LONG_PAST: Final = (
    """
    INSERT INTO incident (id, unit, kind, at, received_at, priority, status, site, settled)
    SELECT n, 'VP-1', 'threat', at, at, 3, 'actual', 'S-' || n % 50, true
    FROM generate_series(1, $2::int * 50) AS n,
        LATERAL (SELECT $1::timestamptz - n * interval '29 minutes' AS at)
    """,
    """
    INSERT INTO patrol_check (id, site, window_start, window_end, state)
    SELECT 'C-' || n, 'S-' || n % 50, at - interval '30 minutes', at, 'done_nothing'
    FROM generate_series(1, $2::int * 50) AS n,
        LATERAL (SELECT $1::timestamptz - n * interval '29 minutes' AS at)
    """,
    """
    INSERT INTO alert (id, rule, object, priority, raised_at, asked_at, status, latched, count, version,
        condition, cleared_at, ended_at)
    SELECT n, 'feed.silent', 'unit:U-' || n % 50, 3, at, at, 'actual', false, 1, 1, 'cleared',
        at + interval '5 minutes', at + interval '6 minutes'
    FROM generate_series(1, $2::int * 20) AS n,
        LATERAL (SELECT $1::timestamptz - n * interval '72 minutes' AS at)
    """,
    """
    INSERT INTO post (code, site, name, strength, relief_every_min, check_every_min, units, relief,
        missed_calls)
    SELECT 'P-' || n, 'S-' || n, 'gate', 2, 240, 60, '{VP-1}', 'planned', 0 FROM generate_series(1, 30) AS n
    """,
    """
    INSERT INTO journal (seq, recorded_at, actor, kind, body, hash)
    SELECT n, at, 'VP-1', 'patrol.reported', jsonb_build_object(
        'report', jsonb_build_object('id', 'r' || n, 'unit', 'VP-1', 'at', at, 'status', 'actual'),
        'at', at, 'what', CASE n % 4 WHEN 0 THEN 'check_call' WHEN 1 THEN 'left' ELSE 'relief' END,
        'post', 'P-' || (1 + n / 4 % 30))::text, ''
    FROM generate_series(1, $2::int * 200) AS n,
        LATERAL (SELECT $1::timestamptz - ($2::int * 200 - n) * interval '7.2 minutes' AS at)
    """,
    "UPDATE head SET seq = $2::int * 200, ticked_at = $1",
    """
    INSERT INTO visit (code, code_name, rank, kind, delegation, starts_at, ends_at, threat_level, legs,
        open_legs, state)
    SELECT 'V-' || n, 'FALCON', 'A', 'official', 'X', at, at + interval '2 days', 2, 1, '{}', 'closed'
    FROM generate_series(1, $2::int * 4) AS n,
        LATERAL (SELECT $1::timestamptz - n * interval '6 hours' AS at)
    """,
)
LOOKED_FOR: Final = {"incident", "alert", "patrol_check", "journal", "visit"}


async def test_what_the_board_costs_follows_its_week_and_not_what_has_been(servers: Servers) -> None:
    few, many = await _statements(servers, 60), await _statements(servers, 600)
    assert few.keys() == many.keys()
    assert of_the_board(many), "nothing was read"
    assert [q for q in many if many[q].rows > few[q].rows + 40] == []
    assert [q for q in many if many[q].whole & LOOKED_FOR] == []
    assert len(of_the_board(many)) <= 12


def of_the_board(statements: Iterable[str]) -> list[str]:
    return [
        query for query in statements if re.search(r"\b(incident|alert|patrol_check|journal|visit)\b", query)
    ]


async def _statements(servers: Servers, days: int) -> dict[str, Statement]:
    async with servers.fresh() as database:
        owner = await Database(database.owner_url, database.owner_url, database.owner_url).connect()
        for statement in A_LONG_PAST:
            await owner.execute(statement, *((NOW, days) if "$1" in statement else ()))
        await owner.execute("ANALYZE")
        await owner.close()
        async with listening(database.superuser_url) as plans, a_past_room(database, NOW) as room:
            html = await page(room)
            assert int(figure(html, "unmanned")) > 0
    return plans.of_tables()


def test_the_reader_of_a_week_is_none_of_the_field() -> None:
    assert {Role.OPERATOR, Role.SHIFT_LEADER, Role.DUTY_OFFICER, Role.ANALYST, Role.APPROVER} == READERS


async def test_what_the_journal_says_of_a_post_is_read_as_its_events_say_it(database: Database) -> None:
    """Opened, out of service, back, closed: each with the time that its event has."""
    async with a_watch(database.database_url) as watch:
        desk, post = watch.app.state.desk, Ref(Noun.POST, "EU-07")
        await watch.report("/feeds/patrol-checks", check(kind="left", post="EU-07", site=None))
        until = datetime.now(UTC) + timedelta(hours=1)
        await desk.do(TakeOutOfService(post, until, "rebuilt", "anna"), "anna")
        await desk.do(PutBackInService(post, "anna"), "anna")
        await desk.do(ClosePost("EU-07"), "anna")
        span = Span(datetime.now(UTC) - timedelta(hours=1), datetime.now(UTC) + timedelta(seconds=5))
        async with look(watch.app.state.engine) as snapshot:
            told = (await told_of_posts(snapshot, ["EU-07"], span))["EU-07"]
    changes = [one.change for one in sorted(told, key=lambda one: one.at)]
    assert changes == [Change.OPENED, Change.LEFT, Change.OUT, Change.BACK, Change.CLOSED]
    assert [one.unit for one in told if one.change in (Change.OPENED, Change.LEFT)] == ["EU-07A", "EU-07A"]
