"""A shift handed over, by two people at two desks, without a script."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import asyncpg
import httpx2
import pytest

from controlroom.auth.roles import Role
from controlroom.store.rebuild import differences
from controlroom.watch.duty import Place, TakeDuty
from controlroom.watch.files import RestrictFile
from controlroom.watch.log import CorrectEntry
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.shifts import PlanShift
from tests.conftest import Database
from tests.integration.a_watch import Watch, a_watch
from tests.integration.an_officer import PASSWORD, Officer, Staff, staff_of, words_of

pytestmark = pytest.mark.timeout(180)
"""Each of them signs many times, and a password takes its time by design."""


async def roster(watch: Watch, outgoing: str, incoming: str, leader: str | None = None) -> None:
    """The shift that is on ends in half an hour."""
    now = datetime.now(UTC).replace(microsecond=0)
    begun, ends = now - timedelta(hours=7), now + timedelta(minutes=30)
    plans = (
        PlanShift(begun, ends, "chief", outgoing),
        PlanShift(ends, ends + timedelta(hours=8), "chief", incoming, None, leader),
    )
    for plan in plans:
        await watch.app.state.desk.do(plan, "chief")
    await until_on(watch)


async def until_on(watch: Watch) -> None:
    for _ in range(100):
        if (await watch.ask("SELECT shift FROM duty"))[0][0]:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("no shift began")


async def page(officer: Officer) -> str:
    answer = await officer.browser.get("/handover")
    assert answer.status_code == 200, words_of(answer.text)
    return answer.text


def forms(text: str) -> list[dict[str, str]]:
    """What each item's form would send."""
    found = re.findall(r'<form class="carry__tick".*?</form>', text, re.DOTALL)
    return [dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)) for form in found]


async def does(officer: Officer, path: str, **fields: Any) -> httpx2.Response:
    """With the shift that is on the page."""
    found = re.search(r'name="shift" value="([^"]*)"', await page(officer))
    data = {"shift": found[1] if found else "", **fields}
    return await officer.browser.post(f"/handover/{path}", data=data)


async def did(officer: Officer, path: str, **fields: Any) -> str:
    answer = await does(officer, path, **fields)
    assert answer.status_code == 303, words_of(answer.text)
    return str(answer.headers["location"])


async def ticks_all(officer: Officer, **decision: str) -> None:
    for form in forms(await page(officer)):
        if form.get("ticked") == "0":
            continue
        more = decision if form["item"].startswith("alert/") else {}
        fields = {key: unescape(value) for key, value in {**form, **more}.items()}
        answer = await officer.browser.post("/handover/ticks", data=fields)
        assert answer.status_code == 303, words_of(answer.text)


async def on_duty(watch: Watch) -> tuple[str | None, str | None]:
    ((officer, leader),) = await watch.ask("SELECT officer, leader FROM duty")
    return officer, leader


async def agrees(database: Database) -> None:
    connection = await asyncpg.connect(database.owner_url)
    try:
        assert [wrong async for wrong in differences(connection)] == []
    finally:
        await connection.close()


async def test_a_whole_shift_is_handed_over_with_its_alerts_and_its_people(
    watch: Watch, staff: Staff, database: Database
) -> None:
    bert, anna = await staff.signs_in("bert"), await staff.signs_in("anna")
    lea = await staff.signs_in("lea", Role.SHIFT_LEADER)
    await watch.app.state.desk.do(TakeDuty("bert", Place.OFFICER), "bert")
    await watch.app.state.desk.do(TakeDuty("omar", Place.LEADER), "omar")
    await roster(watch, "bert", "anna", "lea")
    number = await staff.serious(2)
    await bert.does(number, "acknowledgement", seen=await staff.version(number))
    assert "item would be handed over" in words_of(await page(bert)) or "items" in words_of(await page(bert))
    await did(bert, "preparation")
    await did(anna, "incoming")
    first = await does(anna, "signature", password=PASSWORD)
    assert (first.status_code, "Not everything is ticked" in words_of(first.text)) == (422, True)
    await ticks_all(anna, decision="take_over")
    wrong = await does(anna, "signature", password="not this one at all")
    assert (wrong.status_code, "not your password" in words_of(wrong.text)) == (403, True)
    assert await did(anna, "signature", password=PASSWORD, along="leader") == "/handover"
    assert await on_duty(watch) == ("bert", "omar")
    at_last = await did(bert, "signature", password=PASSWORD)
    assert at_last.startswith("/handovers/")
    assert await on_duty(watch) == ("anna", "lea")
    assert await watch.ask("SELECT assigned_to FROM alert WHERE id = $1", number) == [("anna",)]
    assert [state for (state,) in await watch.ask("SELECT state FROM shift ORDER BY starts_at")] == [
        "closed",
        "open",
    ]
    said = words_of((await lea.browser.get(at_last)).text)
    assert "Bert Maes" in said
    assert "taken over" in said, said
    assert "FALCON" in said
    printed = await lea.browser.get(f"{at_last}.pdf")
    assert printed.content.startswith(b"%PDF")
    assert at_last in (await lea.browser.get("/handovers")).text
    await agrees(database)


async def test_of_two_who_come_at_once_one_takes_over_and_the_other_is_told_who(
    watch: Watch, staff: Staff
) -> None:
    bert = await staff.signs_in("bert")
    anna, lea = await staff.signs_in("anna"), await staff.signs_in("lea", Role.SHIFT_LEADER)
    await roster(watch, "bert", "anna")
    await did(bert, "preparation")
    answers = await asyncio.gather(*(does(one, "incoming") for one in (anna, lea)))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    ((winner,),) = await watch.ask("SELECT incoming FROM shift WHERE incoming IS NOT NULL")
    called = {"anna": "Anna Peeters", "lea": "Lea Janssens"}[winner]
    (told,) = (words_of(answer.text) for answer in answers if answer.status_code == 409)
    assert f"{called} takes over, since" in told


async def test_what_changes_after_the_preparation_is_said_and_has_to_be_ticked_too(
    watch: Watch, staff: Staff
) -> None:
    bert, anna = await staff.signs_in("bert"), await staff.signs_in("anna")
    await roster(watch, "bert", "anna")
    await did(bert, "preparation")
    await did(anna, "incoming")
    await ticks_all(anna)
    await did(anna, "signature", password=PASSWORD)
    await staff.serious(2)
    assert "New since" in words_of(await page(bert))
    late = await does(bert, "signature", password=PASSWORD)
    assert (late.status_code, "Not everything is ticked" in words_of(late.text)) == (422, True)
    await ticks_all(anna)
    assert (await did(bert, "signature", password=PASSWORD)).startswith("/handovers/")


async def test_an_alert_that_somebody_has_in_hand_is_not_carried_over_by_silence(
    watch: Watch, staff: Staff
) -> None:
    bert, anna = await staff.signs_in("bert"), await staff.signs_in("anna")
    number = await staff.serious(2)
    await bert.does(number, "acknowledgement", seen=await staff.version(number))
    await did(bert, "preparation")
    await did(anna, "incoming")
    (form,) = [one for one in forms(await page(anna)) if one["item"] == f"alert/alert:{number}"]
    silent = await anna.browser.post("/handover/ticks", data=form)
    assert (silent.status_code, "say who has it from now on" in words_of(silent.text)) == (422, True)
    first = {**form, "decision": "close_first"}
    assert (await anna.browser.post("/handover/ticks", data=first)).status_code == 303
    assert "is to be closed first" in words_of(await page(anna))
    closing = {"seen": await staff.version(number), "disposition": "true", "text": "seen to"}
    await bert.did(number, "closing", **closing)
    await ticks_all(anna)
    await did(anna, "signature", password=PASSWORD)
    assert (await did(bert, "signature", password=PASSWORD)).startswith("/handovers/")


async def test_a_handover_goes_on_where_it_was_after_a_restart(database: Database) -> None:
    async with a_watch(database.database_url) as watch, staff_of(watch) as staff:
        bert, anna = await staff.signs_in("bert"), await staff.signs_in("anna")
        await roster(watch, "bert", "anna")
        await did(bert, "preparation")
        await did(anna, "incoming")
        await ticks_all(anna)
        await did(anna, "signature", password=PASSWORD)
    async with a_watch(database.database_url) as watch:
        browsers = []
        for before in (bert, anna):
            browser = httpx2.AsyncClient(
                base_url=watch.url,
                trust_env=False,
                headers=before.browser.headers,
                cookies=before.browser.cookies,
            )
            browsers.append(Officer(before.name, browser))
        bert, anna = browsers
        await ticks_all(anna)
        assert (await did(bert, "signature", password=PASSWORD)).startswith("/handovers/")
        assert (await on_duty(watch))[0] == "anna"
        for officer in browsers:
            await officer.browser.aclose()
    await agrees(database)


async def test_an_operator_reads_a_handover_and_does_nothing_in_it(watch: Watch, staff: Staff) -> None:
    omar = await staff.signs_in("omar", Role.OPERATOR)
    assert "Prepare the handover" not in words_of(await page(omar))
    for path in ("preparation", "preparation/end", "incoming", "ticks", "signature"):
        assert (await does(omar, path, password=PASSWORD)).status_code == 403


async def test_an_answer_that_shows_the_handover_is_on_record_as_its_page_is(
    watch: Watch, staff: Staff
) -> None:
    anna = await staff.signs_in("anna")
    refused = await anna.browser.post("/handover/signature", data={"password": "a guess"})
    assert refused.status_code == 403
    seen = await watch.ask("SELECT body FROM journal WHERE kind = 'data.viewed'")
    assert ['"handover"' in body for (body,) in seen] == [True]


async def test_a_handover_that_nobody_signed_is_none(watch: Watch, staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    for path in ("/handovers/1", "/handovers/1.pdf", "/handovers/999999"):
        assert (await bert.browser.get(path)).status_code == 404
    assert "No shift was handed over yet" in words_of((await bert.browser.get("/handovers")).text)


async def test_a_note_is_handed_over_once_and_a_pinned_one_until_somebody_takes_it_off(
    watch: Watch, staff: Staff, database: Database
) -> None:
    bert, anna = await staff.signs_in("bert"), await staff.signs_in("anna")
    omar = await staff.signs_in("omar", Role.OPERATOR)
    await roster(watch, "bert", "anna")
    for text, pinned in (("Key 4 is with the porter", ""), ("Camera 3 is broken", "1")):
        answer = await omar.browser.post("/handover/notes", data={"text": text, "pinned": pinned})
        assert answer.status_code == 303
    await did(bert, "preparation")
    await did(anna, "incoming")
    said = words_of(await page(anna))
    assert "Notes of the shift 1" in said
    assert "Key 4 is with the porter" in said
    ((key,),) = await watch.ask("SELECT entry FROM flag WHERE pinned")
    await ticks_all(anna)
    await watch.app.state.desk.do(CorrectEntry(key, "Camera 3 is broken since noon", "omar"), "omar")
    assert "Changed since" in words_of(await page(anna))
    await ticks_all(anna)
    await did(anna, "signature", password=PASSWORD)
    signed = await did(bert, "signature", password=PASSWORD)
    after = words_of(await page(anna))
    assert ("Key 4" in after, "Camera 3 is broken since noon" in after) == (False, True)
    assert "Key 4 is with the porter" in words_of((await bert.browser.get(signed)).text)
    assert (await omar.browser.post(f"/handover/notes/{key}/end")).status_code == 303
    assert "Camera 3" not in words_of(await page(anna))
    await agrees(database)


async def test_of_a_restricted_visit_a_handover_says_what_all_may_know(watch: Watch, staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    await watch.app.state.desk.do(RestrictFile(Ref(Noun.VISIT, "V-1"), "bert", "threatened"), "bert")
    await did(bert, "preparation")
    of_it = "SELECT body::jsonb -> 'items', private::jsonb -> 'words' FROM journal WHERE kind = $1"
    ((items, words),) = await watch.ask(of_it, "handover.prepared")
    (visit,) = [item for item in items if item["section"] == "visit"]
    assert (visit["at"], words) == (None, ["FALCON"])
