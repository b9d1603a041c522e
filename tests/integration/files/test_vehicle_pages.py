"""Vehicles on their pages: nobody reads a plate without saying why, and a person decides."""

import json
from datetime import timedelta
from typing import Any

from controlroom.auth.roles import Role
from controlroom.watch.files import RestrictFile
from controlroom.watch.incidents import Account, IncidentKind, ReportIncident, Vehicle
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.reports import Report
from tests.integration.a_watch import Watch
from tests.integration.an_officer import Officer, Staff, words_of
from tests.integration.files.test_persons_pages import says_why

GOLF: dict[str, Any] = {"country": "BE", "make": "VW Golf", "colour": "grey"}


async def see(watch: Watch, number: int, days_ago: float, plate: str, site: str = "EU-JL") -> None:
    at = watch.app.state.clock.now() - timedelta(days=days_ago)
    report = Report(f"00000000-0000-4000-8000-{number:012}", "PAT-1", at)
    account = Account(vehicle=Vehicle(plate, **GOLF))
    said = ReportIncident(report, IncidentKind.SUSPICIOUS_VEHICLE, 3, site, account=account)
    await watch.app.state.desk.do(said, "PAT-1")


async def a_pattern(watch: Watch) -> str:
    """The same car on two days, one that looks like it, and one of which a part was read."""
    await see(watch, 1, 2, "1-ABO-123")
    await see(watch, 2, 1, "1 abo 123")
    await see(watch, 3, 1, "1-AB0-123")
    await see(watch, 4, 1, "1-A?O-1*")
    ((key,),) = await watch.ask("SELECT key FROM vehicle WHERE plate = '1ABO123'")
    return str(key)


async def reads(officer: Officer, key: str) -> str:
    await says_why(officer, "/vehicles", f"vehicle:{key}")
    return words_of((await officer.browser.get(f"/vehicles/{key}")).text)


async def test_nobody_reads_a_plate_without_saying_why(watch: Watch, staff: Staff) -> None:
    key = await a_pattern(watch)
    anna = await staff.signs_in("anna")
    for path in ("/vehicles", f"/vehicles/{key}"):
        answer = await anna.browser.get(path)
        assert (answer.status_code, "1ABO123" in answer.text) == (428, False), path
    page = await reads(anna, key)
    for wanted in ("1ABO123", "VW Golf, grey", "Seen on 2 days", "Justus Lipsius", "Possibly the same"):
        assert wanted in page, wanted
    rows = await watch.ask("SELECT body FROM journal WHERE kind = 'data.viewed'")
    assert any(f"vehicle:{key}" in body and '"vehicle"' in body for (body,) in rows)


async def test_what_may_be_the_same_is_shown_and_does_not_count(watch: Watch, staff: Staff) -> None:
    key = await a_pattern(watch)
    page = await reads(await staff.signs_in("anna"), key)
    assert "1AB0123 0 and O, 1 and I, 8 and B" in page
    assert "1A?O1* a part of the plate, same make and colour" in page
    alerts = await watch.ask("SELECT object FROM alert WHERE rule = 'vehicle.pattern'")
    assert [tuple(row) for row in alerts] == [(f"vehicle:{key}",)]


async def test_a_vehicle_is_found_by_a_part_of_its_plate(watch: Watch, staff: Staff) -> None:
    await a_pattern(watch)
    await see(watch, 5, 1, "2-XYZ-999")
    anna = await staff.signs_in("anna")
    await says_why(anna, "/vehicles")

    async def found(**asked: str) -> set[str]:
        page = (await anna.browser.get("/vehicles", params=asked)).text
        return {plate for plate in ("1ABO123", "1AB0123", "2XYZ999") if f"<bdi>{plate}</bdi>" in page}

    assert await found() == {"1ABO123"}
    assert await found(state="all") == {"1ABO123", "1AB0123", "2XYZ999"}
    assert await found(q="o-12") == {"1ABO123"}
    assert await found(q="1 ab") == {"1ABO123", "1AB0123"}
    assert await found(q="z?99") == {"2XYZ999"}
    assert await found(q="QQQ") == set()
    assert "at least two characters" in (await anna.browser.get("/vehicles?q=x")).text


async def test_the_alert_lists_the_sightings_and_names_no_plate(watch: Watch, staff: Staff) -> None:
    key = await a_pattern(watch)
    anna = await staff.signs_in("anna")
    ((number,),) = await watch.ask("SELECT id FROM alert WHERE rule = 'vehicle.pattern'")
    page = (await anna.browser.get(f"/alerts/{number}")).text
    assert f"/vehicles/{key}" in page
    assert "1ABO123" not in page
    assert f"VEH-{key[:6].upper()}" in page
    assert words_of(page).count("EU-JL PAT-1") == 2


async def test_a_person_assesses_it_and_the_alert_is_over(watch: Watch, staff: Staff) -> None:
    key = await a_pattern(watch)
    anna = await staff.signs_in("anna")
    await reads(anna, key)
    wrong = await anna.browser.post(f"/vehicles/{key}/assessment", data={"verdict": "harmless", "seen": "2"})
    assert (wrong.status_code, "Say why." in wrong.text) == (422, True)
    stale = {"verdict": "harmless", "reason": "the baker", "seen": "1"}
    assert (await anna.browser.post(f"/vehicles/{key}/assessment", data=stale)).status_code == 409
    until = watch.app.state.clock.now() + timedelta(days=30)
    said = stale | {"seen": "2", "listed_until": f"{until:%Y-%m-%d}"}
    answer = await anna.browser.post(f"/vehicles/{key}/assessment", data=said)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/vehicles/{key}")
    page = await reads(anna, key)
    assert "harmless, on the white list until" in page
    assert "the baker" in page
    ((condition,),) = await watch.ask("SELECT condition FROM alert WHERE rule = 'vehicle.pattern'")
    assert condition == "cleared"
    assert (await anna.browser.post(f"/vehicles/{key}/unlisting")).status_code == 303
    assert "taken off the white list" in await reads(anna, key)


async def test_an_operator_reads_and_does_not_decide(watch: Watch, staff: Staff) -> None:
    key = await a_pattern(watch)
    oscar = await staff.signs_in("oscar", Role.OPERATOR)
    assert "Assess this vehicle" not in await reads(oscar, key)
    said = {"verdict": "harmless", "reason": "x", "seen": "2"}
    assert (await oscar.browser.post(f"/vehicles/{key}/assessment", data=said)).status_code == 403
    paula = await staff.signs_in("paula", Role.PARTNER)
    assert (await paula.browser.get("/vehicles")).status_code == 403


async def test_where_it_was_is_hidden_with_a_file_that_is_not_read(watch: Watch, staff: Staff) -> None:
    key = await a_pattern(watch)
    await see(watch, 6, 3, "1ABO123", "BRU")
    anna = await staff.signs_in("anna")
    assert " BRU " in await reads(anna, key)
    about = Ref(Noun.SITE, "BRU")
    await watch.app.state.desk.do(RestrictFile(about, "chief", "secret"), "chief")
    page = await reads(anna, key)
    assert "EU-JL" in page
    assert " BRU " not in page


async def test_a_hidden_sighting_tells_nothing_by_number_time_or_order(watch: Watch, staff: Staff) -> None:
    """The one at the hidden site came last, and alone made the other car a pattern."""
    key = await a_pattern(watch)
    await see(watch, 6, 0, "1ABO123", "BRU")
    for number, site in ((7, "BRU"), (8, "EU-JL")):
        await see(watch, number, 1, "2-XYZ-999", site)
    await see(watch, 9, 1, "3-BRU-333", "BRU")
    await watch.app.state.desk.do(RestrictFile(Ref(Noun.SITE, "BRU"), "chief", "secret"), "chief")
    anna = await staff.signs_in("anna")
    await says_why(anna, "/vehicles")
    rows = words_of((await anna.browser.get("/vehicles?state=all")).text)
    assert "3BRU333" not in rows
    assert rows.index("1AB0123") < rows.index("1ABO123")
    ((number,),) = await watch.ask(f"SELECT id FROM alert WHERE object = 'vehicle:{key}'")
    alert = await anna.browser.get(f"/alerts/{number}")
    assert (alert.status_code, "BRU" in alert.text, "Times" in alert.text) == (200, False, False)
    page = await reads(anna, key)
    assert "Seen on 2 days" in page
    assert "whoever reads all of it decides about it" in page
    said = {"verdict": "harmless", "reason": "the baker", "seen": "3"}
    answer = await anna.browser.post(f"/vehicles/{key}/assessment", data=said)
    assert "whoever reads all of it decides about it" in words_of(answer.text)
    assert await watch.ask("SELECT verdict FROM vehicle WHERE verdict IS NOT NULL") == []


async def test_notes_on_a_vehicle_are_read_where_another_file_is_restricted(
    watch: Watch, staff: Staff
) -> None:
    await a_pattern(watch)
    await watch.app.state.desk.do(RestrictFile(Ref(Noun.SITE, "BRU"), "chief", "secret"), "chief")
    ((number,),) = await watch.ask("SELECT id FROM alert WHERE rule = 'vehicle.pattern'")
    anna = await staff.signs_in("anna")
    await anna.browser.post(f"/alerts/{number}/notes", data={"text": "asked the gate"})
    assert "asked the gate" in (await anna.browser.get(f"/alerts/{number}")).text


async def test_a_finding_of_a_patrol_may_name_a_vehicle(watch: Watch) -> None:
    at = watch.app.state.clock.now().isoformat()
    said = {
        "id": "00000000-0000-4000-8000-000000000099",
        "at": at,
        "kind": "finding",
        "site": "EU-JL",
        "vehicle": {"plate": "1-ABC-123", "country": "B"},
    }
    answer = await watch.post("/feeds/patrol-checks", json.dumps(said))
    assert answer.status_code == 201, answer.text
    assert [tuple(row) for row in await watch.ask("SELECT plate, country FROM vehicle")] == [
        ("1ABC123", "BE")
    ]
    routine = said | {"id": "00000000-0000-4000-8000-000000000098", "kind": "check"}
    refused = await watch.post("/feeds/patrol-checks", json.dumps(routine))
    assert (refused.status_code, "only a finding has a vehicle" in refused.text) == (422, True)
