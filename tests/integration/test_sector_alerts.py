"""Alerts to a sector at the desk and at the company: written, released by a second person, confirmed."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import httpx2
import pytest

from controlroom.auth.roles import Role
from controlroom.interchange import cap
from controlroom.watch.early_warnings import AssessWarning, TriageWarning
from controlroom.watch.files import RestrictFile
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.sector_alerts import MessageType, ReleaseSectorAlert, SubmitSectorAlert, Words
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind, WithdrawUnit
from tests.integration.a_company import speaks_for, two_companies
from tests.integration.a_watch import Watch
from tests.integration.an_officer import Officer, Staff, words_of
from tests.unit.watch.a_measure import draft
from tests.unit.watch.a_sector_alert import CONTENT, SA, SENDER, TEXTS
from tests.unit.watch.a_sector_alert import drafted as a_draft
from tests.unit.watch.a_warning import warning_word

AT = "/sector-alerts/"
PARTS = ("headline", "description", "instruction")
TYPED = {f"{part}_{tongue}": f"{part} {tongue}" for tongue in ("nl", "fr", "de", "en") for part in PARTS}


@pytest.fixture
async def anna(staff: Staff) -> Officer:
    await two_companies(staff.watch)
    return await staff.signs_in("anna", Role.ANALYST)


@pytest.fixture
async def bert(staff: Staff) -> Officer:
    return await staff.signs_in("bert", Role.DUTY_OFFICER)


async def read(browser: httpx2.AsyncClient, path: str, status: int = 200) -> str:
    answer = await browser.get(path)
    assert answer.status_code == status, words_of(answer.text)
    return unescape(answer.text)


def hidden(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}"[^>]* value="([^"]*)"', page)


async def drafted(officer: Officer, at: str = "", **changes: Any) -> str:
    """The address of the alert."""
    form = await read(officer.browser, f"{at}/draft?kind=update" if at else "/sector-alerts/new")
    fields = {name: hidden(form, name)[0] for name in ("ref", "seen", "msg_type")}
    fields |= {"expires_at": hidden(form, "expires_at")[0], "sectors": "energy", **TYPED, **changes}
    answer = await officer.browser.post(f"{at}/draft" if at else "/sector-alerts", data=fields)
    assert answer.status_code == 303, words_of(answer.text)
    return str(answer.headers["location"])


async def rewritten(officer: Officer, at: str, **changes: Any) -> None:
    """Who writes on in what is being written, by its form."""
    form = await read(officer.browser, f"{at}/draft")
    fields = {name: hidden(form, name)[0] for name in ("ref", "seen", "msg_type", "expires_at")}
    answer = await officer.browser.post(
        f"{at}/draft", data={**fields, "sectors": "energy", **TYPED, **changes}
    )
    assert answer.status_code == 303, words_of(answer.text)


async def did(officer: Officer, at: str, what: str, status: int = 303, **fields: Any) -> str:
    page = await read(officer.browser, at)
    sent = {"seen": (hidden(page, "seen") or ["0"])[0], "to": hidden(page, "to"), **fields}
    answer = await officer.browser.post(f"{at}/{what}", data=sent)
    assert answer.status_code == status, words_of(answer.text)
    return unescape(answer.text) if status != 303 else await read(officer.browser, at)


async def test_an_alert_is_written_by_one_released_by_another_and_confirmed_by_the_company(
    anna: Officer, bert: Officer, staff: Staff
) -> None:
    nora, hugo = await speaks_for(staff, "nora", "NLE"), await speaks_for(staff, "hugo", "HBS")
    at = await drafted(anna, exercise="1")
    ref = at.rpartition("/")[2]
    assert "Noordlicht Energie" in words_of(await did(anna, at, "submission"))
    assert (await anna.browser.post(f"{at}/release", data={"seen": "1"})).status_code == 403
    assert "No alert was sent to you" in await read(nora.browser, "/report/alerts")
    assert "not yet" in await did(bert, at, "release")
    for page in ("/report", "/report/alerts", f"/report/alerts/{ref}"):
        shown = words_of(await read(nora.browser, page))
        assert "headline en" in shown
        assert "EXERCISE" in shown
    assert "headline" not in words_of(await read(hugo.browser, "/report/alerts"))
    await read(hugo.browser, f"/report/alerts/{ref}", 404)
    await read(hugo.browser, f"/report/alerts/{ref}/messages/1.cap", 404)
    assert (await hugo.browser.post(f"/report/alerts/{ref}/receipts/1")).status_code == 404
    for _ in range(2):
        assert (await nora.browser.post(f"/report/alerts/{ref}/receipts/1")).status_code == 303
    assert "headline en" not in words_of(await read(nora.browser, "/report"))
    assert "on its page" in await read(anna.browser, at)
    state = staff.watch.app.state
    state.settings = state.settings.model_copy(update={"public_url": f"{staff.watch.url}/"})
    raw = await read(nora.browser, f"/report/alerts/{ref}/messages/1.cap")
    message = cap.read(raw.encode())
    assert (message.identifier, message.status) == (f"{ref}-1", cap.Status.EXERCISE)
    assert message.infos[0].web == f"{staff.watch.url}/report/alerts/{ref}"


async def test_a_company_reads_its_alert_in_its_own_language(
    anna: Officer, bert: Officer, staff: Staff
) -> None:
    nora = await speaks_for(staff, "nora", "NLE")
    at = await drafted(anna)
    await did(anna, at, "submission")
    await did(bert, at, "release")
    shown = words_of(await read(nora.browser, f"/report/alerts/{at.rpartition('/')[2]}?lang=fr"))
    assert "headline fr" in shown
    assert "headline en" not in shown


async def test_who_wrote_it_does_not_release_it_and_a_second_person_may_send_it_back(
    anna: Officer, bert: Officer, staff: Staff
) -> None:
    await drafted(bert)
    at = await drafted(bert)
    await did(bert, at, "submission")
    assert "Release it" not in await read(bert.browser, at)
    assert "you wrote or submitted it" in words_of(await did(bert, at, "release", 403))
    carl = await staff.signs_in("carl", Role.SHIFT_LEADER)
    assert "why it comes back" in await did(carl, at, "return", 422, text=" ")
    assert "the plate is missing" in await did(carl, at, "return", text="the plate is missing")
    omar = await staff.signs_in("omar", Role.OPERATOR)
    assert "the plate is missing" in await read(omar.browser, at)
    assert (await omar.browser.post(f"{at}/submission")).status_code == 403


async def test_what_is_missing_is_named_and_what_was_typed_stays(anna: Officer) -> None:
    at = await drafted(anna, instruction_de="")
    assert "all four languages" in words_of(await did(anna, at, "submission", 422))
    form = await read(anna.browser, f"{at}/draft")
    assert "headline fr" in form
    fields = {name: hidden(form, name)[0] for name in ("ref", "seen", "msg_type")} | TYPED
    bad = await anna.browser.post(f"{at}/draft", data={**fields, "expires_at": "soon", "headline_fr": "là"})
    assert bad.status_code == 422
    assert 'value="là"' in unescape(bad.text)
    other = await anna.browser.post("/sector-alerts", data={**fields, "ref": "SA-1"})
    assert other.status_code == 422


async def test_what_somebody_wrote_meanwhile_is_not_withdrawn_unseen(anna: Officer, bert: Officer) -> None:
    at = await drafted(anna)
    (seen, *_) = hidden(await read(anna.browser, at), "seen")
    await rewritten(bert, at, headline_en="three vans by now")
    page = words_of(await did(anna, at, "withdrawal", 409, seen=seen))
    assert "Somebody else wrote in it meanwhile" in page
    assert "three vans by now" in page
    assert "withdrawn" in words_of(await did(anna, at, "withdrawal"))


async def test_of_two_who_write_at_once_the_second_sees_both_and_keeps_what_they_typed(
    anna: Officer, bert: Officer
) -> None:
    at = await drafted(anna)
    form = await read(anna.browser, f"{at}/draft")
    await rewritten(bert, at, headline_en="three vans by now", instruction_fr="fermez tout", sectors="water")
    typed = {**TYPED, "headline_en": "a lorry", "description_nl": "één vrachtwagen"}
    typed |= {"sectors": "transport", "regions": "BE-VAN", "urgency": "future"}
    fields = {name: hidden(form, name)[0] for name in ("ref", "seen", "msg_type", "expires_at")}
    answer = await anna.browser.post(f"{at}/draft", data={**fields, **typed})
    assert answer.status_code == 409
    page = unescape(answer.text)
    assert "Somebody else wrote in it meanwhile" in words_of(page)
    for theirs in ("Bert Maes", "<dd>Water</dd>", "<b>three vans by now</b>", "fermez tout"):
        assert theirs in page
    assert 'name="headline_en" value="a lorry"' in page
    assert "\néén vrachtwagen</textarea>" in page
    assert re.findall(r'value="([^"]*)" checked', page) == ["transport", "BE-VAN"]
    assert '<option value="future" selected>' in page
    again = {name: hidden(page, name)[0] for name in fields}
    assert {name for name in fields if again[name] != fields[name]} == {"seen"}
    assert (await anna.browser.post(f"{at}/draft", data={**again, **typed})).status_code == 303
    kept = words_of(await read(anna.browser, at))
    assert "a lorry" in kept
    assert "three vans" not in kept


@pytest.mark.parametrize("first", ["update", "cancel"])
async def test_of_two_who_begin_an_update_at_once_the_second_is_led_to_who_began_it(
    anna: Officer, bert: Officer, first: str
) -> None:
    at = await drafted(anna)
    await did(anna, at, "submission")
    await did(bert, at, "release")
    forms = {kind: await read(anna.browser, f"{at}/draft?kind={kind}") for kind in ("update", "cancel")}
    names = ("ref", "seen", "msg_type", "expires_at")
    fields = {
        kind: {name: hidden(form, name)[0] for name in names} | {"sectors": "energy", **TYPED}
        for kind, form in forms.items()
    }
    begun = await bert.browser.post(f"{at}/draft", data={**fields[first], "headline_en": "three vans"})
    assert begun.status_code == 303
    answer = await anna.browser.post(f"{at}/draft", data={**fields["update"], "headline_en": "a lorry"})
    assert answer.status_code == (409 if first == "update" else 422)
    page = unescape(answer.text)
    called = {"update": "Update: being written", "cancel": "Cancellation: being written"}[first]
    assert f'<a href="{at}">{called}</a> <span class="label">Written by Bert Maes' in page
    assert 'name="headline_en" value="a lorry"' in page
    assert ("three vans" in page) is (first == "update")
    again = {name: hidden(page, name)[0] for name in names} | {"sectors": "energy", **TYPED}
    answer = await anna.browser.post(f"{at}/draft", data=again)
    assert answer.status_code == (303 if first == "update" else 422)


async def test_an_update_that_was_begun_before_another_went_out_is_not_kept_unseen(
    anna: Officer, bert: Officer, staff: Staff
) -> None:
    carl = await staff.signs_in("carl", Role.DUTY_OFFICER)
    at = await drafted(anna)
    await did(anna, at, "submission")
    await did(bert, at, "release")
    form = await read(anna.browser, f"{at}/draft?kind=update")
    await drafted(bert, at, headline_en="leave the site")
    await did(bert, at, "submission")
    await did(carl, at, "release")
    names = ("ref", "seen", "follows", "msg_type", "expires_at")
    typed = {"sectors": "energy", **TYPED, "headline_en": "a lorry"}
    fields = {name: hidden(form, name)[0] for name in names}
    answer = await anna.browser.post(f"{at}/draft", data={**fields, **typed})
    assert answer.status_code == 409
    page = unescape(answer.text)
    assert "Another message of this alert went out meanwhile" in page
    assert re.search(rf'<a href="{at}">Update 2</a> <span class="label">Released by [Cc]arl', page)
    assert "<b>leave the site</b>" in page
    assert 'name="headline_en" value="a lorry"' in page
    again = {name: hidden(page, name)[0] for name in names}
    assert (await anna.browser.post(f"{at}/draft", data={**again, **typed})).status_code == 303


async def test_what_was_written_on_after_it_went_out_can_be_kept_as_an_update(
    anna: Officer, bert: Officer
) -> None:
    at = await drafted(anna)
    await did(anna, at, "submission")
    await did(bert, at, "release")
    await drafted(anna, at)
    form = await read(anna.browser, f"{at}/draft")
    await did(anna, at, "submission")
    await did(bert, at, "release")
    names = ("ref", "seen", "follows", "msg_type", "expires_at")
    typed = {name: hidden(form, name)[0] for name in names} | {"sectors": "energy", **TYPED}
    answer = await anna.browser.post(f"{at}/draft", data=typed)
    assert answer.status_code == 422
    again = {**typed, **{name: hidden(unescape(answer.text), name)[0] for name in names}}
    assert (await anna.browser.post(f"{at}/draft", data=again)).status_code == 303


async def test_an_update_and_a_cancellation_name_what_went_before(
    anna: Officer, bert: Officer, watch: Watch
) -> None:
    at = await drafted(anna)
    await did(anna, at, "submission")
    await did(bert, at, "release")
    await drafted(anna, at, headline_en="three vans now")
    await did(anna, at, "submission")
    assert "three vans now" in await did(bert, at, "release")
    form = await read(anna.browser, f"{at}/draft?kind=cancel")
    assert "Alert cancelled" in form
    assert "Warnung aufgehoben" in form
    typed = {name: hidden(form, name)[0] for name in ("ref", "seen", "msg_type", "expires_at")}
    answer = await anna.browser.post(f"{at}/draft", data={**typed, "sectors": "energy", **TYPED})
    assert answer.status_code == 303
    await did(anna, at, "submission")
    assert "lifted" in await did(bert, at, "release")
    message = cap.read((await read(anna.browser, f"{at}/messages/3.cap")).encode())
    assert message.msg_type is cap.MsgType.CANCEL
    assert len(message.references) == 2
    assert "over" in await read(anna.browser, "/sector-alerts?which=over")
    assert await watch.ask("SELECT count(*) FROM notice WHERE over") == [(1,)]


async def test_it_is_told_which_company_learns_of_it_by_its_page_alone(
    anna: Officer, bert: Officer, watch: Watch
) -> None:
    at = await drafted(anna, sectors=["energy", "transport"])
    await did(anna, at, "submission")
    for name, company in (("NLE-SOC", "NLE"), ("NLE-ICT", "NLE"), ("HBS-SOC", "HBS")):
        system = RegisterUnit(name, "Alarm centre", UnitKind.MACHINE, Pulse.NONE, company=company)
        await watch.app.state.desk.do(system, "chief")
    await watch.app.state.desk.do(WithdrawUnit("HBS-SOC"), "chief")
    rows = re.findall(r'<tr><th scope="row">(.*?)</tr>', await did(bert, at, "release"), re.DOTALL)
    quay, light = map(words_of, rows)
    assert quay.startswith("Havenbedrijf Schelde")
    assert light.startswith("Noordlicht Energie")
    assert "for its systems to fetch: NLE-ICT, NLE-SOC" in light
    assert "its page alone" not in light
    assert "its page alone" in quay
    assert "fetch" not in quay


async def test_what_a_company_does_not_confirm_is_asked_for_at_the_desk(
    anna: Officer, bert: Officer, watch: Watch
) -> None:
    at = await drafted(anna)
    await did(anna, at, "submission")
    await did(bert, at, "release")
    (due,) = await watch.ask("SELECT ref, kind FROM deadline WHERE ref LIKE 'notice:%'")
    assert tuple(due) == (f"notice:{at.rpartition('/')[2]}/NLE", "unreceived")


async def test_a_report_that_needs_protection_leads_to_an_alert(anna: Officer, watch: Watch) -> None:
    report, now = warning_word(), datetime.now(UTC)
    of = draft(file="site:NLE-1", valid_from=now, valid_to=now + timedelta(days=30))
    assess = AssessWarning(report.ref, True, "they come back", "anna", "M-1", of)
    for command in (report, TriageWarning(report.ref, "anna"), assess):
        await watch.app.state.desk.do(command, "anna")
    new = f"/sector-alerts/new?warning={report.ref}"
    assert f'href="{new}"' in await read(anna.browser, f"/warnings/{report.ref}")
    assert report.ref in words_of(await read(anna.browser, new))
    at = await drafted(anna, warning=report.ref)
    assert f'href="{at}"' in await read(anna.browser, f"/warnings/{report.ref}")
    assert f'href="/warnings/{report.ref}"' in await read(anna.browser, at)


async def test_a_report_of_a_restricted_site_is_no_basis_for_who_does_not_read_it(
    anna: Officer, bert: Officer, watch: Watch
) -> None:
    report, desk = warning_word(), watch.app.state.desk
    await desk.do(report, "noordlicht")
    await desk.do(RestrictFile(Ref(Noun.SITE, "NLE-1"), "anna", "a threat"), "anna")
    await read(bert.browser, f"/sector-alerts/new?warning={report.ref}", 404)
    at = await drafted(bert)
    form = await read(bert.browser, f"{at}/draft")
    typed = {name: hidden(form, name)[0] for name in ("ref", "seen", "msg_type", "expires_at")}
    fresh = {**typed, "ref": "SA-0000000A", "seen": "0", **TYPED}
    for path, fields in (("/sector-alerts", fresh), (f"{at}/draft", {**typed, **TYPED, "headline_nl": "x"})):
        answers = [
            await bert.browser.post(path, data={**fields, "warning": ref})
            for ref in (report.ref, "EW-00000000")
        ]
        assert [one.status_code for one in answers] == [404, 404]
        said = [words_of(one.text).replace(report.ref, "EW-00000000") for one in answers]
        assert said[0] == said[1]
    assert await watch.ask("SELECT ref FROM sector_alert") == [(at.rpartition("/")[2],)]
    at = await drafted(anna, warning=report.ref)
    assert report.ref in await read(anna.browser, at)
    page = await read(bert.browser, at)
    assert report.ref not in page
    assert "For the early warning restricted" in words_of(page)


async def test_what_was_being_written_when_an_alert_expired_begins_the_next_one(
    anna: Officer, watch: Watch
) -> None:
    desk, soon = watch.app.state.desk, datetime.now(UTC) + timedelta(seconds=4)
    first = a_draft(content=replace(CONTENT, expires_at=soon), exercise=True)
    seen = await desk.do(first, "anna")
    await desk.do(SubmitSectorAlert(SA, "anna", seen), "anna")
    await desk.do(ReleaseSectorAlert(SA, "bert", seen, SENDER, ("NLE",)), "bert")
    longer = replace(TEXTS, en=Words("leave the site", "three vans", "go"))
    seen = await desk.do(replace(first, msg_type=MessageType.UPDATE, texts=longer), "anna")
    await desk.do(SubmitSectorAlert(SA, "anna", seen), "anna")
    async with asyncio.timeout(30):
        while await watch.ask("SELECT 1 FROM sector_alert WHERE state <> 'expired'"):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    (link,) = re.findall(r'href="(/sector-alerts/new[?]like=[^"]*)"', await read(anna.browser, f"{AT}{SA}"))
    form = await read(anna.browser, link)
    assert 'name="headline_en" value="leave the site"' in form
    assert re.search(r'name="exercise" value="1" checked', form)
    assert hidden(form, "msg_type") == ["alert"]
    names = ("ref", "seen", "msg_type", "expires_at")
    typed = {name: hidden(form, name)[0] for name in names} | {"sectors": "energy", **TYPED}
    assert typed["ref"] != SA
    assert (await anna.browser.post("/sector-alerts", data=typed)).status_code == 303


async def test_an_alert_like_one_that_was_called_off_begins_with_what_held(
    anna: Officer, bert: Officer
) -> None:
    at = await drafted(anna, headline_en="a lorry")
    assert (await anna.browser.get(f"/sector-alerts/new?like={at.rpartition('/')[2]}")).status_code == 303
    await did(anna, at, "submission")
    await did(bert, at, "release")
    form = await read(anna.browser, f"{at}/draft?kind=cancel")
    typed = {name: hidden(form, name)[0] for name in ("ref", "seen", "msg_type", "expires_at")}
    assert (
        await anna.browser.post(f"{at}/draft", data={**typed, "sectors": "energy", **TYPED})
    ).status_code == 303
    await did(anna, at, "submission")
    await did(bert, at, "release")
    form = await read(anna.browser, f"/sector-alerts/new?like={at.rpartition('/')[2]}")
    assert 'name="headline_en" value="a lorry"' in form
