"""Requirement R8: every institution has a page, and is found by any of its names."""

from datetime import UTC, datetime, timedelta

from controlroom.auth.roles import Role
from controlroom.watch.contacts import Contact
from controlroom.watch.files import RestrictFile
from controlroom.watch.patrols import PlanPatrolCheck
from controlroom.watch.persons import Particulars, RegisterPerson
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.sites import Names, RegisterSite, SetContacts, SiteKind
from controlroom.watch.threat import SetThreatLevel
from controlroom.watch.visits import Rank
from tests.integration.a_watch import Watch, check
from tests.integration.an_officer import Staff, words_of

EMBASSY = RegisterSite(
    *("EMB-FI", "Embassy of Finland", SiteKind.EMBASSY, "Avenue de Cortenbergh 80", "Liège", 50.84, 4.38, 2),
    names=Names(nl="Ambassade van Finland", fr="Ambassade de Finlande"),
    country="FI",
)
GUARD = Contact("Ms Aaltonen", "security", "+32 2 555 01 23", "08:00", "20:00")
SHE = Particulars("OSPREY", Rank.B, True, "Aino Virtanen", "Ambassador", "FI", "", "EMB-FI")


async def set_up(watch: Watch) -> None:
    desk = watch.app.state.desk
    for command in (
        EMBASSY,
        SetContacts("EMB-FI", "setup", (GUARD,)),
        RegisterPerson("P-0001", "setup", SHE),
        SetThreatLevel("site:EMB-FI", 3),
    ):
        await desk.do(command, "setup")


async def test_one_page_has_all_that_is_known_of_an_institution(watch: Watch, staff: Staff) -> None:
    await set_up(watch)
    over = datetime.now(UTC) - timedelta(minutes=30)
    await watch.app.state.desk.do(PlanPatrolCheck("C-1", "EU-JL", over, over + timedelta(hours=1)), "setup")
    await watch.report("/feeds/patrol-checks", check())
    number = await staff.serious()
    anna = await staff.signs_in("anna")
    page = (await anna.browser.get("/institutions/EU-JL")).text
    said = words_of(page)
    for wanted in ("Justus Lipsius", "Rue de la Loi 175", "EU-07", "EU-07A", "50.84200, 4.38200", "made"):
        assert wanted in said, wanted
    assert f'href="/alerts/{number}"' in page
    assert "/things/incident/" in page
    said = words_of((await anna.browser.get("/institutions/EMB-FI")).text)
    for wanted in ("Ms Aaltonen", "+32 2 555 01 23", "Nobody answers: 00:00–08:00, 20:00–24:00", "OSPREY"):
        assert wanted in said, wanted
    assert "Ambassade van Finland" in said
    assert "Aino" not in said
    assert (await anna.browser.get("/institutions/NOWHERE")).status_code == 404


async def test_who_looks_at_who_answers_for_an_institution_stands_in_the_journal(
    watch: Watch, staff: Staff
) -> None:
    await set_up(watch)
    anna = await staff.signs_in("anna")
    await anna.browser.get("/institutions/EMB-FI")
    ((body,),) = await watch.ask("SELECT body FROM journal WHERE kind = 'data.viewed'")
    assert '"contact"' in body
    assert "site:EMB-FI" in body


async def test_the_list_finds_by_words_kind_municipality_and_level(watch: Watch, staff: Staff) -> None:
    await set_up(watch)
    anna = await staff.signs_in("anna")

    async def found(**asked: str) -> set[str]:
        page = (await anna.browser.get("/institutions", params=asked)).text
        return {code for code in ("EMB-FI", "EU-JL", "BRU") if f'href="/institutions/{code}"' in page}

    assert await found() == {"EMB-FI", "EU-JL", "BRU"}
    for typed in ("embassy", "ambassade", "Botschaft", "Liege", "finlande", "finn", "cortenb 80"):
        assert "EMB-FI" in await found(q=typed), typed
    assert await found(q="lipsius") == {"EU-JL"}
    assert await found(kind="embassy") == {"EMB-FI"}
    assert await found(municipality="Liège") == {"EMB-FI"}
    assert await found(level="3") == {"EMB-FI", "EU-JL"}
    assert await found(kind="hotel") == set()
    said = words_of((await anna.browser.get("/institutions", params={"kind": "hotel"})).text)
    assert "No institution. Nothing fits these filters." in said


async def test_the_list_goes_on_after_fifty(watch: Watch, staff: Staff) -> None:
    many = [
        RegisterSite(f"S-{n:03}", f"Site {n:03}", SiteKind.OTHER, "", "Ghent", 51.05, 3.72, 1)
        for n in range(60)
    ]
    await watch.app.state.desk.do_all(many, "setup")
    anna = await staff.signs_in("anna")
    page = (await anna.browser.get("/institutions", params={"municipality": "Ghent"})).text
    assert page.count("/institutions/S-0") == 50
    assert 'href="/institutions?municipality=Ghent&amp;page=2"' in page
    further = (await anna.browser.get("/institutions", params={"municipality": "Ghent", "page": 2})).text
    assert further.count("/institutions/S-0") == 10
    assert "51–60 of 60" in words_of(further)


async def test_an_institution_is_added_and_changed_by_who_keeps_the_files(watch: Watch, staff: Staff) -> None:
    anna = await staff.signs_in("anna", Role.ANALYST)
    typed = {"code": "emb-ee", "name": "Embassy of Estonia", "kind": "embassy", "country": "EE"}
    typed |= {"municipality": "Brussels", "lat": "50,83", "lon": "4.36", "name_fr": "Ambassade d'Estonie"}
    answer = await anna.browser.post("/institutions", data={**typed, "lat": "north", "municipality": ""})
    assert answer.status_code == 422
    assert 'id="amiss-lat"' in answer.text
    assert 'id="amiss-municipality"' in answer.text
    answer = await anna.browser.post("/institutions", data={**typed, "threat_level": "2"})
    assert answer.headers.get("location") == "/institutions/EMB-EE", words_of(answer.text)
    again = await anna.browser.post("/institutions", data=typed)
    assert "with this code already" in words_of(again.text)
    form = (await anna.browser.get("/institutions/EMB-EE/change")).text
    seen = form.partition('name="seen" value="')[2].partition('"')[0]
    told = {**typed, "address": "Rue Guimard 11", "seen": seen}
    assert (await anna.browser.post("/institutions/EMB-EE", data=told)).status_code == 303
    late = await anna.browser.post("/institutions/EMB-EE", data={**told, "address": "elsewhere"})
    assert late.status_code == 409
    assert "Rue Guimard 11" in late.text
    ((address, level, names),) = await watch.ask(
        "SELECT address, threat_level, names::text FROM site WHERE code = 'EMB-EE'"
    )
    assert (address, level) == ("Rue Guimard 11", 2)
    assert "Ambassade d'Estonie" in names


async def test_contacts_are_set_all_together(watch: Watch, staff: Staff) -> None:
    await set_up(watch)
    anna = await staff.signs_in("anna")
    form = (await anna.browser.get("/institutions/EMB-FI/contacts")).text
    assert 'value="Ms Aaltonen"' in form
    seen = form.partition('name="seen" value="')[2].partition('"')[0]
    fields = {"name": ["Guard", "", ""], "role": ["", "", ""], "phone": ["02 555 01 24", "", ""]}
    fields |= {"begins": ["", "", ""], "ends": ["", "", ""]}
    wrong = {**fields, "phone": ["soon", "", ""], "seen": seen}
    answer = await anna.browser.post("/institutions/EMB-FI/contacts", data=wrong)
    assert answer.status_code == 422
    assert "no telephone number" in words_of(answer.text)
    assert 'value="Guard"' in answer.text
    done = await anna.browser.post("/institutions/EMB-FI/contacts", data={**fields, "seen": seen})
    assert done.status_code == 303
    said = words_of((await anna.browser.get("/institutions/EMB-FI")).text)
    assert "02 555 01 24 24 hours" in said
    assert "Nobody answers" not in said


async def test_who_only_reads_is_not_offered_to_change_and_cannot(watch: Watch, staff: Staff) -> None:
    omar = await staff.signs_in("omar", Role.OPERATOR)
    page = (await omar.browser.get("/institutions/EU-JL")).text
    assert "/change" not in page
    assert (await omar.browser.get("/institutions/EU-JL/change")).status_code == 403
    assert (await omar.browser.post("/institutions", data={})).status_code == 403
    assert (await omar.browser.get("/institutions/import")).status_code == 403


async def test_of_a_restricted_institution_a_stranger_to_it_sees_its_code_and_that_something_goes_on(
    watch: Watch, staff: Staff
) -> None:
    await set_up(watch)
    anna, bert = await staff.signs_in("anna"), await staff.signs_in("bert")
    await watch.app.state.desk.do(RestrictFile(Ref(Noun.SITE, "EMB-FI"), "bert", "a threat"), "bert")
    for path in ("/institutions", "/institutions/EMB-FI", "/institutions?q=emb", "/search?q=EMB-FI"):
        page = (await anna.browser.get(path)).text
        for secret in ("Finland", "Cortenbergh", "Aaltonen", "555 01 23", "OSPREY"):
            assert secret not in page, (path, secret)
    for typed in ("finland", "cortenbergh", "ambassade", "Liege"):
        assert "EMB-FI" not in (await anna.browser.get("/institutions", params={"q": typed})).text
    assert "EMB-FI" not in (await anna.browser.get("/institutions", params={"municipality": "Liège"})).text
    assert "EMB-FI" in (await anna.browser.get("/institutions")).text
    assert (await anna.browser.get("/institutions/EMB-FI/change")).status_code == 403
    assert "Ms Aaltonen" in (await bert.browser.get("/institutions/EMB-FI")).text
