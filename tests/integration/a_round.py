"""One round of everything that a watch does while it serves: reports, pages, screens, people, deadlines."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx2
from websockets.asyncio.client import connect

from controlroom.auth.roles import Role
from controlroom.clock import monotonic
from controlroom.watch.patrols import PlanPatrolCheck
from tests.integration.a_watch import Watch, check, incident, movement
from tests.integration.webhooks.a_receiver import AReceiver, a_receiver

PASSWORD = "the blue heron waits"
PANELS_LATER_S = 0.7
"""Longer than a panel waits to be drawn, and than the poll of the tail."""

READ: Final = (
    *("/log", "/log?words=van", "/sitrep", "/day", "/week", "/month", "/meetings", "/handovers", "/files"),
    *("/visits", "/institutions", "/measures", "/levels", "/calendar", "/summits", "/roster"),
    *("/institutions/EU-JL", "/visits/V-1", "/levels/site:EU-JL", "/things/post/EU-07", "/search?q=van"),
)
"""Pages that tell of what is kept and of what was."""


async def a_round(watch: Watch) -> None:
    screen = await watch.app.state.screens.add("north wall")
    await watch.app.state.accounts.add("anna", "Anna Peeters", Role.DUTY_OFFICER, PASSWORD)
    headers = {"cookie": f"controlroom-screen={screen}", "origin": "http://127.0.0.1:8080"}
    address = f"{watch.url.replace('http', 'ws', 1)}/ws?board=wall"
    async with (
        a_receiver() as pager,
        connect(address, additional_headers=headers, proxy=None, max_size=None) as wall,
    ):
        await _reports(watch)
        await _deadlines(watch)
        await wall.send('{"t":"screen","seq":1}')
        await _outside(watch, pager)
        await _people(watch)
        await _pages(watch, {"cookie": headers["cookie"]})


async def _reports(watch: Watch) -> None:
    said = incident(priority=2)
    assert (await watch.report("/feeds/incidents", said)).status_code == 201
    assert (await watch.report("/feeds/incidents", said)).status_code == 200
    call = {**check(kind="check_call"), "post": "EU-07"}
    del call["site"]
    for path, report in (
        ("/feeds/incidents", incident(kind="duress")),
        ("/feeds/visits", movement()),
        ("/feeds/patrol-checks", check()),
        ("/feeds/patrol-checks", call),
    ):
        answer = await watch.report(path, report)
        assert answer.status_code == 201, answer.text
    many = [incident() for _ in range(50)]
    assert (await watch.post("/feeds/incidents", json.dumps(many))).status_code < 300
    assert (await watch.report("/feeds/incidents", incident(site="NOWHERE"))).status_code == 422


async def _deadlines(watch: Watch) -> None:
    """A check that was missed before it was planned; it falls due with the next tick."""
    over = datetime.now(UTC) - timedelta(minutes=30)
    late = PlanPatrolCheck("C-late", "EU-JL", over - timedelta(minutes=20), over)
    await watch.app.state.desk.do(late, "setup")
    ends = monotonic() + 5
    while not await watch.ask("SELECT id FROM patrol_check WHERE state = 'missed'"):
        assert monotonic() < ends, "the tick did not see that a check was missed"
        await asyncio.sleep(0.1)


async def _outside(watch: Watch, pager: AReceiver) -> None:
    """Somebody is told of all that people do from now on, and shown what was told."""
    await watch.app.state.receivers.add("pager", pager.url)
    assert (await watch.report("/feeds/incidents", incident(priority=2))).status_code == 201
    await pager.until_taken(1)
    assert await watch.app.state.receivers.list()
    assert await watch.app.state.outbox.log("pager")


async def _people(watch: Watch) -> None:
    ours = {"origin": "http://127.0.0.1:8080", "sec-fetch-site": "same-origin"}
    async with httpx2.AsyncClient(base_url=watch.url, trust_env=False, headers=ours) as browser:
        form = {"name": "anna", "password": PASSWORD}
        answer = await browser.post("/sign-in", data=form)
        assert answer.status_code == 303, answer.text
        rows = await watch.ask(
            "SELECT id, version FROM alert WHERE ended_at IS NULL AND rule = 'incident.serious'"
        )
        for number, version in rows:
            answer = await browser.post(f"/alerts/{number}/acknowledgement", data={"seen": str(version)})
            assert answer.status_code == 303, answer.text
        await _an_alert(browser, rows[0][0])
        for page in (
            "/desk",
            "/patrols",
            "/quarantine",
            "/alarm-health",
            "/wall",
            "/health/ready",
            "/openapi.json",
        ):
            assert (await browser.get(page)).status_code == 200, page
        tomorrow = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"
        night = {"site": "EU-JL", "day": tomorrow, "begin": "20:00", "end": "04:00"}
        assert (await browser.get("/patrols/proposal", params=night)).status_code == 200
        for page in READ:
            assert (await browser.get(page)).status_code == 200, page
        now = {"at": datetime.now(UTC).isoformat()}
        assert (await browser.get("/wall", params=now)).status_code == 200
        assert (await browser.post("/sign-out")).status_code == 303


async def _an_alert(browser: httpx2.AsyncClient, number: int) -> None:
    """What can be done with it, and every page that shows it."""
    for path, form in (
        ("notes", {"text": "seen"}),
        ("investigation", {}),
        ("steps/call", {"answer": "no danger"}),
    ):
        answer = await browser.post(f"/alerts/{number}/{path}", data=form)
        assert answer.status_code == 303, answer.text
    lists = [f"/alerts?list={name}" for name in ("open", "shelved", "held", "out-of-service", "ended")]
    for page in (f"/alerts/{number}", *lists, "/out-of-service"):
        assert (await browser.get(page)).status_code == 200, page


async def _pages(watch: Watch, headers: dict[str, str]) -> None:
    await asyncio.sleep(PANELS_LATER_S)
    assert (await watch.app.state.outbox.waiting()).count == 0
    assert (await watch.client.get("/wall", headers=headers)).status_code == 200
