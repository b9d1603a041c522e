"""The board of a summit: live at a desk and on a wall, and only for whom it is."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from websockets.asyncio.client import ClientConnection, connect

from controlroom.auth.audience import SUMMIT_PANELS
from controlroom.auth.roles import Role
from controlroom.watch.files import RestrictFile
from controlroom.watch.legs import PlannedLeg
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.visits import PlanVisit, Rank, VisitKind
from tests.browser.furniture import SUMMIT, a_summit
from tests.integration.a_watch import Watch, a_watch
from tests.integration.an_officer import OURS, Officer, Staff

ADDRESS = f"/summits/{quote(SUMMIT)}"


@pytest.fixture
async def watch(database: Any) -> AsyncIterator[Watch]:
    async with a_watch(database.database_url) as watch:
        await a_summit(watch)
        yield watch


@pytest.fixture
async def anna(staff: Staff) -> Officer:
    return await staff.signs_in("anna")


@pytest.fixture
async def wall(watch: Watch) -> dict[str, str]:
    token = await watch.app.state.screens.add("north wall")
    return {"cookie": f"controlroom-screen={token}", **OURS}


def look(watch: Watch, headers: dict[str, str], event: str = SUMMIT) -> connect:
    address = f"{watch.url.replace('http', 'ws', 1)}/ws?board=wall&event={quote(event)}"
    return connect(address, additional_headers=headers, proxy=None, max_size=None)


async def panels_until(socket: ClientConnection, word: str) -> dict[str, str]:
    """The newest of each panel once one of them has this word."""
    shown: dict[str, str] = {}
    async with asyncio.timeout(10):
        while not any(word in html for html in shown.values()):
            frame = json.loads(await socket.recv())
            shown |= {panel["panel"]: panel["html"] for panel in frame.get("panels", ())}
    return shown


async def moves(watch: Watch, status: str) -> None:
    report = {
        "id": str(uuid4()),
        "at": datetime.now(UTC).isoformat(),
        "visit": "S-2",
        "leg": 1,
        "status": status,
    }
    answer = await watch.report("/feeds/visits", report, token=watch.other_token)
    assert answer.status_code == 201, answer.text


async def test_the_list_leads_to_a_board_that_names_each_delegation(anna: Officer) -> None:
    listed = (await anna.browser.get("/summits")).text
    assert f'href="{ADDRESS}"' in listed
    assert "2 delegations" in listed
    assert "4 legs" in listed
    page = (await anna.browser.get(ADDRESS)).text
    for word in ("LYNX", "OTTER", "EU-07B", "4 cars", 'data-event="Summit of the Seven"'):
        assert word in page


async def test_a_screen_of_the_room_shows_the_board_and_nothing_but_what_belongs_to_it(
    watch: Watch, wall: dict[str, str]
) -> None:
    page = await watch.client.get(f"/wall/summits/{quote(SUMMIT)}", headers=wall)
    assert page.status_code == 200
    assert "LYNX" in page.text
    assert "panel-alerts" not in page.text
    assert (await watch.client.get(ADDRESS, headers=wall)).status_code == 403


async def test_a_movement_that_is_reported_is_on_the_board_at_once(
    watch: Watch, wall: dict[str, str]
) -> None:
    async with look(watch, wall) as socket:
        first = await panels_until(socket, "OTTER")
        assert first.keys() == set(SUMMIT_PANELS)
        await moves(watch, "en_route")
        later = await panels_until(socket, "inbound")
        assert "summit" in later
        page = (await watch.client.get(f"/wall/summits/{quote(SUMMIT)}", headers=wall)).text
        assert "inbound" in page


async def test_a_screen_that_shows_the_room_is_not_sent_the_board(watch: Watch, wall: dict[str, str]) -> None:
    async with look(watch, wall, event="") as socket:
        await moves(watch, "en_route")
        assert "summit" not in await panels_until(socket, "inbound")


async def test_a_delegation_that_is_restricted_is_on_no_wall_and_on_its_readers_desk(
    watch: Watch, anna: Officer, staff: Staff, wall: dict[str, str]
) -> None:
    bert = await staff.signs_in("bert")
    file = Ref(Noun.VISIT, "S-1")
    await watch.app.state.desk.do(RestrictFile(file, "anna", "it is threatened"), "anna")
    whole = f"/wall/summits/{quote(SUMMIT)}"
    assert "LYNX" not in (await watch.client.get(whole, headers=wall)).text
    assert "LYNX" not in (await bert.browser.get(ADDRESS)).text
    assert "1 delegation<" in (await bert.browser.get("/summits")).text.replace(",", "<")
    assert "LYNX" in (await anna.browser.get(ADDRESS)).text


async def test_a_visitor_in_the_room_sees_neither_the_event_nor_a_place(
    watch: Watch, anna: Officer, wall: dict[str, str]
) -> None:
    async with look(watch, wall) as socket:
        await panels_until(socket, "OTTER")
        assert (await anna.browser.post("/visitor")).status_code < 400
        masked = (await panels_until(socket, "•••"))["summit"]
    assert SUMMIT not in masked
    assert "Justus Lipsius" not in masked
    assert "LYNX" in masked


async def test_who_has_gone_home_stays_on_the_board_and_who_came_last_year_does_not(
    watch: Watch, anna: Officer, wall: dict[str, str]
) -> None:
    for code, name, days in (("S-3", "HERON", 4), ("S-4", "MARTEN", 365)):
        begins = datetime.now(UTC) - timedelta(days=days)
        ends = begins + timedelta(days=1)
        leg = PlannedLeg(1, "BRU", "EU-JL", begins, begins + timedelta(hours=1), ("EU-07B",), 4)
        came = PlanVisit(code, name, Rank.A, VisitKind.SUMMIT, name, begins, ends, 3, SUMMIT, (leg,))
        await watch.app.state.desk.do(came, "setup")
    for page in (
        (await anna.browser.get(ADDRESS)).text,
        (await watch.client.get(f"/wall/summits/{quote(SUMMIT)}", headers=wall)).text,
    ):
        assert "HERON" in page
        assert "LYNX" in page
        assert "MARTEN" not in page


async def test_the_board_of_another_day_stands_as_it_is_and_says_so(watch: Watch, anna: Officer) -> None:
    days = timedelta(days=40)
    async with watch.app.state.engine.begin() as connection:
        for noun, fields in (("visit", ("starts_at", "ends_at")), ("leg", ("planned_start", "planned_end"))):
            moved = ", ".join(f"{name} = {name} - interval '{days.days} days'" for name in fields)
            await connection.exec_driver_sql(f"UPDATE {noun} SET {moved}")
    page = (await anna.browser.get(ADDRESS)).text
    assert "Not live:" in page
    assert "OTTER" in page
    assert "live.js" not in page


async def test_there_is_no_board_for_a_name_that_nobody_gave(anna: Officer) -> None:
    answer = await anna.browser.get("/summits/Nobody")
    assert answer.status_code == 404
    assert "There is no summit of that name." in answer.text


async def test_the_approver_sees_no_board(staff: Staff) -> None:
    lea = await staff.signs_in("lea", Role.APPROVER)
    assert (await lea.browser.get("/summits")).status_code == 403
