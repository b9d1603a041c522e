"""Looking for anything in a watch that has seen much, and the pages to which it leads."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import asyncpg
from sqlalchemy import text

from bench.past import make_a_past
from controlroom.auth.roles import Role
from controlroom.store.panels.search import SEARCH
from controlroom.watch.early_warnings import Account
from controlroom.watch.files import RestrictFile
from controlroom.watch.gatherings import EnterGathering, GatheringKind, Theme
from controlroom.watch.incidents import Vehicle
from controlroom.watch.log import WriteEntry
from controlroom.watch.refs import Noun, Ref
from tests.conftest import Database
from tests.integration.a_watch import Watch, a_watch, incident
from tests.integration.an_officer import Officer, Staff, words_of
from tests.unit.watch.a_warning import the_company, warning_word


async def looks_for(who: Officer, typed: str, **headers: str) -> list[tuple[str, str]]:
    """Where each hit leads, and what it says."""
    answer = await who.browser.get("/search", params={"q": typed}, headers={"hx-request": "true", **headers})
    assert answer.status_code == 200
    hits = re.findall(r'<a class="found__hit" href="([^"]+)">(.*?)</a>', answer.text, re.DOTALL)
    return [
        (unescape(href), " ".join(unescape(re.sub(r"<[^>]+>", " ", said)).split())) for href, said in hits
    ]


async def test_everything_is_found_by_the_beginning_of_its_words(staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    number = await staff.serious(text="grey van at the gate")
    for typed, leads_to in {
        "justus": "/institutions/EU-JL",
        "gate 3": "/things/post/EU-07",
        "falcon": "/visits/V-1",
        "eu-07b": "/things/unit/EU-07B",
        "anna": "/roster",
        "patrols": "/patrols",
        str(number): f"/alerts/{number}",
        "justus p2": f"/alerts/{number}",
    }.items():
        assert leads_to in dict(await looks_for(anna, typed)), typed
    (found,) = [href for href, _ in await looks_for(anna, "grey van") if href.startswith("/things/incident/")]
    assert "grey van at the gate" in words_of((await anna.browser.get(found)).text)
    assert await looks_for(anna, "nothing of this name") == []


async def test_what_is_found_leads_to_a_page_with_what_stands_beside_it(staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    number = await staff.serious()
    for typed in ("justus", "gate", "falcon", "eu-07a"):
        for href, _ in await looks_for(anna, typed):
            assert (await anna.browser.get(href)).status_code == 200, href
    site = (await anna.browser.get("/institutions/EU-JL")).text
    assert f'href="/alerts/{number}"' in site
    assert 'href="/things/post/EU-07"' in site
    assert (await anna.browser.get("/things/site/NOWHERE")).status_code == 404
    assert (await anna.browser.get("/things/clock/database")).status_code == 404
    assert (await anna.browser.get("/things/incident/x")).status_code == 404


async def test_the_page_of_an_alert_shows_what_it_has_to_do_with(staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    first = await staff.serious()
    await anna.did(first, "closing", seen=1, disposition="true", text="seen to")
    second, third = await staff.serious(visit="V-1"), await staff.serious()
    page = (await anna.browser.get(f"/alerts/{second}")).text
    related = page[page.index('class="related"') : page.index('id="detail-history"')]
    things = ("/institutions/EU-JL", "/visits/V-1", "/things/unit/EU-07A")
    for href in (f"/alerts/{third}", f"/alerts/{first}", *things):
        assert f'href="{href}"' in related, href
    assert f'href="/alerts/{second}"' not in related
    assert related.count("/things/incident/") == 4


async def test_a_search_without_a_script_is_a_page(staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    page = (await anna.browser.get("/search?q=justus")).text
    assert "<title>Search</title>" in page
    assert "/institutions/EU-JL" in page
    assert "Nothing begins with these words" in words_of((await anna.browser.get("/search?q=zzzz")).text)


async def test_who_may_not_see_the_desk_finds_nothing(staff: Staff) -> None:
    admin = await staff.signs_in("admin", Role.ADMIN)
    assert (await admin.browser.get("/search?q=justus")).status_code == 403
    assert (await admin.browser.get("/institutions/EU-JL")).status_code == 403


async def test_a_restricted_file_is_found_by_its_code_only_by_who_may_not_read_it(staff: Staff) -> None:
    anna, bert = await staff.signs_in("anna"), await staff.signs_in("bert")
    await staff.serious(text="grey van at the gate")
    desk = staff.watch.app.state.desk
    await desk.do(RestrictFile(Ref(Noun.SITE, "EU-JL"), "bert", "hiding place"), "bert")
    assert await looks_for(anna, "justus") == []
    assert await looks_for(anna, "grey van") == []
    assert ("/institutions/EU-JL", "EU-JL EU-JL") in await looks_for(anna, "eu jl")
    assert "Rue de la Loi" not in (await anna.browser.get("/institutions/EU-JL")).text
    assert "/institutions/EU-JL" in dict(await looks_for(bert, "justus"))
    assert "Rue de la Loi" in (await bert.browser.get("/institutions/EU-JL")).text


async def test_it_is_written_down_who_looked_for_what_may_name_somebody(staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    await looks_for(anna, "justus")
    await looks_for(anna, "falcon")
    rows = await staff.watch.ask("SELECT body, private FROM journal WHERE kind = 'data.searched'")
    ((body, private),) = rows
    assert "visit:V-1" in body
    assert "falcon" not in body
    assert "falcon" in private


async def test_a_line_of_the_watch_log_is_found_by_its_words(staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    await staff.watch.app.state.desk.do(WriteEntry("Barrier at gate 3 repaired", "anna"), "anna")
    ((href, said),) = await looks_for(anna, "barrier")
    assert href.startswith("/log/")
    assert "Barrier at gate 3 repaired" in said
    assert (await anna.browser.get(href)).status_code == 200


async def test_hostile_words_are_words(staff: Staff) -> None:
    anna = await staff.signs_in("anna")
    await staff.watch.report("/feeds/incidents", incident(text="<script>alert(1)</script> odd"))
    for typed in ("script", "' OR 1=1 --", "\\", "[", "(?i)", "%", "*"):
        answer = await anna.browser.get("/search", params={"q": typed}, headers={"hx-request": "true"})
        assert answer.status_code == 200
        assert "<script" not in answer.text


async def test_a_search_reads_no_growing_table_from_end_to_end(database: Database) -> None:
    await make_a_past(database.database_url, database.owner_url, 20_000)
    async with a_watch(database.database_url) as watch:
        owner = await asyncpg.connect(database.owner_url)
        await owner.execute("ANALYZE")
        await owner.close()
        plan = await _plan(watch)
    for table in ("alert", "visit", "incident", "leg"):
        assert not re.search(rf"Seq Scan on {table}\b", plan), plan


async def _plan(watch: Watch) -> str:
    asked = {"patterns": ["(^| )zz"], "asked": "'zz':*", "number": -1}
    asked |= {"rules": ["post.left"], "titles": ["Post left"]}
    asked |= {"measures": ["patrols"], "measure_titles": ["Patrols"]}
    asked |= {"gatherings": ["match"], "gathering_titles": ["Match"]}
    asked |= {"behaviours": ["probing"], "behaviour_titles": ["Probing"], "report": "EW-1", "seat": "[]"}
    bounds = {"kinds": ["other"], "kind_titles": ["Other"], "most": 8, "through": 2000, "reports": 500}
    hidden = {f"hidden_{what}": list[str]() for what in ("sites", "visits", "persons", "objects", "files")}
    log = {"lines": 500, "open": True, "named": True}
    async with watch.app.state.engine.connect() as connection:
        rows = await connection.execute(text(f"EXPLAIN {SEARCH}"), {**asked, **bounds, **hidden, **log})
        return "\n".join(row[0] for row in rows)


async def test_a_report_of_a_company_is_found_by_whoever_may_read_it(staff: Staff) -> None:
    anna, bert = await staff.signs_in("anna"), await staff.signs_in("bert")
    desk, car = staff.watch.app.state.desk, Vehicle("1-ABC-123", "BE")
    word = warning_word(account=Account("a grey van stood at the gate", vehicle=car))
    for command in (*the_company(), word):
        await desk.do(command, "noordlicht")
    page = f"/warnings/{word.ref}"
    for typed in (word.ref.lower(), "noordlicht", "grey van", "1-abc-123", "1abc123", "observation"):
        found = dict(await looks_for(anna, typed))
        assert page in found, typed
        assert "1-ABC-123" not in found[page]
        assert "grey" not in found[page]
    (record, *_) = await staff.watch.ask("SELECT body FROM journal WHERE kind = 'data.searched'")
    assert f"early_warning:{word.ref}" in record[0]
    await desk.do(RestrictFile(Ref(Noun.SITE, "NLE-1"), "bert", "a threat"), "bert")
    for typed in (word.ref, "grey van"):
        assert page not in dict(await looks_for(anna, typed))
        assert page in dict(await looks_for(bert, typed))


async def test_a_gathering_is_found_by_its_kind_in_any_language(staff: Staff) -> None:
    anna, desk = await staff.signs_in("anna"), staff.watch.app.state.desk
    starts = datetime.now(UTC) + timedelta(days=1)
    what = ("March of the cyclists", GatheringKind.MANIFESTATION, Theme.PUBLIC_ORDER, "Place Liégeoise")
    when = (starts, starts + timedelta(hours=3))
    await desk.do(EnterGathering("G-1", *what, 50.84, 4.36, *when, 500), "bert")
    for typed in ("kundgebung", "betoging", "manifest", "cyclists", "place liegeoise"):
        assert "March of the cyclists" in " ".join(dict(await looks_for(anna, typed)).values()), typed
