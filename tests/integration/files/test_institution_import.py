"""Institutions come in as a table: shown line by line first, then done as shown, and out again."""

from base64 import b64decode
from html import unescape

import httpx2

from controlroom.auth.roles import Role
from controlroom.watch.contacts import Contact
from controlroom.watch.files import RestrictFile
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.sites import Names, RegisterSite, SetContacts, SiteKind
from tests.integration.a_watch import Watch
from tests.integration.an_officer import Officer, Staff, words_of

HEAD = "code;name;kind;municipality;lat;lon;contacts\r\n"
NEW = 'EMB-EE;"Embassy; of ""Estonia""";embassy;Liège;50,83;4,36;"Guard | security | 02 555 01 23"\r\n'


async def preview(officer: Officer, table: str | bytes) -> httpx2.Response:
    raw = table if isinstance(table, bytes) else b"\xef\xbb\xbf" + table.encode()
    files = {"table": ("institutions.csv", raw, "text/csv")}
    return await officer.browser.post("/institutions/import/preview", files=files)


def confirmation(page: str) -> dict[str, str]:
    form = page.partition('action="/institutions/import"')[2]
    return {
        name: unescape(form.partition(f'name="{name}" value="')[2].partition('"')[0])
        for name in ("table", "seen")
    }


async def confirm(officer: Officer, page: str) -> httpx2.Response:
    sent = {name: (None, value) for name, value in confirmation(page).items()}
    return await officer.browser.post("/institutions/import", files=sent)


async def export(officer: Officer) -> bytes:
    reason = {"file": "/institutions.csv", "back": "/", "ground": "meeting", "words": ""}
    await officer.browser.post("/reasons", data=reason)
    answer = await officer.browser.get("/institutions.csv")
    assert answer.status_code == 200, answer.text
    return answer.content


async def test_what_every_line_would_do_is_shown_and_then_done(watch: Watch, staff: Staff) -> None:
    anna = await staff.signs_in("anna", Role.ANALYST)
    rows = "EU-JL;Justus Lipsius;eu;Brussels;50.842;4.382;\r\n"
    rows += "BRU;Brussels Airport;airport;Zaventem;50.9;4.48;\r\n"
    page = await preview(anna, f"{HEAD}{NEW}{rows}EMB-XX;;embassy;Brussels;1;2;\r\n")
    said = words_of(page.text)
    assert "1 new 1 changed 1 unchanged 1 refused" in said
    assert "4 BRU Brussels Airport changed Name Airport → Brussels Airport" in said
    assert "5 EMB-XX refused Name is empty." in said
    assert await watch.ask("SELECT code FROM site WHERE code = 'EMB-EE'") == []
    done = await confirm(anna, page.text)
    assert done.headers.get("location") == "/institutions/import?done=2", words_of(done.text)
    assert await watch.ask(
        "SELECT name, municipality, lat, contacts->0->>'phone' FROM site WHERE code = 'EMB-EE'"
    ) == [('Embassy; of "Estonia"', "Liège", 50.83, "02 555 01 23")]
    again = words_of((await preview(anna, f"{HEAD}{NEW}{rows}")).text)
    assert "0 new 0 changed 3 unchanged 0 refused" in again
    assert "Nothing would change." in again


async def test_if_the_data_moved_meanwhile_nothing_is_done_and_it_is_shown_again(
    watch: Watch, staff: Staff
) -> None:
    anna = await staff.signs_in("anna", Role.ANALYST)
    page = await preview(anna, "code,name\r\nBRU,Brussels Airport\r\n")
    moved = RegisterSite("BRU", "The airport", SiteKind.AIRPORT, "", "Zaventem", 50.9, 4.48, 2)
    await watch.app.state.desk.do(moved, "bert")
    answer = await confirm(anna, page.text)
    assert answer.status_code == 409
    assert "Name The airport → Brussels Airport" in words_of(answer.text)
    assert await watch.ask("SELECT name FROM site WHERE code = 'BRU'") == [("The airport",)]
    assert (await confirm(anna, answer.text)).status_code == 303


async def test_what_was_exported_and_is_read_again_changes_nothing(watch: Watch, staff: Staff) -> None:
    anna = await staff.signs_in("anna", Role.ANALYST)
    odd = RegisterSite(
        *(
            "ODD",
            '=HYPERLINK("x");\'"',
            SiteKind.OTHER,
            "Line one\nline two; three",
            "Liège",
            -0.0,
            4.3827,
            2,
        ),
        names=Names(nl="'+32", fr="«é», 1|2", de="-Ü", en="@no"),
        organisation="'=already",
    )
    await watch.app.state.desk.do(odd, "setup")
    contacts = (
        Contact("Ö'Brien", "-chief-", "+32 2 555 01 23", "20:00", "08:00"),
        Contact("G", "", "112 00 11"),
    )
    await watch.app.state.desk.do(SetContacts("ODD", "setup", contacts), "setup")
    out = await export(anna)
    assert out.startswith(b"\xef\xbb\xbfcode,name,")
    assert b"'=HYPERLINK" in out
    said = words_of((await preview(anna, out)).text)
    assert "0 new 0 changed 3 unchanged 0 refused" in said


async def test_it_stands_in_the_journal_who_took_the_table_out_and_why(watch: Watch, staff: Staff) -> None:
    anna = await staff.signs_in("anna", Role.ANALYST)
    assert (await anna.browser.get("/institutions.csv")).status_code == 428
    await export(anna)
    ((body,),) = await watch.ask("SELECT body FROM journal WHERE kind = 'data.exported'")
    assert '"contact"' in body
    assert '"meeting"' in body


async def test_a_restricted_institution_is_neither_taken_out_nor_changed_by_who_does_not_read_it(
    watch: Watch, staff: Staff
) -> None:
    anna = await staff.signs_in("anna", Role.ANALYST)
    await watch.app.state.desk.do(RestrictFile(Ref(Noun.SITE, "EU-JL"), "bert", "a threat"), "bert")
    assert b"EU-JL" not in await export(anna)
    said = words_of((await preview(anna, "code,name\r\nEU-JL,Something\r\n")).text)
    assert "EU-JL refused The file of EU-JL is restricted" in said
    assert "Lipsius" not in said


async def test_what_is_no_table_is_refused_with_its_line(watch: Watch, staff: Staff) -> None:
    anna = await staff.signs_in("anna", Role.ANALYST)
    for table, reason in (
        (b"", "Choose a file."),
        (b"name\r\nx\r\n", "Line 1: There is no column code."),
        (b"code,name\r\nA,Li\xe8ge\r\n", "Line 2: This line is not UTF-8"),
        (b'code,name\r\nA,"x\r\n', "Line 2: The quotation marks"),
    ):
        answer = await preview(anna, table)
        assert answer.status_code == 422
        assert reason in words_of(answer.text)


async def test_what_is_sent_back_is_what_was_read(watch: Watch, staff: Staff) -> None:
    anna = await staff.signs_in("anna", Role.ANALYST)
    table = b'code,address\r\nBRU,"one\nline\r\nbreak"\r\n'
    page = await preview(anna, table)
    assert b64decode(confirmation(page.text)["table"]) == table
    assert (await confirm(anna, page.text)).status_code == 303
    broken = await anna.browser.post("/institutions/import", data={"table": "not base 64", "seen": ""})
    assert broken.status_code == 422
