"""Meetings of the partners: each sees those to which they are invited, and nothing else of the file."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import httpx2
import pytest

from controlroom.auth.roles import Right, Role
from controlroom.watch.meetings import CallMeeting, Invitee, Service
from tests.integration.a_watch import Watch
from tests.integration.an_officer import Officer, Staff, words_of

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
ANALYSIS = "Level 3: a group has named the building."
OPINION = "We have nothing that goes beyond level 2."
HOLDERS = {role for role in Role if role.may(Right.HOLD_REVIEWS)}
INSIDE = [role for role in Role if role not in (Role.WALL, Role.FIELD_UNIT, Role.COMPANY)]


def call(*invited: str, **more: Any) -> dict[str, Any]:
    said = {"key": "K-1", "file": "EU-JL", "day": TOMORROW, "time": "10:00", "place": "Room 4"}
    services = {f"service-{name}": "cuta" for name in invited}
    return {**said, "analysis": ANALYSIS, "invited": list(invited), **services, **more}


async def called(staff: Staff, *invited: str, **more: Any) -> Officer:
    """By an analyst, who is handed back."""
    anna = await staff.signs_in("anna", Role.ANALYST)
    answer = await anna.browser.post("/meetings", data=call(*invited, **more))
    assert answer.status_code == 303, words_of(answer.text)
    assert answer.headers["location"] == "/meetings/K-1"
    return anna


async def read(browser: httpx2.AsyncClient, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status_code == 200, words_of(answer.text)
    return unescape(answer.text)


async def test_a_partner_works_at_the_meetings_and_finds_those_with_their_name(staff: Staff) -> None:
    vera = await staff.signs_in("vera", Role.PARTNER)
    home = await vera.browser.get("/")
    assert (home.status_code, home.headers["location"]) == (303, "/meetings")
    assert "There is no meeting here." in await read(vera.browser, "/meetings")
    await called(staff, "vera")
    assert "Justus Lipsius" in await read(vera.browser, "/meetings")
    page = await read(vera.browser, "/meetings/K-1")
    assert ANALYSIS in page
    assert "On duty" not in page


async def test_a_partner_who_is_not_invited_gets_the_answer_of_a_meeting_that_is_not_there(
    staff: Staff,
) -> None:
    await staff.signs_in("vera", Role.PARTNER)
    carl = await staff.signs_in("carl", Role.PARTNER)
    await called(staff, "vera")
    assert "Justus Lipsius" not in await read(carl.browser, "/meetings")
    for key in ("K-1", "K-9"):
        for path in (f"/meetings/{key}", f"/meetings/{key}.pdf"):
            assert (await carl.browser.get(path)).status_code == 404
        refused = await carl.browser.post(f"/meetings/{key}/opinion", data={"text": "let me in"})
        assert refused.status_code == 404
        assert ANALYSIS not in refused.text


@pytest.mark.parametrize("role", INSIDE)
async def test_who_sees_a_meeting_by_role(staff: Staff, role: Role) -> None:
    """Whoever calls meetings sees them; all others see those with their name."""
    await staff.signs_in("vera", Role.PARTNER)
    other = await staff.signs_in("other", role)
    await called(staff, "vera")
    answer = await other.browser.get("/meetings/K-1")
    if role in HOLDERS:
        assert answer.status_code == 200
    else:
        assert answer.status_code == (404 if role.may(Right.ADVISE) else 403)
        assert ANALYSIS not in answer.text
    invited = await other.browser.post("/meetings/K-1/invitations", data={"name": "other", "service": "feb"})
    assert invited.status_code == (303 if role in HOLDERS else 403)


ELSEWHERE = (
    *(
        "/desk",
        "/wall",
        "/alerts",
        "/log",
        "/files",
        "/files/site/EU-JL",
        "/search?q=EU",
        "/things/site/EU-JL",
    ),
    *("/week", "/handover", "/sitrep", "/audit", "/patrols", "/roster", "/rules", "/admin"),
)


@pytest.mark.parametrize("path", ELSEWHERE)
async def test_a_partner_sees_nothing_else(staff: Staff, path: str) -> None:
    vera = await staff.signs_in("vera", Role.PARTNER)
    await called(staff, "vera")
    assert (await vera.browser.get(path)).status_code == 403


async def test_a_partner_leads_nothing_and_invites_nobody(staff: Staff) -> None:
    vera = await staff.signs_in("vera", Role.PARTNER)
    await called(staff, "vera")
    page = await read(vera.browser, "/meetings/K-1")
    assert re.findall(r'action="/meetings/K-1/(\w+)"', page) == ["opinion"]
    for path in ("analysis", "beginning", "decision", "minutes", "invitations", "time"):
        assert (await vera.browser.post(f"/meetings/K-1/{path}", data={"text": "x"})).status_code == 403
    assert (await vera.browser.post("/meetings", data=call("vera"))).status_code == 403


async def test_an_opinion_is_followed_by_another_and_both_stay(staff: Staff) -> None:
    vera = await staff.signs_in("vera", Role.PARTNER)
    anna = await called(staff, "vera", "anna")
    for text in (OPINION, "On reflection, level 3."):
        assert (await vera.browser.post("/meetings/K-1/opinion", data={"text": text})).status_code == 303
    page = words_of(await read(anna.browser, "/meetings/K-1"))
    assert page.index("On reflection, level 3.") < page.index("before that") < page.index(OPINION)
    empty = await vera.browser.post("/meetings/K-1/opinion", data={"text": " "})
    assert empty.status_code == 422
    assert "Write what you mean." in empty.text


async def test_from_the_invitation_to_the_minutes_on_paper(staff: Staff, watch: Watch) -> None:
    vera = await staff.signs_in("vera", Role.PARTNER)
    anna = await called(staff, "vera")
    early = await anna.browser.post("/meetings/K-1/decision", data={"text": "a fixed post"})
    assert early.status_code == 422
    assert "has not taken place yet" in early.text
    await vera.browser.post("/meetings/K-1/opinion", data={"text": OPINION})
    for path, text in (
        ("beginning", ""),
        ("decision", "A fixed post for a month."),
        ("minutes", "All came."),
    ):
        answer = await anna.browser.post(f"/meetings/K-1/{path}", data={"text": text})
        assert answer.status_code == 303, words_of(answer.text)
    late = await vera.browser.post("/meetings/K-1/opinion", data={"text": "wait"})
    assert late.status_code == 422
    assert "This meeting is closed" in late.text
    assert (await vera.browser.get("/meetings/K-1.pdf")).status_code == 428, "nobody said why"
    why = {"file": "meeting:K-1", "ground": "meeting", "words": "for our file"}
    assert (await vera.browser.post("/reasons", data=why)).status_code == 303
    paper = await vera.browser.get("/meetings/K-1.pdf")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    kinds = [
        row[0] for row in await watch.ask("SELECT kind FROM journal WHERE kind LIKE 'meeting.%' ORDER BY seq")
    ]
    assert kinds == [f"meeting.{one}" for one in ("called", "opinion_given", "held", "decided", "closed")]


async def test_what_is_said_stands_in_what_can_be_erased_and_nowhere_else(staff: Staff, watch: Watch) -> None:
    vera = await staff.signs_in("vera", Role.PARTNER)
    await called(staff, "vera")
    await vera.browser.post("/meetings/K-1/opinion", data={"text": OPINION})
    rows = await watch.ask("SELECT body, private FROM journal WHERE kind LIKE 'meeting.%' ORDER BY seq")
    assert not any(OPINION in row[0] or ANALYSIS in row[0] for row in rows)
    assert sum(OPINION in (row[1] or "") for row in rows) == 1
    ((state,),) = await watch.ask("SELECT to_json(m)::text FROM meeting m")
    assert OPINION not in state
    assert ANALYSIS not in state


async def test_a_restricted_file_hides_its_meetings_from_whoever_does_not_read_it(staff: Staff) -> None:
    """Whoever is invited was let in by a reader of the file, and goes on seeing the meeting."""
    vera = await staff.signs_in("vera", Role.PARTNER)
    bert = await staff.signs_in("bert", Role.DUTY_OFFICER)
    omar = await staff.signs_in("omar", Role.DUTY_OFFICER)
    await called(staff, "vera")
    assert (await bert.browser.get("/meetings/K-1")).status_code == 200
    said = {"reason": "a threat to be kept close"}
    answer = await omar.browser.post("/files/site/EU-JL/restriction", data=said)
    assert answer.status_code == 303, words_of(answer.text)
    assert (await bert.browser.get("/meetings/K-1")).status_code == 404
    assert "Justus Lipsius" not in await read(bert.browser, "/meetings")
    assert (await omar.browser.get("/meetings/K-1")).status_code == 200
    assert (await vera.browser.get("/meetings/K-1")).status_code == 200
    refused = await bert.browser.post("/meetings", data=call("vera", key="K-2"))
    assert refused.status_code == 422
    assert "Choose what it is about" in refused.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"file": "NOWHERE"}, "file"),
        ({"day": "soon"}, "day"),
        ({"time": "late"}, "time"),
        ({"place": " "}, "place"),
        ({"invited": []}, "invited"),
        ({"invited": ["nobody"]}, "invited"),
        ({"service-vera": ""}, "invited"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    staff: Staff, wrong: dict[str, Any], field: str
) -> None:
    await staff.signs_in("vera", Role.PARTNER)
    anna = await staff.signs_in("anna", Role.ANALYST)
    refused = await anna.browser.post("/meetings", data=call("vera", **wrong))
    assert refused.status_code == 422
    assert f'id="amiss-{field}"' in refused.text
    assert ANALYSIS in unescape(refused.text)


async def test_the_same_form_sent_twice_calls_one_meeting(staff: Staff, watch: Watch) -> None:
    await staff.signs_in("vera", Role.PARTNER)
    anna = await called(staff, "vera")
    again = await anna.browser.post("/meetings", data=call("vera"))
    assert again.status_code == 303
    assert await watch.ask("SELECT count(*) FROM meeting") == [(1,)]


async def test_the_table_has_all_of_them_and_a_page_fifty(staff: Staff, watch: Watch) -> None:
    at, anna = datetime.now(UTC) + timedelta(days=1), await staff.signs_in("anna", Role.ANALYST)
    seat = (Invitee("anna", Service.CUTA),)
    calls = [CallMeeting(f"K-{n}", "site:EU-JL", at, "Room 4", seat, "anna") for n in range(55)]
    await watch.app.state.desk.do_all(calls, "anna")
    first, second = [await read(anna.browser, f"/meetings?page={page}") for page in (0, 1)]
    assert [len(set(re.findall(r'href="/meetings/K-\d+"', page))) for page in (first, second)] == [50, 5]
    why = {"file": "/meetings", "ground": "meeting", "words": "for our file"}
    assert (await anna.browser.post("/reasons", data=why)).status_code == 303
    rows = (await read(anna.browser, "/meetings.csv")).splitlines()
    assert len({row.partition(",")[0] for row in rows[1:]}) == 55


async def test_a_partner_who_was_put_out_sees_nothing_any_more(staff: Staff, watch: Watch) -> None:
    vera = await staff.signs_in("vera", Role.PARTNER)
    await called(staff, "vera")
    await watch.app.state.accounts.disable("vera")
    assert (await vera.browser.get("/meetings/K-1")).status_code == 303
