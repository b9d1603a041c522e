"""The pages of measures, as people use them without a script: propose, approve, change, refuse, print."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from controlroom.auth.roles import Role
from controlroom.watch.files import RestrictFile
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.visits import AnnounceVisit
from tests.integration.an_officer import Officer, Staff, words_of
from tests.unit.watch.room import facts

TODAY = f"{datetime.now(UTC):%Y-%m-%d}"


def in_days(days: float) -> str:
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%dT%H:%M}"


def a_post(**more: str) -> dict[str, str]:
    said = {
        "id": "M-GATE01",
        "file": "site:EU-JL",
        "kind": "fixed_post",
        "code": "JL-9",
        "name": "North gate",
        "strength": "4",
        "relief_every_min": "240",
        "check_every_min": "60",
        "units": "EU-07A, EU-07B",
        "service": "Local police Brussels",
        "basis": "threat_analysis",
        "basis_ref": "2026/112",
        "reason": "a threat by letter",
        "valid_to": in_days(40),
        "review_on": TODAY,
    }
    return said | more


def a_contact(**more: str) -> dict[str, str]:
    fields = {
        "kind": "contact_person",
        "id": "M-CALL01",
        "name": "Insp. Peeters",
        "number": "+32 2 555 01 02",
    }
    return a_post() | fields | more


DECISION = {"authority": "Minister of the Interior", "reference": "BI/2026/77", "on": TODAY}


async def proposed(officer: Officer, form: dict[str, str]) -> str:
    answer = await officer.browser.post("/measures", data=form)
    assert answer.status_code == 303, words_of(answer.text)
    return str(answer.headers["location"])


async def page_of(officer: Officer, path: str) -> str:
    answer = await officer.browser.get(path)
    assert answer.status_code == 200, answer.text
    return words_of(answer.text)


async def the_post(staff: Staff, code: str = "JL-9") -> tuple[Any, ...] | None:
    rows = await staff.watch.ask(
        "SELECT strength, closed_at IS NULL, measure FROM post WHERE code = $1", code
    )
    return rows[0] if rows else None


async def test_a_fixed_post_is_proposed_approved_by_another_reduced_and_ended(staff: Staff) -> None:
    ana, min_ = await staff.signs_in("ana", Role.ANALYST), await staff.signs_in("min", Role.APPROVER)
    path = await proposed(ana, a_post())
    assert await the_post(staff) is None
    assert "You proposed this: another person decides on it." in await page_of(ana, path)
    assert "Local police Brussels" in await page_of(min_, "/measures/queue")
    answer = await min_.browser.post("/measures/queue", data={"measure": "M-GATE01:1", **DECISION})
    assert answer.headers["location"] == "/measures/queue?done=1", words_of(answer.text)
    assert await the_post(staff) == (4, True, "M-GATE01")
    assert "in force M-GATE01" in await page_of(ana, path)
    changed = a_post(decision="reduce", strength="2", reason="quiet for a month")
    assert (await ana.browser.post(f"{path}/changes", data=changed)).status_code == 303
    assert "a threat by letter" in (both := await page_of(min_, path))
    assert "quiet for a month" in both
    assert await the_post(staff) == (4, True, "M-GATE01")
    approval = {"version": "2", **DECISION}
    assert (await min_.browser.post(f"{path}/approval", data=approval)).status_code == 303
    assert await the_post(staff) == (2, True, "M-GATE01")
    marked = re.findall(r"<ins>([^<]*)</ins>", (await ana.browser.get(path)).text)
    assert "2" in marked
    ending = {"decision": "end", "reason": "the embassy asks for it"}
    assert (await ana.browser.post(f"{path}/changes", data=ending)).status_code == 303
    await min_.browser.post(f"{path}/approval", data={"version": "3", **DECISION})
    assert await the_post(staff) == (2, False, "M-GATE01")
    assert "JL-9" not in await page_of(ana, "/out-of-service")


async def test_the_form_of_a_change_says_that_it_ends_by_itself(staff: Staff) -> None:
    ana, min_ = await staff.signs_in("ana", Role.ANALYST), await staff.signs_in("min", Role.APPROVER)
    for key, final in (("M-GATE01", "1"), ("M-GATE02", "")):
        path = await proposed(ana, a_post(id=key, code=f"JL-{key}", final=final))
        await min_.browser.post(f"{path}/approval", data={"version": "1", **DECISION})
        ticked = re.search(r'name="final" value="1"( checked)?', (await ana.browser.get(path)).text)
        assert ticked
        assert bool(ticked[1]) is bool(final)


async def test_what_is_missing_stands_beside_its_field_and_what_was_typed_stays(staff: Staff) -> None:
    ana = await staff.signs_in("ana", Role.ANALYST)
    for wrong, said in (
        (a_post(strength=""), "fixed post: still missing: strength."),
        (a_contact(number=""), "contact person, day and night: still missing: number."),
        (a_post(service=""), "Say which service carries it out."),
        (a_post(valid_to="", review_on=""), "Say until when it is valid"),
        (a_post(valid_to="soon"), "A moment is written as"),
        (a_post(file="site:NOWHERE"), "there is no site:NOWHERE"),
        (a_post(code="EU-07"), "Post EU-07 stands already."),
    ):
        answer = await ana.browser.post("/measures", data=wrong)
        assert answer.status_code in (404, 422), said
        assert said in words_of(answer.text)
        assert "a threat by letter" in answer.text
    assert "No measure fits." in await page_of(ana, "/measures")


async def test_nobody_approves_what_they_proposed_and_only_an_approver_approves(staff: Staff) -> None:
    ana, bert = await staff.signs_in("ana", Role.ANALYST), await staff.signs_in("bert")
    path = await proposed(ana, a_post())
    for who in (ana, bert):
        answer = await who.browser.post(f"{path}/approval", data={"version": "1", **DECISION})
        assert answer.status_code == 403
    omar = await staff.signs_in("omar", Role.OPERATOR)
    assert (await omar.browser.post("/measures", data=a_post(id="M-OTHER1"))).status_code == 403
    assert (await omar.browser.get(path)).status_code == 200


async def test_an_approval_without_a_reference_is_refused_in_its_form(staff: Staff) -> None:
    ana, min_ = await staff.signs_in("ana", Role.ANALYST), await staff.signs_in("min", Role.APPROVER)
    path = await proposed(ana, a_post())
    answer = await min_.browser.post(f"{path}/approval", data={"version": "1", **DECISION, "reference": ""})
    assert answer.status_code == 422
    assert "Say the reference of the decision." in words_of(answer.text)
    stale = await min_.browser.post(f"{path}/approval", data={"version": "2", **DECISION})
    assert stale.status_code == 409


async def test_several_are_decided_at_once_and_what_could_not_be_is_named(staff: Staff) -> None:
    ana, min_ = await staff.signs_in("ana", Role.ANALYST), await staff.signs_in("min", Role.APPROVER)
    await proposed(ana, a_post())
    await proposed(ana, a_post(id="M-GATE02"))
    await proposed(ana, a_contact())
    ticked = {"measure": ["M-GATE01:1", "M-GATE02:1", "M-CALL01:1"], **DECISION}
    answer = await min_.browser.post("/measures/queue", data=ticked)
    assert answer.status_code == 409
    said = words_of(answer.text)
    assert "2 were decided." in said
    assert "M-GATE02 Post JL-9 stands already." in said
    refused = {"measure": "M-GATE02:1", "way": "refuse", "reason": "one gate is enough"}
    assert (await min_.browser.post("/measures/queue", data=refused)).status_code == 303
    assert "Nothing waits for approval." in await page_of(min_, "/measures/queue")
    assert "one gate is enough" in await page_of(ana, "/measures/M-GATE02")


async def test_an_urgent_measure_is_in_force_at_once_and_confirmed_by_another(staff: Staff) -> None:
    bert, ana = await staff.signs_in("bert"), await staff.signs_in("ana", Role.ANALYST)
    assert (await ana.browser.post("/measures", data=a_post(way="urgent"))).status_code == 403
    path = await proposed(bert, a_post(way="urgent"))
    assert await the_post(staff) == (4, True, "M-GATE01")
    assert "urgent, provisional" in await page_of(bert, path)
    min_ = await staff.signs_in("min", Role.APPROVER)
    assert "provided at once, to be confirmed" in await page_of(min_, "/measures/queue")
    await min_.browser.post(f"{path}/approval", data={"version": "1", **DECISION})
    assert "in force" in await page_of(bert, path)


async def test_the_list_is_filtered_searched_and_taken_out(staff: Staff) -> None:
    ana = await staff.signs_in("ana", Role.ANALYST)
    await proposed(ana, a_post())
    await proposed(ana, a_contact(file="visit:V-1", valid_to=in_days(1)))
    for query, fits in (
        ("", 2),
        ("?kind=fixed_post", 1),
        ("?file=visit:V-1", 1),
        ("?state=in_force", 0),
        ("?state=waiting", 2),
        ("?q=falcon", 1),
        ("?q=justus", 1),
        ("?q=nowhere", 0),
        ("?expiring=7", 0),
        ("?state=rubbish&kind=rubbish&expiring=x", 2),
    ):
        said = await page_of(ana, f"/measures{query}")
        assert f"{fits} measure{'s' if fits != 1 else ''} fit" in said, (query, said[:900])
    assert (await ana.browser.get("/measures.csv")).status_code == 428, "nobody said why"
    assert await say_why(ana, "/measures.csv") == 303
    table = await ana.browser.get("/measures.csv")
    assert [line.split(",")[0] for line in table.text.splitlines()] == [
        "\ufeffmeasure",
        "M-CALL01",
        "M-GATE01",
    ]
    assert "555 01 02" not in table.text


async def say_why(officer: Officer, path: str) -> int:
    said = {"file": path, "ground": "meeting", "next": path}
    return (await officer.browser.post("/reasons", data=said)).status_code


async def test_the_decision_sheet_is_printed_for_whoever_says_why(staff: Staff) -> None:
    ana = await staff.signs_in("ana", Role.ANALYST)
    path = await proposed(ana, a_contact())
    sheet = f"{path}/decision.pdf"
    assert (await ana.browser.get(sheet)).status_code == 428
    await say_why(ana, "measure:M-CALL01")
    answer = await ana.browser.get(sheet)
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    exported = await staff.watch.ask("SELECT body FROM journal WHERE kind = 'data.exported'")
    assert any("measure:M-CALL01" in body for (body,) in exported)


async def test_names_and_numbers_are_shown_to_who_reads_the_file_and_it_is_written_down(staff: Staff) -> None:
    ana, omar = await staff.signs_in("ana", Role.ANALYST), await staff.signs_in("omar", Role.OPERATOR)
    path = await proposed(ana, a_contact())
    assert "+32 2 555 01 02" in await page_of(omar, path)
    seen = await staff.watch.ask("SELECT body FROM journal WHERE kind = 'data.viewed' AND actor = 'omar'")
    assert any("measure:M-CALL01" in body for (body,) in seen)
    stored = await staff.watch.ask("SELECT measure::text FROM measure")
    assert not any("555 01 02" in row for (row,) in stored)
    await staff.watch.app.state.desk.do(RestrictFile(Ref(Noun.SITE, "EU-JL"), "ana", "need to know"), "ana")
    assert (await omar.browser.get(path)).status_code == 404
    assert "M-CALL01" not in await page_of(omar, "/measures?state=all")
    assert "M-CALL01" not in await page_of(omar, "/log")
    assert "proposed for EU-JL" in await page_of(ana, "/log")
    assert "+32 2 555 01 02" in await page_of(ana, path)


async def test_whom_to_call_stands_beside_an_alert_and_on_the_pages_of_its_file(staff: Staff) -> None:
    ana, omar = await staff.signs_in("ana", Role.ANALYST), await staff.signs_in("omar", Role.OPERATOR)
    min_ = await staff.signs_in("min", Role.APPROVER)
    await proposed(ana, a_contact())
    number = await staff.serious()
    assert "555 01 02" not in await omar.page(number)
    await min_.browser.post("/measures/M-CALL01/approval", data={"version": "1", **DECISION})
    await proposed(ana, a_contact(id="M-CALL02", file="visit:V-1"))
    await min_.browser.post("/measures/M-CALL02/approval", data={"version": "1", **DECISION})
    pages = (f"/alerts/{number}", "/things/site/EU-JL", "/institutions/EU-JL", "/visits/V-1")
    for path in pages:
        assert "Contact person Insp. Peeters +32 2 555 01 02" in await page_of(omar, path), path
    await staff.watch.app.state.desk.do(RestrictFile(Ref(Noun.SITE, "EU-JL"), "ana", "need to know"), "ana")
    for path in (f"/alerts/{number}", "/things/site/EU-JL", "/institutions/EU-JL"):
        assert "555 01 02" not in await page_of(omar, path), path


async def test_a_measure_is_found_by_what_its_file_is_called(staff: Staff) -> None:
    ana, omar = await staff.signs_in("ana", Role.ANALYST), await staff.signs_in("omar", Role.OPERATOR)
    await proposed(ana, a_post(file="visit:V-1", site="BRU"))
    for typed in ("falcon", "M-GATE01", "fixed post", "v-1"):
        found = (await omar.browser.get("/search", params={"q": typed})).text
        assert "/measures/M-GATE01" in found, typed
    await staff.watch.app.state.desk.do(RestrictFile(Ref(Noun.VISIT, "V-1"), "ana", "need to know"), "ana")
    hidden = (await omar.browser.get("/search", params={"q": "falcon"})).text
    assert "/measures/M-GATE01" not in hidden


async def test_whoever_approves_goes_from_a_measure_to_its_visit(staff: Staff) -> None:
    now = datetime.now(UTC)
    heron = AnnounceVisit("V-7", facts(starts_at=now, ends_at=now + timedelta(days=2)), "ana")
    await staff.watch.app.state.desk.do(heron, "ana")
    ana, min_ = await staff.signs_in("ana", Role.ANALYST), await staff.signs_in("min", Role.APPROVER)
    path = await proposed(ana, a_contact(file="visit:V-7"))
    answer = await min_.browser.get(path)
    assert 'href="/visits/V-7"' in answer.text
    assert "HERON" in await page_of(min_, "/visits/V-7")
