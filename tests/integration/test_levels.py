"""The pages of threat levels and of the usual measures, as people use them without a script."""

from datetime import UTC, datetime, timedelta

from controlroom.auth.roles import Role
from controlroom.clock import BRUSSELS
from controlroom.watch.baselines import FileKind, SetBaseline
from controlroom.watch.files import RestrictFile
from controlroom.watch.measures import MeasureKind
from controlroom.watch.persons import Particulars, RegisterPerson
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.threat import SetThreatLevel
from controlroom.watch.visits import Rank
from tests.integration.an_officer import Officer, Staff, words_of

SITE = "/levels/site:EU-JL"


def form(level: int, **more: str) -> dict[str, str]:
    return {"level": str(level), "source": "cuta", "reason": "a call to arms was found", **more}


async def usual(staff: Staff, *kinds: MeasureKind, level: int = 4) -> None:
    await staff.watch.app.state.desk.do(SetBaseline(level, FileKind.EU, kinds, "anna"), "anna")


async def read(officer: Officer, path: str) -> str:
    answer = await officer.browser.get(path)
    assert answer.status_code == 200, words_of(answer.text)
    return words_of(answer.text)


async def test_a_level_is_shown_with_what_it_would_ask_before_it_is_set(staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    await usual(staff, MeasureKind.FIXED_POST, MeasureKind.PATROLS)
    answer = await bert.browser.post(SITE, data=form(4))
    said = words_of(answer.text)
    assert answer.status_code == 200
    assert "It will ask for a decision" in said
    assert "Fixed post" in said
    assert await staff.watch.ask("SELECT count(*) FROM threat WHERE scope = 'site:EU-JL'") == [(0,)]
    answer = await bert.browser.post(SITE, data=form(4, confirmed="yes"))
    assert answer.status_code == 303
    assert await staff.watch.ask("SELECT level FROM threat WHERE scope = 'site:EU-JL'") == [(4,)]
    assert await staff.watch.ask("SELECT threat_level FROM site WHERE code = 'EU-JL'") == [(4,)]


async def test_a_raise_asks_and_a_decision_ends_it_and_no_measure_is_made(staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    await usual(staff, MeasureKind.FIXED_POST)
    await bert.browser.post(SITE, data=form(4, confirmed="yes"))
    alert = await staff.newest("threat.gaps")
    page = words_of(await bert.page(alert))
    assert "Decision needed" in page
    assert "EU-JL" in page
    assert "Decision needed" in await read(bert, "/levels")
    wrong = await bert.browser.post(
        f"{SITE}/decisions", data={"level": "4", "answer-fixed_post": "not_needed"}
    )
    assert wrong.status_code == 422
    assert "say why it is not needed" in words_of(wrong.text)
    right = {"level": "4", "answer-fixed_post": "not_needed", "reason-fixed_post": "the army stands there"}
    assert (await bert.browser.post(f"{SITE}/decisions", data=right)).status_code == 303
    assert await staff.watch.ask("SELECT condition FROM alert WHERE id = $1", alert) == [("cleared",)]
    assert await staff.watch.ask("SELECT count(*) FROM journal WHERE kind LIKE 'measure.%'") == [(0,)]
    said = await read(bert, SITE)
    assert "Bert Maes decided upon the measures at level 4: Fixed post not needed" in said
    assert "the army stands there" in said


async def test_a_level_for_a_while_says_until_when_and_one_for_later_can_be_taken_back(staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    today = datetime.now(UTC).astimezone(BRUSSELS)
    later, ends = today + timedelta(days=2), today + timedelta(days=3)
    when = {"valid_from": f"{later:%Y-%m-%dT%H:%M}", "valid_to": f"{ends:%Y-%m-%dT%H:%M}"}
    assert (await bert.browser.post("/levels/BE", data=form(4, confirmed="yes", **when))).status_code == 303
    said = await read(bert, "/levels/BE")
    assert f"to come: 4 from {later:%d.%m.%Y %H:%M} until {ends:%d.%m.%Y %H:%M}" in said
    ((since,),) = await staff.watch.ask("SELECT coming -> 0 ->> 'since' FROM threat WHERE scope = 'BE'")
    answer = await bert.browser.post("/levels/BE/coming/end", data={"since": since})
    assert answer.status_code == 303
    assert "took back what was to begin" in await read(bert, "/levels/BE")


async def test_what_is_refused_is_said_beside_its_field_and_what_was_typed_stays(staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    for wrong, said in (
        (form(7), "Choose a level."),
        (form(3, valid_to="yesterday"), "A moment is written as"),
        (form(3, valid_to="2020-01-01T10:00", confirmed="yes"), "not in the past"),
        (form(3, plausibility="9", confirmed="yes"), "plausibility is 2 to 6"),
        ({**form(3), "reason": " ", "confirmed": "yes"}, "say why the level is set"),
    ):
        answer = await bert.browser.post(SITE, data=wrong)
        assert answer.status_code == 422
        assert said in words_of(answer.text)


async def test_what_has_no_level_is_refused(staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    assert (await bert.browser.get("/levels/site:NOWHERE")).status_code == 404
    assert (await bert.browser.get("/levels/post:EU-07")).status_code == 404
    assert (await bert.browser.get("/levels/choice?scope=belgium")).status_code == 404
    answer = await bert.browser.get("/levels/choice?scope=fr")
    assert answer.headers["location"] == "/levels/FR"
    assert "no level" in await read(bert, "/levels/FR")


async def test_the_list_is_filtered_by_kind_by_level_and_by_words(staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    everything = await read(bert, "/levels")
    assert "Justus Lipsius" in everything
    assert "FALCON" in everything
    assert "FALCON" not in await read(bert, "/levels?kind=site")
    assert "Airport" not in (await read(bert, "/levels?level=3")).partition("Which levels")[2]
    found = await read(bert, "/levels?q=lipsius")
    assert "EU-JL" in found
    assert "FALCON" not in found


async def test_an_operator_reads_levels_and_sets_none(staff: Staff) -> None:
    omar = await staff.signs_in("omar", Role.OPERATOR)
    assert "Set a level" not in await read(omar, SITE)
    assert (await omar.browser.post(SITE, data=form(4, confirmed="yes"))).status_code == 403
    assert (await omar.browser.post(f"{SITE}/decisions", data={"level": "4"})).status_code == 403
    assert (await omar.browser.post("/levels/baselines", data={"of": "eu", "level": "3"})).status_code == 403


async def test_the_table_of_usual_measures_is_the_analysts_and_says_who_changed_it(staff: Staff) -> None:
    lea, bert = await staff.signs_in("lea", Role.ANALYST), await staff.signs_in("bert")
    cell = {"of": "embassy", "level": "3", "measure": ["patrols", "fixed_post"]}
    assert (await lea.browser.post("/levels/baselines", data=cell)).status_code == 303
    said = await read(bert, "/levels/baselines")
    assert "Lea Janssens Embassy, level 3: Patrols, Fixed post" in said
    assert (await bert.browser.post("/levels/baselines", data=cell)).status_code == 403
    assert (await lea.browser.post("/levels/baselines", data={**cell, "of": "moon"})).status_code == 422


async def test_a_hidden_file_says_its_level_and_not_why(staff: Staff) -> None:
    bert, lea = await staff.signs_in("bert"), await staff.signs_in("lea", Role.SHIFT_LEADER)
    await bert.browser.post(SITE, data=form(4, confirmed="yes"))
    about = RestrictFile(Ref(Noun.SITE, "EU-JL"), "bert", "a threat")
    await staff.watch.app.state.desk.do(about, "bert")
    said = await read(lea, SITE)
    assert "You do not read this file" in said
    assert "call to arms" not in said
    assert "Lipsius" not in said
    assert "Lipsius" not in await read(lea, "/levels")
    assert "EU-JL" in await read(lea, "/levels?q=eu-jl")
    assert "EU-JL" not in await read(lea, "/levels?q=lipsius"), "its name is not looked through"
    assert "EU-JL" in await read(bert, "/levels?q=lipsius")
    assert (await lea.browser.post(SITE, data=form(3, confirmed="yes"))).status_code == 403
    assert "call to arms" in await read(bert, SITE)


async def test_no_form_of_a_level_answers_with_what_threatens_a_person_to_who_has_not_said_why(
    staff: Staff,
) -> None:
    desk, at = staff.watch.app.state.desk, "/levels/person:P-1"
    await desk.do(
        RegisterPerson("P-1", "setup", Particulars("OSPREY", Rank.A, True, "Aino Virtanen")), "setup"
    )
    await desk.do(SetThreatLevel("person:P-1", 3, "setup", reason="letters to her house"), "setup")
    bert = await staff.signs_in("bert")
    for form_of, sent in (
        (at, form(4)),
        (at, form(7)),
        (f"{at}/decisions", {"level": "3"}),
        (f"{at}/coming/end", {"since": "some day"}),
    ):
        answer = await bert.browser.post(form_of, data=sent)
        assert answer.status_code == 428, form_of
        assert "letters" not in answer.text
    why = {"file": "person:P-1", "back": "/", "ground": "meeting", "words": ""}
    await bert.browser.post("/reasons", data=why)
    answer = await bert.browser.post(at, data=form(7))
    assert (answer.status_code, "letters to her house" in answer.text) == (422, True)
    seen = await staff.watch.ask("SELECT body FROM journal WHERE kind = 'data.viewed'")
    assert ["person:P-1" in body for (body,) in seen] == [True]


async def test_the_page_of_a_file_tells_its_level_as_the_page_of_levels_does_and_of_a_hidden_one_nothing(
    staff: Staff,
) -> None:
    desk, later = staff.watch.app.state.desk, datetime.now(BRUSSELS) + timedelta(days=2)
    await desk.do(
        RegisterPerson("P-1", "setup", Particulars("OSPREY", Rank.A, True, "Aino Virtanen")), "setup"
    )
    bert, lea = await staff.signs_in("bert"), await staff.signs_in("lea", Role.SHIFT_LEADER)
    await usual(staff, MeasureKind.FIXED_POST)
    for scope, page in (("site:EU-JL", "/institutions/EU-JL"), ("person:P-1", "/persons/P-1")):
        for officer in (bert, lea):
            why = {"file": scope, "back": "/", "ground": "meeting", "words": ""}
            await officer.browser.post("/reasons", data=why)
        now = form(4, confirmed="yes", plausibility="5")
        assert (await bert.browser.post(f"/levels/{scope}", data=now)).status_code == 303
        then = form(2, confirmed="yes", valid_from=f"{later:%Y-%m-%dT%H:%M}")
        assert (await bert.browser.post(f"/levels/{scope}", data=then)).status_code == 303
        told = (
            "until another is set, CUTA, Bert Maes",
            f"to come: 2 from {later:%d.%m.%Y %H:%M}",
            "plausibility 5",
            "a call to arms was found",
            *(["1 decision needed"] if scope == "site:EU-JL" else []),
        )
        own, shown = await read(bert, f"/levels/{scope}"), await read(bert, page)
        assert all(one in own and one in shown for one in told), (page, shown)
        await desk.do(RestrictFile(Ref.parse(scope), "bert", "a threat"), "bert")
        hidden = await read(lea, page)
        secrets = (*told, "CUTA", "to come", "decision needed")
        assert "You do not read this file" in hidden
        assert [one for one in secrets if one in hidden] == []


async def test_a_person_is_looked_at_with_a_reason_and_an_export_too(staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    assert (await bert.browser.get("/levels.csv")).status_code in (303, 428)
    await read(bert, SITE)
    seen = await staff.watch.ask("SELECT body::jsonb ->> 'data' FROM journal WHERE kind = 'data.viewed'")
    assert ("file",) in seen
