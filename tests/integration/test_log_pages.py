"""The watch log as people at the desk use it: a line from any page, corrections, filters, words."""

import asyncio
import csv
import io
import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from controlroom.auth.roles import Role
from controlroom.watch.files import OpenFile, RestrictFile
from controlroom.watch.refs import Noun, Ref
from tests.integration.a_watch import Watch, a_watch, incident, movement
from tests.integration.an_officer import Officer, Staff, staff_of, words_of

SCRIPT = {"hx-request": "true"}


@pytest.fixture(scope="module")
async def owner_url(servers: Any) -> AsyncIterator[tuple[str, Watch]]:
    async with servers.fresh() as database, a_watch(database.database_url) as watch:
        yield database.owner_url, watch


@pytest.fixture
async def staff(owner_url: tuple[str, Watch]) -> AsyncIterator[Staff]:
    async with staff_of(owner_url[1]) as staff:
        yield staff


async def sign_in(staff: Staff, role: Role = Role.OPERATOR) -> Officer:
    return await staff.signs_in(f"u{uuid4().hex[:8]}", role)


async def writes(officer: Officer, text: str, key: str = "", **more: str) -> httpx2.Response:
    form = {"text": text, "key": key or str(uuid4()), **more}
    return await officer.browser.post("/log", data=form, headers=SCRIPT)


async def wrote(officer: Officer, text: str, **more: str) -> int:
    answer = await writes(officer, text, **more)
    assert answer.status_code == 200, answer.text
    found = re.search(r"no\. (\d+)", answer.text)
    assert found, answer.text
    return int(found[1])


async def gives_a_reason(officer: Officer, file: str) -> None:
    said = {"file": file, "back": "/log", "ground": "meeting", "words": "for the evaluation"}
    answer = await officer.browser.post("/reasons", data=said)
    assert answer.status_code == 303, answer.text


async def log(officer: Officer, **query: Any) -> str:
    answer = await officer.browser.get("/log", params=query)
    assert answer.status_code == 200, answer.text
    return answer.text


def lines(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'data-seq="(\d+)"', page)]


async def test_a_line_is_written_from_any_page_and_says_its_number(staff: Staff) -> None:
    anna = await sign_in(staff)
    number = await wrote(anna, "the gate of EU-JL is open")
    assert lines(await log(anna, kind="people"))[0] == number
    assert "the gate of EU-JL is open" in words_of(await log(anna))


async def test_without_a_script_one_comes_back_to_where_one_was(staff: Staff) -> None:
    anna = await sign_in(staff)
    form = {"text": "seen", "key": str(uuid4()), "back": "/patrols"}
    answer = await anna.browser.post("/log", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/patrols")
    form = {"text": "seen", "key": str(uuid4()), "back": "https://elsewhere.invalid/"}
    answer = await anna.browser.post("/log", data=form)
    assert answer.headers["location"] == "/log"


async def test_enter_pressed_twice_writes_once(staff: Staff) -> None:
    anna = await sign_in(staff)
    key = str(uuid4())
    answers = await asyncio.gather(*(writes(anna, "pressed twice", key) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert len(lines(await log(anna, q="pressed twice"))) == 1


async def test_the_same_form_with_other_words_is_refused(staff: Staff) -> None:
    anna = await sign_in(staff)
    key = str(uuid4())
    await writes(anna, "one thing", key)
    answer = await writes(anna, "another thing", key)
    assert answer.status_code == 409
    assert "with other words" in answer.text


async def test_a_line_links_what_it_names(staff: Staff) -> None:
    anna = await sign_in(staff)
    alert = await staff.serious()
    number = await wrote(anna, f"@falcon waits at @EU-07, see #{alert}; @nobody came")
    answer = await writes(anna, "@nobody came")
    assert "Not linked, nothing has this name: @nobody" in words_of(answer.text)
    ((about,),) = await staff.watch.ask("SELECT about FROM log_entry WHERE id = $1", number)
    assert about == ["visit:V-1", "post:EU-07", f"alert:{alert}"]
    for name in ("FALCON", "V-1", "eu-07", f"#{alert}"):
        assert number in lines(await log(anna, about=name, kind="people")), name


async def test_a_line_from_the_page_of_an_alert_is_about_it(staff: Staff) -> None:
    anna = await sign_in(staff)
    alert = await staff.serious()
    page = await anna.page(alert)
    assert f'name="about" value="alert:{alert}" checked' in page
    number = await wrote(anna, "called the site", about=f"alert:{alert}")
    assert f'href="/alerts/{alert}"' in await log(anna, q="called the site")
    assert number in lines(await log(anna, about=f"#{alert}"))


async def test_of_two_corrections_one_wins_and_the_other_is_told_whose(staff: Staff) -> None:
    anna, bert = await sign_in(staff), await sign_in(staff, Role.DUTY_OFFICER)
    number = await wrote(anna, "a grey van")
    deeds = [(anna, "a white van"), (bert, "a blue van")]
    answers = await asyncio.gather(
        *(
            one.browser.post(
                f"/log/{number}/correction", data={"text": text, "key": str(uuid4())}, headers=SCRIPT
            )
            for one, text in deeds
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    winner = deeds[[answer.status_code for answer in answers].index(200)][0]
    (lost,) = [answer for answer in answers if answer.status_code == 409]
    assert f"{winner.name} has corrected this line already" in words_of(lost.text)
    page = words_of(await log(anna, kind="people"))
    assert "a grey van" in page
    assert f"corrected by {winner.name}" in page
    one = words_of((await bert.browser.get(f"/log/{number}")).text)
    assert "Correct this line" not in one


async def test_twenty_lines_written_at_once_all_stand_in_the_log(staff: Staff) -> None:
    anna = await sign_in(staff)
    numbers = await asyncio.gather(*(wrote(anna, f"storm {n}") for n in range(20)))
    assert len(set(numbers)) == 20
    assert set(lines(await log(anna, q="storm"))) == set(numbers)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<script>alert(1)</script><img src=x onerror=x>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("a\x00b\x1b[2J", "ab[2J"),
        ("pay \u202egnp.exe\u202c now", "pay gnp.exe now"),
        ("%(by)s {{ 7*7 }} ' OR 1=1 --", "%(by)s {{ 7*7 }} &#39; OR 1=1 --"),
        ("שלום עליכם", "שלום עליכם"),
    ],
)
async def test_whatever_is_typed_is_shown_as_text(staff: Staff, text: str, kept: str) -> None:
    anna = await sign_in(staff)
    await wrote(anna, text)
    page = await log(anna)
    assert kept in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("text", ["x" * 10_240, "x" * 2001, "   ", "\x00"])
async def test_what_is_no_line_is_refused_in_words_and_given_back(staff: Staff, text: str) -> None:
    anna = await sign_in(staff)
    answer = await writes(anna, text)
    assert answer.status_code == 422
    answer = await anna.browser.post("/log", data={"text": text, "key": str(uuid4())})
    assert answer.status_code == 422
    assert text.strip("\x00 ") in answer.text


async def test_words_are_found_without_accents_and_capitals_and_by_their_beginning(staff: Staff) -> None:
    anna = await sign_in(staff)
    number = await wrote(anna, "Départ retardé près de l'Élysée, ouvert à Größe 7, camionnette")
    for words in ("depart RETARDE", "elysee", "grosse", "camion", "pres camion", "DÉPART"):
        assert lines(await log(anna, q=words)) == [number], words
    assert lines(await log(anna, q="depart bateau")) == []
    for odd in ("'", "& | !", "a' & b", ":*", "\\", "%", "-"):
        await log(anna, q=odd)


async def test_a_note_at_an_alert_is_found_too(staff: Staff) -> None:
    bert = await sign_in(staff, Role.DUTY_OFFICER)
    alert = await staff.serious()
    await bert.did(alert, "notes", text="the baker\nwith a nul \x00 in it knows the driver")
    assert len(lines(await log(bert, q="baker knows"))) <= 1
    await bert.did(alert, "notes", text="the florist knows the driver")
    assert len(lines(await log(bert, q="florist"))) == 1


async def test_words_that_were_erased_are_found_no_more(staff: Staff, owner_url: tuple[str, Watch]) -> None:
    anna = await sign_in(staff)
    number = await wrote(anna, "Quetzalcoatl lives in the Wetstraat")
    assert lines(await log(anna, q="quetzalcoatl")) == [number]
    owner = await asyncpg.connect(owner_url[0])
    await owner.execute("SELECT erase_private($1)", [number])
    await owner.close()
    assert lines(await log(anna, q="quetzalcoatl")) == []
    page = await log(anna, kind="people")
    assert number in lines(page)
    assert "Quetzalcoatl" not in page
    assert "(words erased)" in words_of(page)


async def test_what_happens_stands_there_by_itself_in_the_language_of_the_reader(staff: Staff) -> None:
    bert = await sign_in(staff, Role.DUTY_OFFICER)
    alert = await staff.serious()
    version = await staff.version(alert)
    await bert.did(alert, "acknowledgement", seen=version, then="alert")
    assert (await staff.watch.report("/feeds/visits", movement())).status_code == 201
    page = words_of(await log(bert, kind="automatic"))
    assert f"{bert.name} acknowledged P2" in page
    assert "FALCON, leg 1" in page
    dutch = words_of(await log(bert, kind="automatic", lang="nl"))
    assert f"{bert.name} bevestigde P2" in dutch


async def test_filters_go_together_and_stay_in_the_address(staff: Staff) -> None:
    anna, bert = await sign_in(staff), await sign_in(staff)
    mine, other = await wrote(anna, "orange balloon"), await wrote(bert, "orange kite")
    assert lines(await log(anna, q="orange")) == [other, mine]
    assert lines(await log(anna, q="orange", person=bert.name)) == [other]
    assert lines(await log(anna, q="orange", to="2020-01-01")) == []
    assert lines(await log(anna, q="orange", **{"from": "2020-01-01"})) == [other, mine]
    alert = await staff.serious()
    assert alert in lines(await log(anna, priority="2"))
    assert alert not in lines(await log(anna, priority="1"))
    answer = await anna.browser.get("/log", params={"from": "yesterday"})
    assert answer.status_code == 422
    assert 'aria-describedby="amiss-from"' in answer.text


async def test_one_goes_further_back_page_by_page_and_misses_nothing(staff: Staff) -> None:
    anna = await sign_in(staff)
    numbers = [await wrote(anna, f"page {n}") for n in range(75)]
    first = await log(anna, kind="people", q="page")
    (onward,) = re.findall(r'href="(/log\?[^"]*before=[^"]*)"', first)
    second = (await anna.browser.get(onward.replace("&amp;", "&"))).text
    assert lines(first) + lines(second) == sorted(numbers, reverse=True)


async def test_the_page_asks_what_is_new_and_keeps_no_session_alive_by_it(staff: Staff) -> None:
    anna = await sign_in(staff)
    newest = int(re.findall(r'data-newest="(\d+)"', await log(anna))[0])
    asked = await anna.browser.get("/log/new", params={"after": newest, "kind": "people"})
    assert asked.json() == {"new": 0}
    await wrote(anna, "something new")
    asked = await anna.browser.get("/log/new", params={"after": newest, "kind": "people"})
    assert asked.json() == {"new": 1}
    asked = await anna.browser.get("/log/new", params={"after": newest, "person": "nobody"})
    assert asked.json() == {"new": 0}


async def test_the_table_is_no_formula(staff: Staff) -> None:
    anna = await sign_in(staff)
    number = await wrote(anna, "=HYPERLINK(1)")
    await gives_a_reason(anna, "/log.csv")
    answer = await anna.browser.get("/log.csv", params={"q": "hyperlink"})
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert [(row["number"], row["words"]) for row in rows] == [(str(number), "'=HYPERLINK(1)")]


async def test_who_may_only_read_has_no_line_and_writes_nothing(staff: Staff) -> None:
    reader = await sign_in(staff, Role.ANALYST)
    assert 'id="logline"' not in await log(reader)
    assert (await writes(reader, "let me in")).status_code == 403


async def test_an_incident_of_an_exercise_says_so(staff: Staff) -> None:
    anna = await sign_in(staff)
    assert (await staff.watch.report("/feeds/incidents", incident(status="exercise"))).status_code == 201
    assert "EXERCISE" in words_of(await log(anna, kind="automatic"))


async def test_nothing_leaves_the_watch_without_a_reason(staff: Staff) -> None:
    anna = await sign_in(staff)
    for path in ("/log.csv", "/sitrep.txt", "/sitrep.pdf"):
        answer = await anna.browser.get(path)
        assert answer.status_code == 428, path


async def test_a_report_says_what_was_written_what_happened_and_what_is_open(staff: Staff) -> None:
    bert = await sign_in(staff, Role.DUTY_OFFICER)
    await wrote(bert, "the minister's car waits <b>outside</b>")
    wrong = await wrote(bert, "three men at the gate")
    await bert.browser.post(f"/log/{wrong}/correction", data={"text": "two men there", "key": str(uuid4())})
    await staff.serious()
    assert (await staff.watch.report("/feeds/incidents", incident(priority=2, status="exercise"))).is_success
    page = await bert.browser.get("/sitrep", params={"period": "hour"})
    assert page.status_code == 200, page.text
    said = words_of(page.text)
    for part in ("General threat level", "Open alerts", "the minister's car waits <b>outside</b>", "two men"):
        assert part in said, part
    assert "three men at the gate" not in said, "what was corrected is not told again"
    assert "EXERCISE" in said
    assert "in no figure" in said


async def test_a_report_is_a_mail_and_a_paper_too(staff: Staff) -> None:
    bert = await sign_in(staff, Role.DUTY_OFFICER)
    await wrote(bert, "written for the mail")
    for path in ("/sitrep.txt", "/sitrep.pdf"):
        await gives_a_reason(bert, path)
    text = await bert.browser.get("/sitrep.txt", params={"period": "24h"})
    assert text.headers["content-type"].startswith("text/plain")
    assert "written for the mail" in text.text
    assert all(len(line) <= 72 for line in text.text.split("\r\n"))
    paper = await bert.browser.get("/sitrep.pdf", params={"period": "24h", "lang": "fr"})
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")


async def test_a_period_that_is_none_is_told_at_its_field(staff: Staff) -> None:
    anna = await sign_in(staff)
    answer = await anna.browser.get("/sitrep", params={"from": "tomorrow"})
    assert answer.status_code == 422
    assert 'aria-describedby="amiss-from"' in answer.text
    assert (await anna.browser.get("/sitrep", params={"period": "never"})).status_code == 422


async def test_what_is_about_a_restricted_file_is_told_to_its_readers_alone(staff: Staff) -> None:
    bert, other = await sign_in(staff, Role.DUTY_OFFICER), await sign_in(staff)
    number = await wrote(bert, "@FALCON changes hotels, xylophone street")
    by_bert = RestrictFile(Ref(Noun.VISIT, "V-1"), bert.name, "threat")
    await staff.watch.app.state.desk.do(by_bert, bert.name)
    try:
        assert lines(await log(bert, q="xylophone")) == [number]
        assert lines(await log(other, q="xylophone")) == []
        page = await log(other, kind="people")
        assert number not in lines(page)
        assert "xylophone" not in page + (await other.browser.get(f"/log/{number}")).text
        for path in ("/sitrep", "/log.csv"):
            await gives_a_reason(other, path)
            assert "xylophone" not in (await other.browser.get(path)).text, path
    finally:
        await staff.watch.app.state.desk.do(OpenFile(Ref(Noun.VISIT, "V-1"), bert.name, "over"), bert.name)
