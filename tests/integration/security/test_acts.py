"""Acts that a signed-in person makes up by hand: more fields, other people's numbers, addresses elsewhere."""

from collections.abc import AsyncIterator
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlencode

import httpx2
import pytest

from controlroom.auth.roles import Role
from controlroom.ui.assets import TEMPLATES
from tests.integration.an_officer import Officer, Staff, staff_of
from tests.integration.roles.callers import OURS, PASSWORD, Gate, address_of
from tools.doors import doors

EXTRA: Final = {
    "by": "admin",
    "actor": "admin",
    "who": "admin",
    "account": "admin",
    "role": "admin",
    "rights": "manage_accounts",
    "acked_by": "admin",
    "at": "1999-01-01T00:00:00Z",
    "recorded_at": "1999-01-01T00:00:00Z",
    "seq": "1",
    "closed_at": "",
    "session": "1",
    "is_admin": "true",
    "__class__": "x",
    "_method": "DELETE",
}
ELSEWHERE: Final = (
    "https://attacker.example",
    "//attacker.example",
    "///attacker.example",
    "////attacker.example",
    "\\\\attacker.example",
    "/\\attacker.example",
    "\\/attacker.example",
    "/\t/attacker.example",
    "/\n/attacker.example",
    "/%09/attacker.example\r\nSet-Cookie: x=y",
    " //attacker.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http:attacker.example",
    "attacker.example",
    "https:/attacker.example",
    "@attacker.example",
    "/\u2028/attacker.example",
    "\u3002attacker.example",
    "/" * 1 + "\u2215attacker.example",
)
HARM: Final = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'><svg onload=alert(3)>{{7*7}}"


@pytest.fixture
async def staff(gate: Gate) -> AsyncIterator[Staff]:
    async with staff_of(gate.watch) as staff:
        yield staff


async def signs_in(staff: Staff, name: str, role: Role = Role.DUTY_OFFICER) -> Officer:
    return await staff.signs_in(f"{name}-{await seq(staff)}", role)


async def seq(staff: Staff) -> Any:
    return (await staff.watch.ask("SELECT seq FROM head"))[0][0]


async def test_a_field_that_nobody_asked_for_changes_nothing(staff: Staff) -> None:
    """Who acts is whoever is signed in, when is now, and a role is given by an administrator."""
    number, anna = await staff.serious(), await signs_in(staff, "anna")
    before = await seq(staff)
    for path, fields in (
        ("acknowledgement", {"seen": "1"}),
        ("notes", {"text": "seen"}),
        ("investigation", {}),
        ("escalation", {"means": "desk_sound"}),
        ("resolution", {"text": "done"}),
    ):
        answer = await anna.browser.post(f"/alerts/{number}/{path}", data={**EXTRA, **fields})
        assert answer.status_code == 303, f"{path}: {answer.text}"
    changed = {**EXTRA, "old": PASSWORD, "new": "another heron waits here"}
    assert (await anna.browser.post("/account/password", data=changed)).status_code == 200
    rows = await staff.watch.ask("SELECT actor, body FROM journal WHERE seq > $1", before)
    assert {actor for actor, _ in rows if actor not in ("watch", "system")} <= {anna.name}
    assert not any("1999" in body or '"admin"' in body for _, body in rows)
    ((role,),) = await staff.watch.ask("SELECT role FROM account WHERE name = $1", anna.name)
    assert role == "duty_officer"


BOARD = "/wall/summits/{event:path}"
"""A wall names its event and waits for it: of one that no visit names it shows an empty board."""


@pytest.mark.parametrize(
    "number", ["0", "-1", "9223372036854775807", "9223372036854775808", "1e3", "1;2", "٣", "null"]
)
async def test_a_number_that_is_nobodys_gets_nothing_and_harms_nothing(gate: Gate, number: str) -> None:
    headers = {"origin": OURS, "sec-fetch-site": "same-origin", **await gate.papers("shift_leader")}
    tried = 0
    for door in doors(gate.watch.app):
        if "{" not in door.path or door.method == "SOCKET" or door.by_token:
            continue
        if door.path == BOARD:
            continue
        head, _, rest = door.path.partition("{")
        address = (
            f"{head}{number}{rest.partition('}')[2].replace('{step}', number).replace('{name}', number)}"
        )
        answer = await gate.watch.client.request(door.method, address, headers=headers, data={"seen": "1"})
        assert answer.status_code in (303, 401, 403, 404, 405, 409, 422), f"{door.name}: {answer.status_code}"
        tried += 1
    assert tried > 15


async def test_nobody_ends_a_session_or_removes_a_factor_of_somebody_else_by_its_number(staff: Staff) -> None:
    anna, bert = await signs_in(staff, "anna"), await signs_in(staff, "bert")
    for number in range(1, 60):
        await bert.browser.post(f"/account/sessions/{number}/end")
        await bert.browser.post(f"/account/factors/{number}/removal", data={"password": PASSWORD})
    assert (await anna.browser.get("/desk")).status_code == 200


@pytest.mark.parametrize("wish", ELSEWHERE)
async def test_nothing_that_is_asked_for_leads_to_another_site(staff: Staff, wish: str) -> None:
    browser = (await signs_in(staff, "anna")).browser
    for path, fields in (
        ("/language", {"locale": "nl", "back": wish}),
        ("/reasons", {"file": "/alarm-health/alerts.csv", "ground": "meeting", "back": wish}),
    ):
        answer = await browser.post(path, data=fields)
        assert stays_here(answer), f"{path}: {answer.headers.get('location')}"
    page = (await browser.get(f"/sign-in?{urlencode({'next': wish})}")).text
    assert "attacker.example" not in page
    assert "javascript:" not in page


def stays_here(answer: httpx2.Response) -> bool:
    """As a browser reads it: backslashes are slashes, tabs and line ends are nothing."""
    where = answer.headers.get("location", "/")
    read = "".join(sign for sign in where.replace("\\", "/") if sign not in "\t\r\n").strip()
    return read.startswith("/") and not read.startswith("//") and "set-cookie" not in read.lower()


async def test_a_request_that_was_captured_is_worth_nothing_after_signing_out(staff: Staff) -> None:
    anna = await signs_in(staff, "anna")
    number = await staff.serious()
    papers = {"cookie": "; ".join(f"{k}={v}" for k, v in anna.browser.cookies.items()), "origin": OURS}
    assert (await anna.browser.post("/sign-out")).status_code == 303
    fresh = staff.watch.client
    for path, fields in (
        (f"/alerts/{number}/notes", {"text": "again"}),
        ("/account/password", {"old": PASSWORD}),
    ):
        assert (await fresh.post(path, data=fields, headers=papers)).status_code == 401
    assert (await fresh.get("/desk", headers=papers)).status_code == 303


async def test_the_same_act_sent_again_is_not_done_twice(staff: Staff) -> None:
    anna, number = await signs_in(staff, "anna"), await staff.serious()
    for _ in range(3):
        await anna.does(number, "acknowledgement", seen=1)
    count = "SELECT count(*) FROM journal WHERE kind = 'alert.acknowledged' AND body::json->>'alert' = $1"
    assert await staff.watch.ask(count, str(number)) == [(1,)]


class Harmed(HTMLParser):
    """Elements and attributes that none of our templates has."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        handlers = {name for name in names if name.startswith("on")}
        if handlers or "style" in names or (tag == "script" and "src" not in names):
            self.found.append(self.get_starttag_text() or tag)
        if tag == "img" and dict(attrs).get("src") == "x":
            self.found.append("img")


def harm(page: str) -> list[str]:
    parser = Harmed()
    parser.feed(page)
    return parser.found


async def test_words_that_people_type_are_words_on_every_page(gate: Gate, staff: Staff) -> None:
    """Whatever a form takes, also where nobody expects words, comes back as words and is stored as words."""
    name = f"hostile-{await seq(staff)}"
    await gate.watch.app.state.accounts.add(name, HARM[:60], Role.SHIFT_LEADER, PASSWORD)
    number = await staff.serious(text=HARM)
    browser = staff.watch.client
    papers = {**await gate.papers("shift_leader"), "origin": OURS, "sec-fetch-site": "same-origin"}
    fields = dict.fromkeys(field_names(), HARM) | {"seen": "1"}
    for door in doors(gate.watch.app):
        if door.method != "POST" or door.open is not None:
            continue
        for who in ("shift_leader", "admin"):
            headers = {**papers, **await gate.papers(who), "accept": "text/html"}
            path = address_of(door).replace("/alerts/1/", f"/alerts/{number}/")
            answer = await browser.post(path, data=fields, headers=headers)
            assert answer.status_code < 500, f"{door.name}: {answer.text}"
            assert harm(answer.text) == [], door.name
    for who in ("shift_leader", "admin", "auditor", "operator"):
        for door in doors(gate.watch.app):
            if door.method == "GET" and not door.path.endswith((".csv", ".pdf", ".json")):
                path = address_of(door).replace("/alerts/1", f"/alerts/{number}")
                answer = await browser.get(path, headers=await gate.papers(who))
                if "text/html" in answer.headers.get("content-type", ""):
                    assert harm(answer.text) == [], f"{door.name} as {who}"
                    assert "49" not in answer.text or "{{7*7}}" in answer.text or HARM[:20] not in answer.text


def field_names() -> set[str]:
    """Of every field in every form of the templates."""

    class Fields(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.names: set[str] = set()

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs).get("name")
            if tag in ("input", "textarea", "select", "button") and given and "{" not in given:
                self.names.add(given)

    parser = Fields()
    for template in TEMPLATES.rglob("*.html"):
        parser.feed(template.read_text())
    return parser.names


def test_harm_would_be_seen() -> None:
    assert harm(f"<p>{HARM}</p>") != []
    assert harm("<script>alert(1)</script><p style='color: red'>") != []
    assert harm("<script src='/static/live.js'></script>") == []
    assert len(field_names()) > 20
