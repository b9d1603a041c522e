"""Early warnings at the desk: taken up, shared, judged and answered by forms; a partner sees its own."""

import re
from html import unescape
from typing import Any

import httpx2
import pytest

from controlroom.auth.register import Seat
from controlroom.auth.roles import Role
from controlroom.watch.files import RestrictFile
from controlroom.watch.refs import Noun, Ref
from tests.integration.a_watch import Watch
from tests.integration.an_officer import OURS, PASSWORD, Officer, Staff, words_of
from tests.unit.watch.a_warning import the_company, warning_word

REF = warning_word().ref
AT = f"/warnings/{REF}"
FACTS = "a grey van stood at the gate"


@pytest.fixture
async def anna(staff: Staff) -> Officer:
    desk = staff.watch.app.state.desk
    for command in (*the_company(), warning_word()):
        await desk.do(command, "noordlicht")
    return await staff.signs_in("anna", Role.SHIFT_LEADER)


async def read(browser: httpx2.AsyncClient, path: str, status: int = 200) -> str:
    answer = await browser.get(path)
    assert answer.status_code == status, words_of(answer.text)
    return unescape(answer.text)


async def did(browser: httpx2.AsyncClient, path: str, **fields: Any) -> str:
    answer = await browser.post(f"{AT}/{path}", data=fields)
    assert answer.status_code == 303, words_of(answer.text)
    return await read(browser, AT)


async def test_a_behaviour_that_clusters_is_an_alert_that_states_its_figures(
    anna: Officer, staff: Staff
) -> None:
    for number, days in ((2, 1), (3, 2)):
        await staff.watch.app.state.desk.do(warning_word(number, -days * 24 * 60), "noordlicht")
    ((number, priority),) = await staff.watch.ask(
        "SELECT id, priority FROM alert WHERE rule = 'early_warning.cluster'"
    )
    page = words_of(await read(anna.browser, f"/alerts/{number}"))
    assert priority == 4
    assert "Observation or surveillance. In a week: reports 3, days 3, reporters 1." in page
    assert "0.233 were to be expected; so many or more have a chance of 0.0018." in page


async def test_a_report_goes_from_the_queue_to_its_answer(anna: Officer, staff: Staff) -> None:
    vera = await staff.signs_in("vera", Role.PARTNER)
    queue = await read(anna.browser, "/warnings")
    assert re.search(rf'data-ticks="age">.*data-line href="/warnings/{REF}"', queue, re.DOTALL)
    assert REF not in await read(vera.browser, "/warnings")
    await read(vera.browser, AT, 404)
    assert FACTS in await read(anna.browser, AT)
    await did(anna.browser, "triage")
    await did(anna.browser, "shares", name="vera", service="cuta", need="the plate may be theirs")
    assert FACTS in await read(vera.browser, AT)
    assert "the van of a baker" in await did(vera.browser, "opinion", text="it is the van of a baker")
    await did(anna.browser, "investigation")
    await did(anna.browser, "assessment", text="the baker comes at seven")
    early = await anna.browser.post(f"{AT}/closure", data={"outcome": "explained"})
    assert (early.status_code, "with an answer" in early.text) == (422, True)
    await did(anna.browser, "feedback", text="it was the baker")
    assert "explained" in await did(anna.browser, "closure", outcome="explained")
    assert REF not in await read(anna.browser, "/warnings")
    assert REF in await read(anna.browser, "/warnings?which=closed")


async def test_who_judges_has_read_what_was_said_while_they_wrote(anna: Officer, staff: Staff) -> None:
    vera, bert = await staff.signs_in("vera", Role.PARTNER), await staff.signs_in("bert")
    await did(anna.browser, "triage")
    await did(anna.browser, "shares", name="vera", service="cuta", need="the plate may be theirs")
    page = await read(bert.browser, AT)
    await did(vera.browser, "opinion", text="they were at our gate too")
    (action,) = re.findall(r'action="(/warnings/[^"]*/assessment[^"]*)"', page)
    answer = await bert.browser.post(action, data={"text": "it was a baker"})
    shown = unescape(answer.text)
    assert answer.status_code == 409
    assert all(
        said in shown for said in ("said of this report meanwhile", "at our gate too", "it was a baker")
    )
    (again,) = re.findall(r'action="(/warnings/[^"]*/assessment[^"]*)"', shown)
    assert (await bert.browser.post(again, data={"text": "it was a baker"})).status_code == 303


async def test_yes_opens_a_proposed_measure_with_the_report_as_its_basis(anna: Officer) -> None:
    await did(anna.browser, "triage")
    form = await read(anna.browser, f"{AT}?kind=contact_person")
    assert 'name="number"' in form
    measure = {"kind": "contact_person", "name": "Insp. Peeters", "service": "Local police"}
    wrong = await anna.browser.post(f"{AT}/protection", data=measure)
    assert wrong.status_code == 422
    whole = {**measure, "number": "+32 2 555 01 02", "reason": "it came back", "review_on": "2027-01-10"}
    page = await did(anna.browser, "protection", id="M-ABC234", **whole)
    assert "protective action is needed" in page
    sheet = await read(anna.browser, "/measures/M-ABC234")
    assert REF in sheet


async def test_who_only_looks_does_nothing_and_a_company_comes_nowhere_near(
    anna: Officer, staff: Staff, watch: Watch
) -> None:
    omar = await staff.signs_in("omar", Role.OPERATOR)
    assert FACTS in await read(omar.browser, AT)
    assert (await omar.browser.post(f"{AT}/triage")).status_code == 403
    accounts = watch.app.state.accounts
    await accounts.add("noordlicht", "Nora", Role.COMPANY, PASSWORD, seat=Seat("NLE"))
    async with httpx2.AsyncClient(base_url=watch.url, trust_env=False, headers=OURS) as nora:
        assert (
            await nora.post("/sign-in", data={"name": "noordlicht", "password": PASSWORD})
        ).status_code == 303
        for path in ("/warnings", AT):
            await read(nora, path, 403)


async def test_a_report_of_a_restricted_site_is_for_its_readers(anna: Officer, staff: Staff) -> None:
    omar = await staff.signs_in("omar", Role.OPERATOR)
    desk = staff.watch.app.state.desk
    await desk.do(RestrictFile(Ref(Noun.SITE, "NLE-1"), "anna", "a threat", ()), "anna")
    assert REF not in await read(omar.browser, "/warnings")
    await read(omar.browser, AT, 404)
    assert FACTS in await read(anna.browser, AT)


async def test_of_a_restricted_site_who_was_shared_a_report_is_told_no_name(
    anna: Officer, staff: Staff
) -> None:
    vera = await staff.signs_in("vera", Role.PARTNER)
    await did(anna.browser, "triage")
    await did(anna.browser, "shares", name="vera", service="cuta", need="the plate may be theirs")
    for path in ("/warnings", AT):
        assert "Plant NLE-1" in await read(vera.browser, path)
    await staff.watch.app.state.desk.do(RestrictFile(Ref(Noun.SITE, "NLE-1"), "anna", "a threat", ()), "anna")
    for path in ("/warnings", AT):
        page = await read(vera.browser, path)
        assert ("Plant NLE-1" in page, "NLE-1" in page) == (False, True)
        assert "Plant NLE-1" in await read(anna.browser, path)


async def test_who_looks_at_a_report_stands_in_the_journal(anna: Officer, watch: Watch) -> None:
    await read(anna.browser, AT)
    rows = await watch.ask("SELECT body::jsonb -> 'things' ->> 0 FROM journal WHERE kind = 'data.viewed'")
    assert (f"early_warning:{REF}",) in rows
