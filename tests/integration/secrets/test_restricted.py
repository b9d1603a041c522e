"""A restricted file: its words are in nothing that anybody gets who does not read it, whatever they open."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from html import unescape
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from controlroom.auth.roles import Role
from controlroom.clock import BRUSSELS
from controlroom.watch.baselines import FileKind, SetBaseline
from controlroom.watch.measures import MeasureKind
from tests.integration.roles.callers import COLUMNS, OTHERS, OURS, Gate, a_gate
from tests.integration.secrets.a_secret import (
    DESCRIBED,
    DESCRIBED_IN,
    NEEDLE,
    POST,
    READER,
    SITE,
    VISIT,
    Needles,
    plant,
)
from tests.integration.secrets.the_files import MEASURES, MEETING, MONTH, OPEN_PERSON, PERSON, THEIR_VISIT
from tools.doors import Door, doors

ALSO_ASKED = {
    "GET /alerts": ("list=open", "list=shelved", "list=held", "list=ended"),
    "GET /search": (f"q={NEEDLE}", "q=RAVEN", f"q={SITE}"),
    "GET /log": (f"q={NEEDLE}", f"about={VISIT}", f"about={SITE}"),
    "GET /log.csv": (f"q={NEEDLE}",),
    "GET /visits": ("state=all", f"q={NEEDLE}", "q=RAVEN"),
    "GET /visits.csv": ("state=all",),
    "GET /measures": ("state=all", f"q={NEEDLE}", "expiring=30"),
    "GET /measures.csv": ("state=all",),
    "GET /persons": ("state=all", f"q={NEEDLE}", "country=EE"),
    "GET /institutions": (f"q={NEEDLE}",),
    "GET /levels": (f"q={NEEDLE}", "kind=person"),
    "GET /month": (f"month={MONTH}", f"month={MONTH}&which=undecided"),
    "GET /calendar": (f"q={NEEDLE}",),
    "GET /meetings": ("which=all",),
}
"""Pages that show more by what is asked of them."""
OF_THE_FILES = (
    "person-name",
    "officer-visit",
    "service-M-S",
    "level-person",
    "contact",
    "analysis",
    "described",
    "same-person",
    "described-verdict",
    "ruling",
)
CODES = {
    "/visits": (VISIT, THEIR_VISIT),
    "/institutions": (SITE,),
    "/persons": (PERSON, OPEN_PERSON),
}
"""Which files a page shows by its code."""


@pytest.fixture(scope="module")
async def gate(servers: Any) -> AsyncIterator[Gate]:
    async with servers.fresh() as database, a_gate(database.database_url) as gate:
        yield gate


@pytest.fixture(scope="module")
async def needles(gate: Gate) -> Needles:
    return await plant(gate)


async def addresses(gate: Gate, door: Door) -> list[str]:
    """Every address behind a door: of each alert, of both files."""
    numbers = await _numbers(gate, "SELECT id FROM alert")
    incidents = await _numbers(gate, "SELECT id FROM incident")
    lines = await _numbers(gate, "SELECT seq FROM journal WHERE kind IN ('log.written', 'alert.noted')")
    things = [f"visit/{VISIT}", f"site/{SITE}", f"post/{POST}", *(f"incident/{one}" for one in incidents)]
    paths = [door.path]
    for name, values in {
        "{alert_id}": numbers,
        "{number}": [*lines, *incidents],
        "{noun}/{key:path}": things,
        "{token}": ["x"],
        "{noun}/{code}": [f"visit/{VISIT}", f"site/{SITE}", f"person/{PERSON}"],
        "{code}": [*CODES.get(door.path.partition("/{")[0], ("1",))],
        "/measures/{key}": [f"/measures/{key}" for key in (*MEASURES.values(), "M-F")],
        "/described/{key}": [f"/described/{DESCRIBED}"],
        "/warnings/{ref}": [f"/warnings/{ref}" for ref in DESCRIBED_IN],
        "/meetings/{key}": [f"/meetings/{MEETING}"],
        "{month}": [MONTH],
        "{scope:path}": [f"visit:{VISIT}", f"site:{SITE}", f"person:{PERSON}"],
    }.items():
        paths = [path.replace(name, value) for path in paths for value in (values if name in path else [""])]
    now = datetime.now(UTC).isoformat().replace("+", "%2B")
    whole = [_filled(path.replace("at=", f"at={now}")) for path in paths]
    return [*whole, *(f"{door.path}?{query}" for query in ALSO_ASKED.get(door.name, ()))]


async def _numbers(gate: Gate, question: str) -> list[str]:
    return [str(number) for (number,) in await gate.watch.ask(question)]


def _filled(path: str) -> str:
    while "{" in path:
        head, _, rest = path.partition("{")
        path = f"{head}1{rest.partition('}')[2]}"
    return path


async def pages(gate: Gate, who: str) -> AsyncIterator[tuple[str, str]]:
    """Every page that there is, as this caller gets it."""
    headers = {**await gate.papers(who), "accept": "text/html"}
    for door in doors(gate.watch.app):
        if door.method != "GET" or door.path in ("/static", "/metrics"):
            continue
        for address in await addresses(gate, door):
            answer = await gate.watch.client.get(address, headers=headers, timeout=60)
            if answer.status_code == 428:
                answer = await _with_a_reason(gate, address, answer.text, headers)
            assert answer.status_code < 500, f"{address} as {who}: {answer.text[:300]}"
            yield address, answer.text


async def _with_a_reason(gate: Gate, address: str, asked: str, headers: dict[str, str]) -> httpx2.Response:
    """Whoever says why sees it, as far as they read its file."""
    file = re.search(r'name="file" value="([^"]*)"', asked)
    assert file, asked
    why = {"file": unescape(file[1]), "back": address, "ground": "meeting"}
    same = {"origin": OURS, "sec-fetch-site": "same-origin"}
    answer = await gate.watch.client.post("/reasons", data=why, headers={**headers, **same})
    assert answer.status_code == 303, answer.text
    return await gate.watch.client.get(address, headers=headers, timeout=60)


async def frames(gate: Gate, who: str, path: str) -> str:
    """Everything that a socket says in its first second."""
    heard: list[str] = []
    headers = {"origin": OURS, **await gate.papers(who)}
    address = gate.watch.url.replace("http", "ws", 1) + path
    with suppress(InvalidStatus, ConnectionClosed, TimeoutError):
        async with connect(address, additional_headers=headers, proxy=None, max_size=None) as socket:
            async with asyncio.timeout(1.5):
                async for said in socket:
                    heard.append(str(said))  # noqa: PERF401 - what came before the time was up counts
    return " ".join(heard)


def sockets() -> Iterator[str]:
    now = datetime.now(UTC).isoformat().replace("+", "%2B")
    yield from ("/ws?board=wall", "/ws?board=desk", f"/ws/replay?at={now}")


@pytest.mark.parametrize("who", [who for who in COLUMNS if who != Role.DUTY_OFFICER])
async def test_no_page_and_no_socket_says_a_word_of_it_to_who_does_not_read_it(
    gate: Gate, needles: Needles, who: str
) -> None:
    leaks = [(address, found) async for address, text in pages(gate, who) if (found := needles.in_(text))]
    leaks += [(path, found) for path in sockets() if (found := needles.in_(await frames(gate, who, path)))]
    assert leaks == []


async def test_its_reader_sees_it_at_the_desk(gate: Gate, needles: Needles) -> None:
    """Else the test above would prove nothing."""
    shown = " ".join([text async for _, text in pages(gate, READER.replace("-", "_"))])
    seen = set(needles.in_(shown))
    for field in (
        *OF_THE_FILES,
        "site-name",
        "text-0",
        "text-1",
        "line-visit",
        "post-name",
        "quarantine",
        "reason-visit",
    ):
        assert f"{NEEDLE}-{field}" in seen, f"{field} is shown nowhere"
    assert any("note-" in one for one in seen)
    assert f"{NEEDLE}-text-1" in await frames(gate, "duty_officer", "/ws?board=desk")


async def test_no_wall_says_a_word_of_it_even_beside_its_reader(gate: Gate, needles: Needles) -> None:
    for who in ("screen", "duty_officer"):
        page = await gate.watch.client.get("/wall", headers=await gate.papers(who))
        assert needles.in_(page.text + await frames(gate, who, "/ws?board=wall")) == []
        assert "RAVEN" in page.text


async def test_the_alert_stays_on_every_screen_with_its_priority(gate: Gate, needles: Needles) -> None:
    (first, *_) = await gate.watch.ask(
        "SELECT id FROM alert WHERE rule = 'incident.serious' AND priority = 1 ORDER BY id"
    )
    for who, board in (("screen", "wall"), ("operator", "desk")):
        page = await gate.watch.client.get(f"/{board}", headers=await gate.papers(who))
        assert SITE in page.text
        assert 'data-priority="1"' in page.text
    detail = await gate.watch.client.get(f"/alerts/{first[0]}", headers=await gate.papers("operator"))
    assert "You do not read this file" in detail.text
    assert f"/files/site/{SITE}" in detail.text


async def test_a_reader_that_is_put_out_sees_nothing_more_at_once(gate: Gate, needles: Needles) -> None:
    headers = {**await gate.papers("shift_leader"), "origin": OURS, "sec-fetch-site": "same-origin"}
    reader = {**await gate.papers("duty_officer"), "origin": OURS, "sec-fetch-site": "same-origin"}
    address = gate.watch.url.replace("http", "ws", 1) + "/ws?board=desk"
    async with connect(address, additional_headers=headers, proxy=None, max_size=None) as socket:
        await _until(socket, whole=False)
        for path, whole in (("readers", True), ("readers/end", False)):
            act = f"/files/visit/{VISIT}/{path}"
            answer = await gate.watch.client.post(act, data={"reader": "shift-leader"}, headers=reader)
            assert answer.status_code == 303, answer.text
            await _until(socket, whole=whole)


async def _until(socket: Any, *, whole: bool) -> None:
    """The visit's own line in a frame says its rank, or that it is restricted."""
    async with asyncio.timeout(5):
        async for said in socket:
            line = said.partition("visit-V-7")[2].partition("</li>")[0]
            if line and ("restricted" not in line) == whole:
                assert ("rank" in line) == whole
                return


async def test_whoever_does_not_read_it_plans_nothing_by_what_is_known_of_it(
    gate: Gate, needles: Needles
) -> None:
    page = await gate.watch.client.get("/patrols", headers=await gate.papers("analyst"))
    assert SITE not in page.text
    assert OTHERS
    assert POST not in page.text


async def test_whoever_does_not_read_a_file_learns_not_what_it_lacks_at_a_level(
    gate: Gate, needles: Needles
) -> None:
    """What a raise would ask for is what is usual without what is in effect."""
    desk = gate.watch.app.state.desk
    await desk.do(SetBaseline(4, FileKind.RESIDENCE, tuple(MeasureKind), READER), READER)
    headers = {**await gate.papers("analyst"), "origin": OURS, "sec-fetch-site": "same-origin"}
    typed = {"level": "4", "reason": "curious"}
    answer = await gate.watch.client.post(f"/levels/site:{SITE}", data=typed, headers=headers)
    assert answer.status_code == 403
    page = await gate.watch.client.get(f"/levels/site:{SITE}", headers=headers)
    assert "You do not read this file" in page.text
    assert "to come" not in page.text


async def test_where_a_hidden_visit_is_nobody_reads_at_the_place_itself(gate: Gate, needles: Needles) -> None:
    ((number, alert),) = await gate.watch.ask(
        "SELECT i.id, a.id FROM incident i JOIN alert a ON a.object = 'incident:' || i.id WHERE i.visit = $1",
        VISIT,
    )
    links = (f'href="/alerts/{alert}"', f'href="/things/incident/{number}"')
    for who, told in (("operator", False), ("duty_officer", True)):
        for path in ("/institutions/EU-JL", "/things/site/EU-JL", "/things/unit/EU-07A", "/search?q=justus"):
            page = (await gate.watch.client.get(path, headers=await gate.papers(who))).text
            assert told or not any(link in page for link in links), path
            assert any(link in page for link in links) == told, path


async def test_neither_a_search_nor_the_page_of_a_thing_says_when_a_hidden_visit_is(
    gate: Gate, needles: Needles
) -> None:
    ((begins, ends),) = await gate.watch.ask("SELECT starts_at, ends_at FROM visit WHERE code = $1", VISIT)
    times = [f"{at.astimezone(BRUSSELS):%H:%M}" for at in (begins, ends)]
    for who, told in (("operator", False), ("duty_officer", True)):
        for path in (f"/things/visit/{VISIT}", "/search?q=raven"):
            page = (await gate.watch.client.get(path, headers=await gate.papers(who))).text
            about = page.partition('id="content"')[2].partition("related")[0]
            assert "RAVEN" in about
            assert any(time in about for time in times) == told, (path, who)


async def test_of_a_hidden_file_the_list_of_levels_says_the_level_alone(gate: Gate, needles: Needles) -> None:
    rows = {}
    for who in ("operator", "duty_officer"):
        headers = await gate.papers(who)
        page = (await gate.watch.client.get("/levels?kind=person", headers=headers)).text
        rows[who] = page.partition("HERON")[2].partition("</tr>")[0]
    for shown in ("1 to come", "<time"):
        assert (shown in rows["operator"], shown in rows["duty_officer"]) == (False, True), shown
    assert "3" in rows["operator"]


async def test_an_alert_on_the_level_of_a_hidden_person_says_neither_what_they_lack_nor_what_was_noted(
    gate: Gate, needles: Needles
) -> None:
    ((number,),) = await gate.watch.ask("SELECT id FROM alert WHERE object = $1", f"threat:person:{PERSON}")
    for who, told in (("operator", False), ("duty_officer", True)):
        page = (await gate.watch.client.get(f"/alerts/{number}", headers=await gate.papers(who))).text
        assert "P-0007" in page
        assert (f"{NEEDLE}-note-{number}" in page, "To be decided" in page) == (told, told)
        assert (f"/files/person/{PERSON}" in page, "You do not read this file" in page) == (True, not told)


async def test_where_a_hidden_person_works_is_not_said_at_the_institution(
    gate: Gate, needles: Needles
) -> None:
    page = await gate.watch.client.get("/institutions/EU-JL", headers=await gate.papers("operator"))
    assert page.status_code == 200
    assert "HERON" not in page.text


async def test_a_person_whom_everybody_reads_says_nothing_of_a_visit_that_is_hidden(
    gate: Gate, needles: Needles
) -> None:
    address = f"/persons/{OPEN_PERSON}"
    for who, told in ((READER.replace("-", "_"), True), ("operator", False)):
        headers = {**await gate.papers(who), "accept": "text/html"}
        asked = await gate.watch.client.get(address, headers=headers)
        page = await _with_a_reason(gate, address, asked.text, headers)
        assert page.status_code == 200
        assert "Aino Virtanen" in page.text
        assert (THEIR_VISIT in page.text, "KESTREL" in page.text) == (told, told)
