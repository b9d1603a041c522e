"""The file of a protected person: their name is personal data, their code name is what the room says."""

import json
import re
from html import unescape
from typing import Any

import httpx2

from controlroom.auth.roles import Role
from controlroom.watch.files import RestrictFile
from controlroom.watch.persons import Particulars, RegisterPerson
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.threat import SetThreatLevel
from controlroom.watch.visits import Rank
from tests.integration.a_watch import Watch
from tests.integration.an_officer import Officer, Staff, words_of

SHE = Particulars("OSPREY", Rank.A, True, "Aino Virtanen", "Présidente", "FI", "", "EU-JL")


async def says_why(officer: Officer, *files: str) -> None:
    for file in files:
        said = {"file": file, "back": "/", "ground": "meeting", "words": ""}
        await officer.browser.post("/reasons", data=said)


async def set_up(watch: Watch) -> None:
    await watch.app.state.desk.do(RegisterPerson("P-0001", "setup", SHE), "setup")
    await watch.app.state.desk.do(SetThreatLevel("person:P-0001", 3), "setup")


async def test_nobody_reads_of_a_person_without_saying_why(watch: Watch, staff: Staff) -> None:
    await set_up(watch)
    anna = await staff.signs_in("anna")
    for path in ("/persons", "/persons/P-0001", "/persons.csv", "/persons/P-0001/change"):
        answer = await anna.browser.get(path)
        assert answer.status_code == 428, path
        assert "Virtanen" not in answer.text
    await says_why(anna, "/persons", "person:P-0001")
    assert "Aino Virtanen" in (await anna.browser.get("/persons")).text
    page = words_of((await anna.browser.get("/persons/P-0001")).text)
    for wanted in ("OSPREY", "Aino Virtanen", "Présidente", "Finland", "Justus Lipsius", "Threat level 3"):
        assert wanted in page, wanted
    rows = await watch.ask("SELECT body FROM journal WHERE kind = 'data.viewed' ORDER BY seq")
    assert rows
    assert all("person:P-0001" in body and '"meeting"' in body for (body,) in rows)


async def test_the_list_finds_by_words_rank_country_and_state(watch: Watch, staff: Staff) -> None:
    await set_up(watch)
    he = Particulars("HERON", Rank.C, False, "Jan Tamm", "", "EE")
    await watch.app.state.desk.do(RegisterPerson("P-0002", "setup", he), "setup")
    anna = await staff.signs_in("anna")
    await says_why(anna, "/persons")

    async def found(**asked: str) -> set[str]:
        page = (await anna.browser.get("/persons", params=asked)).text
        return {name for name in ("OSPREY", "HERON") if name in page}

    assert await found() == {"OSPREY", "HERON"}
    for typed in ("presidente", "virt", "Finnland", "finlande", "osprey"):
        assert await found(q=typed) == {"OSPREY"}, typed
    assert await found(rank="C") == {"HERON"}
    assert await found(country="EE") == {"HERON"}
    assert await found(state="in_office") == {"OSPREY"}
    assert await found(state="closed") == set()


async def test_a_file_is_opened_changed_closed_and_opened_again(watch: Watch, staff: Staff) -> None:
    anna = await staff.signs_in("anna", Role.ANALYST)
    form = (await anna.browser.get("/persons/new")).text
    assert 'value="P-0001"' in form
    typed = {
        "code": "P-0001",
        "code_name": "OSPREY",
        "name": "Aino Virtanen",
        "rank": "A",
        "in_office": "yes",
    }
    wrong = await anna.browser.post("/persons", data={**typed, "name": " "})
    assert (wrong.status_code, "A person has a name." in words_of(wrong.text)) == (422, True)
    assert (await anna.browser.post("/persons", data=typed)).headers["location"] == "/persons/P-0001"
    taken = await anna.browser.post("/persons", data={**typed, "name": "Somebody"})
    assert "P-0001 already" in words_of(taken.text)
    changed = {**typed, "name": "Aino Korhonen", "seen": "1"}
    assert (await anna.browser.post("/persons/P-0001", data=changed)).status_code == 303
    late = await anna.browser.post("/persons/P-0001", data={**typed, "rank": "B", "seen": "1"})
    assert late.status_code == 409
    assert "Somebody else changed this person" in words_of(late.text)
    await says_why(anna, "person:P-0001")
    assert (await anna.browser.post("/persons/P-0001/closing", data={"reason": " "})).status_code == 422
    assert (await anna.browser.post("/persons/P-0001/closing", data={"reason": "left"})).status_code == 303
    assert (await anna.browser.post("/persons/P-0001/reopening")).status_code == 303
    assert await watch.ask("SELECT name, rank, closed_at FROM person") == [("Aino Korhonen", "A", None)]


async def test_a_closing_that_is_refused_shows_no_name_to_who_has_not_said_why(
    watch: Watch, staff: Staff
) -> None:
    await set_up(watch)
    anna = await staff.signs_in("anna", Role.ANALYST)
    for act in ("closing", "reopening"):
        refused = await anna.browser.post(f"/persons/P-0001/{act}", data={"reason": " "})
        assert refused.status_code == 428, act
        assert "Virtanen" not in refused.text
        assert 'name="back" value="/persons/P-0001"' in refused.text
    await says_why(anna, "person:P-0001")
    refused = await anna.browser.post("/persons/P-0001/closing", data={"reason": " "})
    assert (refused.status_code, "Aino Virtanen" in refused.text) == (422, True)
    assert [one["things"] for one in await viewed(watch)] == [["person:P-0001"]]


async def viewed(watch: Watch) -> list[dict[str, Any]]:
    """What is on record, of persons."""
    rows = await watch.ask(
        "SELECT body FROM journal WHERE kind IN ('data.viewed', 'data.searched') ORDER BY seq"
    )
    told: list[dict[str, Any]] = [json.loads(body) for (body,) in rows]
    return [one for one in told if one["data"] == "person"]


async def search(officer: Officer, typed: str) -> httpx2.Response:
    return await officer.browser.get("/search", params={"q": typed})


async def test_of_a_restricted_person_a_stranger_reads_the_code_name(watch: Watch, staff: Staff) -> None:
    await set_up(watch)
    anna, bert = await staff.signs_in("anna"), await staff.signs_in("bert")
    await says_why(anna, "/persons", "/persons.csv", "person:P-0001")
    await says_why(bert, "/persons", "person:P-0001")
    await watch.app.state.desk.do(RestrictFile(Ref(Noun.PERSON, "P-0001"), "bert", "a threat"), "bert")
    for path in (
        "/persons",
        "/persons/P-0001",
        "/persons.csv",
        "/institutions/EU-JL",
        "/files/person/P-0001",
    ):
        page = (await anna.browser.get(path)).text
        for secret in ("Virtanen", "Présidente", "Finland", "FI,"):
            assert secret not in page, (path, secret)
    for typed in ("virtanen", "presidente", "finland"):
        assert "OSPREY" not in (await anna.browser.get("/persons", params={"q": typed})).text
        assert "OSPREY" not in (await search(anna, typed)).text
    assert "OSPREY" in (await anna.browser.get("/persons", params={"q": "osprey"})).text
    assert "/persons/P-0001" in (await search(anna, "osprey")).text
    assert "P-0001" not in (await anna.browser.get("/persons.csv")).text
    assert (await anna.browser.post("/persons/P-0001/closing", data={"reason": "x"})).status_code == 403
    assert "Aino Virtanen" in (await bert.browser.get("/persons/P-0001")).text


async def test_a_search_names_nobody_to_who_has_not_said_why(watch: Watch, staff: Staff) -> None:
    await set_up(watch)
    anna = await staff.signs_in("anna")
    for typed in ("Presidente", "virtanen", "Finnland", "justus"):
        assert "OSPREY" not in (await search(anna, typed)).text, typed
    found = (await search(anna, "osprey")).text
    assert "/persons/P-0001" in found
    for secret in ("Virtanen", "Présidente"):
        assert secret not in found
    assert "Say why you look" in found
    (seen,) = await viewed(watch)
    assert (seen["things"], seen["ground"]) == (["person:P-0001"], None)


async def test_a_person_is_found_by_any_word_and_that_is_written_down(watch: Watch, staff: Staff) -> None:
    await set_up(watch)
    anna = await staff.signs_in("anna")
    link = re.search(r'href="(/reasons[^"]+)"', (await search(anna, "virtanen")).text)
    assert link
    asked = (await anna.browser.get(unescape(link[1]))).text
    assert 'name="file" value="/persons"' in asked
    assert 'name="back" value="/search?q=virtanen"' in asked
    await says_why(anna, "/persons")
    for typed in ("Presidente", "virtanen", "OSPREY", "P-0001", "Finnland"):
        assert "/persons/P-0001" in (await search(anna, typed)).text, typed
    assert "Aino Virtanen" in (await search(anna, "OSPREY")).text
    assert [(one["things"], one["ground"]) for one in await viewed(watch)] == [
        (["person:P-0001"], "meeting")
    ] * 5


async def test_a_person_stands_under_the_code_in_the_log(watch: Watch, staff: Staff) -> None:
    await set_up(watch)
    anna = await staff.signs_in("anna")
    said = words_of((await anna.browser.get("/log")).text)
    assert "opened the file of P-0001." in said
    assert "Virtanen" not in said
