"""Visits, as people of the room keep them without a script: from the note of an embassy to the last leg."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from controlroom.auth.roles import Role
from controlroom.clock import BRUSSELS
from controlroom.watch.measures import CloseProtection
from tests.integration.an_officer import Officer, Staff, words_of
from tests.unit.watch.a_measure import draft, proposed

TOMORROW = timedelta(days=1)


def day(ahead: int = 1) -> str:
    return f"{datetime.now(UTC).astimezone(BRUSSELS) + ahead * TOMORROW:%Y-%m-%d}"


def note(**more: Any) -> dict[str, str]:
    """What an embassy says: tomorrow until six, so within a day whatever the time is, with six agents."""
    said = {
        "code_name": "HERON",
        "code": "V-7",
        "rank": "A",
        "kind": "official",
        "delegation": "Estonia",
        "starts_on": day(),
        "starts_at": "00:00",
        "ends_on": day(),
        "ends_at": "18:00",
        "threat_level": "2",
        "note_on": day(0),
        "note_at": "10:00",
        "agents": "6",
    }
    return said | more


def leg(n: int, origin: str, destination: str, begins: str, ends: str, **more: str) -> dict[str, str]:
    row = {"number": "0", "origin": origin, "destination": destination, "day": day()}
    row |= {"begins": begins, "ends": ends, "units": "EU-07A", "convoy": "3", **more}
    return {f"leg-{n}-{name}": value for name, value in row.items()}


THERE = leg(0, "BRU", "EU-JL", "10:00", "10:30")
BACK = leg(1, "EU-JL", "BRU", "16:00", "16:30")


async def did(officer: Officer, path: str, **fields: str) -> None:
    answer = await officer.browser.post(f"/visits/V-7{path}", data=fields)
    assert answer.status_code == 303, words_of(answer.text)


async def page_of(officer: Officer, path: str = "/visits/V-7", **query: str) -> str:
    answer = await officer.browser.get(path, params=query)
    assert answer.status_code == 200, words_of(answer.text)
    return words_of(answer.text)


async def announced(staff: Staff) -> Officer:
    ada = await staff.signs_in("ada", Role.ANALYST)
    answer = await ada.browser.post("/visits", data=note())
    assert answer.headers["location"] == "/visits/V-7", words_of(answer.text)
    return ada


async def planned(staff: Staff) -> Officer:
    ada = await announced(staff)
    await did(ada, "/analysis")
    await did(ada, "/programme", **THERE, **BACK, do="save")
    return ada


async def approved(staff: Staff) -> tuple[Officer, Officer]:
    ada, min_ = await planned(staff), await staff.signs_in("min", Role.APPROVER)
    await did(min_, "/approval")
    return ada, min_


async def test_a_visit_is_announced_planned_approved_changed_acknowledged_driven_and_closed(
    staff: Staff,
) -> None:
    ada = await announced(staff)
    said = await page_of(ada)
    assert "HERON V-7" in said
    assert "6 foreign agents; 4 in principle." in said
    assert "Nothing was requested for weapons." in said
    await did(ada, "/analysis")
    await did(ada, "/programme", **THERE, **BACK, do="save")
    assert "Justus Lipsius" in await page_of(ada)
    chief = await staff.signs_in("min", Role.APPROVER)
    await did(chief, "/approval")
    later = leg(0, "BRU", "EU-JL", "11:00", "11:30", number="1")
    back = leg(1, "EU-JL", "BRU", "16:00", "16:30", number="2")
    shown = await ada.browser.post("/visits/V-7/programme", data={**later, **back, "do": "look"})
    assert "Leg 1 changed: time" in words_of(shown.text)
    await did(ada, "/programme", **later, **back, do="save")
    said = await page_of(ada)
    assert "Version 2" in said
    assert "EU-07A not yet" in said
    assert "change not acknowledged" in await page_of(ada, "/visits")
    bert, omar = await staff.signs_in("bert"), await staff.signs_in("omar", Role.OPERATOR)
    await did(bert, "/versions/2/acknowledgement")
    await did(omar, "/versions/2/units", unit="EU-07A")
    assert "not yet" not in await page_of(ada)
    for number, status in ((1, "en_route"), (1, "arrived"), (2, "skipped")):
        await reported(staff, number, status)
    assert "active · departed" in await page_of(ada)
    await did(ada, "/closing")
    assert "HERON V-7 closed" in await page_of(ada)
    said = await page_of(ada, "/visits", state="over")
    assert "HERON V-7" in said


async def test_what_is_refused_says_why_and_what_was_typed_stays(staff: Staff) -> None:
    ada = await staff.signs_in("ada", Role.ANALYST)
    for wrong, said in (
        (note(code_name=" "), "A visit needs a code name."),
        (note(starts_at="nine"), "Write the time as 07:00."),
        (note(ends_at="00:00"), "A visit ends after it began."),
        (note(agents="many"), "A number of agents"),
        (note(rank=""), "Choose the rank."),
    ):
        answer = await ada.browser.post("/visits", data=wrong)
        assert answer.status_code == 422
        assert said in words_of(answer.text)
        assert 'value="Estonia"' in answer.text


async def test_a_leg_that_cannot_be_is_marked_where_it_stands_and_the_others_are_kept(staff: Staff) -> None:
    ada = await announced(staff)
    await did(ada, "/analysis")
    wrong = leg(1, "EU-JL", "NOWHERE", "16:00", "16:30")
    answer = await ada.browser.post("/visits/V-7/programme", data={**THERE, **wrong, "do": "save"})
    assert answer.status_code == 404
    assert "There is no place NOWHERE." in words_of(answer.text)
    assert 'aria-describedby="amiss-leg-1"' in answer.text
    assert 'value="10:30"' in answer.text
    answer = await ada.browser.post("/visits/V-7/programme", data={**THERE, **BACK, "do": "more"})
    assert 'name="leg-3-origin"' in answer.text


async def test_only_an_approver_approves_and_not_what_they_have_not_seen(staff: Staff) -> None:
    ada = await planned(staff)
    assert (await ada.browser.post("/visits/V-7/approval")).status_code == 403
    chief = await staff.signs_in("min", Role.APPROVER)
    await did(ada, "/programme", **leg(0, "BRU", "EU-JL", "12:00", "12:30", number="1"), do="save")
    answer = await chief.browser.post("/visits/V-7/approval", data={"seen": "1"})
    assert "Somebody changed this visit in the meantime" in words_of(answer.text)


async def test_a_postponed_visit_leaves_the_wall_and_comes_back_on_another_day(staff: Staff) -> None:
    ada, _ = await approved(staff)
    bert = await staff.signs_in("bert")
    assert "HERON" in await page_of(bert, "/wall")
    refused = await ada.browser.post("/visits/V-7/postponement", data={"reason": " "})
    assert "Say why." in words_of(refused.text)
    await did(ada, "/postponement", reason="The guest is ill")
    async with asyncio.timeout(1.0):
        while "HERON" in await page_of(bert, "/wall"):
            pass
    said = await page_of(ada)
    assert "The guest is ill" in said
    await did(ada, "/resumption", starts_on=day(3), starts_at="00:00")
    said = await page_of(ada)
    assert "planned, not approved" in said
    assert f"{datetime.now(UTC).astimezone(BRUSSELS) + timedelta(days=3):%d.%m.%Y} 10:00" in said


async def test_a_visit_whose_measure_waits_does_not_become_active_and_the_refusal_names_it(
    staff: Staff,
) -> None:
    ada, _ = await approved(staff)
    await staff.watch.app.state.desk.do(a_proposal(), "ada")
    answer = await ada.browser.post("/visits/V-7/activation")
    assert answer.status_code == 422
    assert "Not approved: close protection (M-1)." in words_of(answer.text)


async def test_a_convoy_that_leaves_first_is_not_refused_and_its_alert_names_what_waits(staff: Staff) -> None:
    ada, _ = await approved(staff)
    await staff.watch.app.state.desk.do(a_proposal(), "ada")
    await reported(staff, 1, "en_route")
    bert = await staff.signs_in("bert")
    said = words_of(await bert.page(await staff.newest("visit.unapproved")))
    assert "Under way without approval" in said
    assert "HERON" in said
    assert "Measure M-1" in said
    assert "The visit goes on; the alert stays until it is decided." in await page_of(ada)


async def reported(staff: Staff, number: int, status: str) -> None:
    at = datetime.now(UTC).isoformat()
    report = {"id": str(uuid4()), "at": at, "visit": "V-7", "leg": number, "status": status}
    answer = await staff.watch.report("/feeds/visits", report)
    assert answer.status_code == 201, answer.text


def a_proposal() -> Any:
    now = datetime.now(UTC)
    of = draft(CloseProtection(("EU-07A",)), file="visit:V-7", valid_from=now, valid_to=now + 5 * TOMORROW)
    return proposed(of)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "estonia"}, True),
        ({"q": "hero"}, True),
        ({"q": "latvia"}, False),
        ({"rank": "A"}, True),
        ({"rank": "C"}, False),
        ({"state": "announced"}, True),
        ({"state": "approved"}, False),
        ({"since": 2}, False),
        ({"until": 0}, False),
        ({"since": 1, "until": 1}, True),
        ({"event": "A summit"}, False),
    ],
)
async def test_the_list_is_sieved_in_place(staff: Staff, query: dict[str, str | int], found: bool) -> None:
    """Days are counted from the one on which the visit is announced."""
    ada = await announced(staff)
    asked = {name: day(said) if isinstance(said, int) else said for name, said in query.items()}
    assert ("HERON" in await page_of(ada, "/visits", **asked)) == found


async def test_a_day_that_is_none_is_said_beside_its_field(staff: Staff) -> None:
    ada = await staff.signs_in("ada", Role.ANALYST)
    answer = await ada.browser.get("/visits", params={"since": "soon"})
    assert answer.status_code == 422
    assert "Write the day as 2026-11-30." in words_of(answer.text)


async def test_an_operator_reads_and_keeps_nothing(staff: Staff) -> None:
    await announced(staff)
    omar = await staff.signs_in("omar", Role.OPERATOR)
    said = await page_of(omar)
    assert "Begin the analysis" not in said
    for path in ("", "/V-7/facts", "/V-7/programme", "/V-7/analysis", "/V-7/cancellation"):
        assert (await omar.browser.post(f"/visits{path}", data=note())).status_code == 403


async def test_a_restricted_visit_is_a_code_name_to_all_others(staff: Staff) -> None:
    ada = await announced(staff)
    bert = await staff.signs_in("bert")
    answer = await bert.browser.post("/files/visit/V-7/restriction", data={"reason": "a threat"})
    assert answer.status_code == 303
    assert "Estonia" in await page_of(bert)
    for path, query in (("/visits/V-7", {}), ("/visits", {}), ("/visits", {"q": "estonia"})):
        said = await page_of(ada, path, **query)
        assert "Estonia" not in said
        assert ("HERON" in said) == (not query)
    for path in ("/analysis", "/facts", "/programme", "/cancellation"):
        answer = await ada.browser.post(f"/visits/V-7{path}", data=note(delegation="Latvia", reason="off"))
        assert answer.status_code != 303, path
        assert "Estonia" not in answer.text, path
    (now,) = await staff.watch.ask("SELECT state, delegation, revision FROM visit WHERE code = 'V-7'")
    assert now == ("announced", "Estonia", 0)


async def test_who_looks_and_who_takes_a_table_out_is_written_down(staff: Staff) -> None:
    ada = await announced(staff)
    await page_of(ada)
    asked: httpx2.Response = await ada.browser.get("/visits.csv")
    assert asked.status_code == 428
    rows = await staff.watch.ask(
        "SELECT body::jsonb ->> 'things' FROM journal WHERE kind = 'data.viewed' AND actor = 'ada'"
    )
    assert any("visit:V-7" in things for (things,) in rows)


async def test_two_visits_at_one_place_at_one_time_are_shown_to_both(staff: Staff) -> None:
    ada, _ = await approved(staff)
    await ada.browser.post("/visits", data=note(code="V-8", code_name="TERN", delegation="Latvia"))
    for path, fields in (("analysis", {}), ("programme", {**THERE, **BACK, "do": "save"})):
        assert (await ada.browser.post(f"/visits/V-8/{path}", data=fields)).status_code == 303
    said = await page_of(ada)
    for kind in ("same place at the same time", "same route within 15 minutes", "same unit at the same time"):
        assert kind in said
    assert "TERN" in said
