"""From the form to planned checks in the database, and who may plan."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any, Final

import asyncpg
import httpx2
import pytest

from controlroom.auth.roles import Role
from controlroom.clock import BRUSSELS
from controlroom.watch.patrols import PlanPatrolCheck
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind
from tests.conftest import Database
from tests.integration.a_watch import Watch, check

PASSWORD = "the blue heron waits"
PLANNERS = {Role.DUTY_OFFICER, Role.SHIFT_LEADER, Role.ANALYST}
OURS = {"origin": "http://127.0.0.1:8080", "sec-fetch-site": "same-origin"}


@pytest.fixture
async def watch(watch: Watch) -> Watch:
    await watch.app.state.desk.do_all(
        [RegisterUnit(f"PAT-{n}", f"Patrol {n}", UnitKind.PATROL, Pulse.NORMAL) for n in (1, 2)], "setup"
    )
    return watch


SignIn = Callable[[Role], Any]


@pytest.fixture
async def browser_of(watch: Watch) -> AsyncIterator[SignIn]:
    """A browser in which a person of this role is signed in."""
    opened: list[httpx2.AsyncClient] = []

    async def sign_in(role: Role) -> httpx2.AsyncClient:
        browser = httpx2.AsyncClient(base_url=watch.url, trust_env=False, headers=OURS)
        opened.append(browser)
        await watch.app.state.accounts.add(role.value, role.value, role, PASSWORD)
        await browser.post("/sign-in", data={"name": role.value, "password": PASSWORD})
        return browser

    yield sign_in
    for browser in opened:
        await browser.aclose()


def wish(**changes: Any) -> dict[str, Any]:
    """Two checks of the council building tomorrow night, by the two patrols."""
    tomorrow = datetime.now(BRUSSELS) + timedelta(days=1)
    asked = {"site": ["EU-JL"], "day": f"{tomorrow:%Y-%m-%d}", "how": "number", "number": "2"}
    return {**asked, "begin": "20:00", "end": "04:00", "unit": ["PAT-1", "PAT-2"], **changes}


def hidden(page: str) -> dict[str, list[str]]:
    """What the form below a proposal sends back."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page):
        found.setdefault(name, []).append(unescape(value))
    return found


def amiss(page: str) -> dict[str, str]:
    """The complaints by their fields."""
    return {name: unescape(text) for name, text in re.findall(r'id="amiss-(\w+)">([^<]+)<', page)}


async def planned(watch: Watch) -> list[Any]:
    return await watch.ask(
        "SELECT id, site, unit, window_start, window_end FROM patrol_check"
        " WHERE state = 'planned' ORDER BY window_start, site"
    )


async def test_what_is_proposed_and_accepted_is_planned(watch: Watch, browser_of: SignIn) -> None:
    browser = await browser_of(Role.DUTY_OFFICER)
    proposal = await browser.get("/patrols/proposal", params=wish())
    assert proposal.status_code == 200, proposal.text
    shown = hidden(proposal.text)["shown"]
    assert len(shown) == 2
    assert await planned(watch) == []

    accepted = await browser.post("/patrols/checks", data=hidden(proposal.text))
    assert (accepted.status_code, accepted.headers["location"]) == (303, "/patrols?planned=2")
    rows = await planned(watch)
    told = [f"{row[1]} {row[3] + timedelta(minutes=10):%Y%m%dT%H%MZ} {row[2]}" for row in rows]
    assert told == shown
    assert all(row[4] - row[3] == timedelta(minutes=20) for row in rows)
    assert {row[2] for row in rows} == {"PAT-1", "PAT-2"}
    actors = await watch.ask("SELECT DISTINCT actor FROM journal WHERE kind = 'patrol_check.planned'")
    assert actors == [("duty_officer",)]


async def test_each_check_lies_in_its_part_of_the_time_between_the_two_hours(
    watch: Watch, browser_of: SignIn
) -> None:
    browser = await browser_of(Role.ANALYST)
    proposal = await browser.get("/patrols/proposal", params=wish(number="4"))
    await browser.post("/patrols/checks", data=hidden(proposal.text))
    rows = await planned(watch)
    begin = (rows[0][3].astimezone(BRUSSELS)).replace(hour=20, minute=0, second=0)
    for n, row in enumerate(rows):
        assert begin + timedelta(hours=2 * n) <= row[3] < row[4] <= begin + timedelta(hours=2 * n + 2)


async def test_two_officers_are_shown_the_same_times_and_plan_them_once(
    watch: Watch, browser_of: SignIn
) -> None:
    anna, bert = await browser_of(Role.DUTY_OFFICER), await browser_of(Role.SHIFT_LEADER)
    pages = [(await browser.get("/patrols/proposal", params=wish())).text for browser in (anna, bert)]
    assert hidden(pages[0])["shown"] == hidden(pages[1])["shown"]
    assert (await anna.post("/patrols/checks", data=hidden(pages[0]))).status_code == 303
    late = await bert.post("/patrols/checks", data=hidden(pages[1]))
    assert late.status_code == 409
    assert "the picture changed in the meantime" in late.text
    assert len(await planned(watch)) == 2


async def test_other_times_are_drawn_for_everybody_and_the_journal_has_who_asked(
    watch: Watch, browser_of: SignIn
) -> None:
    anna, bert = await browser_of(Role.DUTY_OFFICER), await browser_of(Role.SHIFT_LEADER)
    before = hidden((await anna.get("/patrols/proposal", params=wish())).text)
    drawn = await anna.post("/patrols/draws", data=before)
    assert drawn.status_code == 303
    after = hidden((await anna.get(drawn.headers["location"])).text)
    assert after["shown"] != before["shown"]
    assert hidden((await bert.get("/patrols/proposal", params=wish())).text)["shown"] == after["shown"]
    journal = await watch.ask("SELECT actor FROM journal WHERE kind = 'site.rounds_redrawn'")
    assert journal == [("duty_officer",)]

    twice = await bert.post("/patrols/draws", data=before)
    assert twice.status_code == 303
    assert await watch.ask("SELECT draws FROM site WHERE code = 'EU-JL'") == [(1,)]


async def test_times_that_were_not_proposed_are_not_planned(watch: Watch, browser_of: SignIn) -> None:
    browser = await browser_of(Role.DUTY_OFFICER)
    sent = hidden((await browser.get("/patrols/proposal", params=wish())).text)
    sent["shown"][0] = "EU-JL 20990101T2000Z PAT-1"
    assert (await browser.post("/patrols/checks", data=sent)).status_code == 409
    assert await planned(watch) == []


AMISS: Final[list[tuple[dict[str, Any], set[str]]]] = [
    ({"site": []}, {"site"}),
    ({"site": ["NOWHERE"]}, {"site"}),
    ({"day": "2020-01-01"}, {"day"}),
    ({"begin": "25:00"}, {"begin"}),
    ({"end": "soon"}, {"end"}),
    ({"number": "0"}, {"number"}),
    ({"number": "²"}, {"number"}),
    ({"how": "windows", "windows": "all night"}, {"windows"}),
    ({"how": "windows", "windows": ""}, {"windows"}),
    ({"unit": ["EU-07A"]}, {"unit"}),
    ({"width": "0"}, {"width"}),
    ({"least": "20"}, {"least"}),
    ({"longest": "30"}, {"longest"}),
    ({"site": [], "number": "x", "drive": "-1"}, {"site", "number", "drive"}),
]


async def test_what_cannot_be_used_is_said_at_its_field(watch: Watch, browser_of: SignIn) -> None:
    browser = await browser_of(Role.DUTY_OFFICER)
    for changes, fields in AMISS:
        answer = await browser.get("/patrols/proposal", params=wish(**changes))
        assert (answer.status_code, set(amiss(answer.text))) == (422, fields), changes
        for name in fields - {"site"}:
            assert f'aria-invalid="true" aria-describedby="amiss-{name}"' in answer.text
    unheard = await browser.get("/patrols/proposal", params=wish(how="by magic", site="X" * 200))
    assert unheard.status_code == 422


async def test_an_hour_that_has_passed_is_refused(watch: Watch, browser_of: SignIn) -> None:
    browser = await browser_of(Role.DUTY_OFFICER)
    today = f"{datetime.now(BRUSSELS):%Y-%m-%d}"
    answer = await browser.get("/patrols/proposal", params=wish(day=today, begin="00:00", end="23:59"))
    assert amiss(answer.text) == {"begin": "This begins in the past."}


async def test_a_window_with_no_time_left_says_why_and_the_others_can_be_planned(
    watch: Watch, browser_of: SignIn
) -> None:
    browser = await browser_of(Role.DUTY_OFFICER)
    windows = wish(how="windows", windows="21:00-21:10, 23:00-01:00")
    proposal = await browser.get("/patrols/proposal", params=windows)
    assert "the window is shorter than a check takes" in proposal.text
    await browser.post("/patrols/checks", data=hidden(proposal.text))
    (row,) = await planned(watch)
    assert row[3].astimezone(BRUSSELS).hour in (23, 0)


async def test_a_site_whose_checks_anybody_could_foretell_is_marked_and_spared(
    watch: Watch, browser_of: SignIn
) -> None:
    """Three checks came about the same hour of the last days; no window around that is of use now."""
    base = datetime.now(UTC) - timedelta(minutes=30)
    for day in (1, 2, 3):
        at = base - timedelta(days=day)
        assert (await watch.report("/feeds/patrol-checks", check(at=at.isoformat()))).status_code == 201
    browser = await browser_of(Role.DUTY_OFFICER)
    page = (await browser.get("/patrols")).text
    local = base.astimezone(BRUSSELS)
    assert f"3 of the last 3 between {local:%H:%M}" in page
    assert await watch.ask("SELECT rule, priority, object FROM alert") == [
        ("patrol.predictable", 4, "site:EU-JL")
    ]
    begin = base + timedelta(days=1) - timedelta(minutes=45)
    window = f"{begin.astimezone(BRUSSELS):%H:%M}-{begin.astimezone(BRUSSELS) + timedelta(minutes=90):%H:%M}"
    narrow = wish(how="windows", windows=window, day=f"{begin.astimezone(BRUSSELS):%Y-%m-%d}")
    answer = await browser.get("/patrols/proposal", params=narrow)
    assert "every time in it would make a pattern" in answer.text


async def test_what_a_unit_has_to_do_already_leaves_it_time_for_the_way(
    watch: Watch, browser_of: SignIn
) -> None:
    begin = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=30)
    busy = [
        PlanPatrolCheck(
            f"C-{n}", "BRU", begin + timedelta(minutes=n), begin + timedelta(minutes=n + 20), "PAT-1"
        )
        for n in range(-60, 120, 20)
    ]
    await watch.app.state.desk.do_all(busy, "setup")
    local = begin.astimezone(BRUSSELS)
    asked = wish(
        day=f"{local:%Y-%m-%d}", how="windows", windows=f"{local:%H:%M}-{local + timedelta(hours=1):%H:%M}"
    )
    browser = await browser_of(Role.DUTY_OFFICER)
    alone = await browser.get("/patrols/proposal", params={**asked, "unit": ["PAT-1"]})
    assert "none of the units is free" in alone.text
    both = await browser.get("/patrols/proposal", params=asked)
    assert hidden(both.text)["shown"][0].endswith(" PAT-2")


async def test_who_sees_the_desk_sees_the_patrols_and_only_planners_plan(
    watch: Watch, browser_of: SignIn
) -> None:
    draws = 0
    for role in Role:
        browser, plans = await browser_of(role), role in PLANNERS
        page = await browser.get("/patrols")
        assert (page.status_code == 200) == (plans or role is Role.OPERATOR), role
        assert ('action="/patrols/proposal"' in page.text) == plans, role
        proposal = await browser.get("/patrols/proposal", params=wish())
        assert (proposal.status_code == 200) == plans, role
        sent = {**wish(), "shown": [], "draws": [str(draws)]}
        answers = [
            (await browser.post(f"/patrols/{noun}", data=sent)).status_code for noun in ("checks", "draws")
        ]
        if plans:
            assert answers == [409, 303], role
            draws += 1
        else:
            assert all(status in (401, 403) for status in answers), role
        assert await watch.ask("SELECT sum(draws)::int FROM site") == [(draws,)], role
    assert await planned(watch) == []


async def test_a_stranger_and_another_site_plan_nothing(watch: Watch, browser_of: SignIn) -> None:
    assert (await watch.client.get("/patrols")).status_code == 303
    assert (await watch.client.post("/patrols/checks", data=wish(), headers=OURS)).status_code == 401
    browser = await browser_of(Role.DUTY_OFFICER)
    sent = hidden((await browser.get("/patrols/proposal", params=wish())).text)
    elsewhere = {"origin": "https://attacker.example", "sec-fetch-site": "cross-site"}
    assert (await browser.post("/patrols/checks", data=sent, headers=elsewhere)).status_code == 403
    assert await planned(watch) == []


async def test_the_program_can_read_the_secret_and_not_change_it(database: Database) -> None:
    connection = await database.connect()
    assert len(await connection.fetchval("SELECT secret FROM planner_secret")) == 32
    for statement in ("UPDATE planner_secret SET secret = ''", "DELETE FROM planner_secret"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    await connection.close()
