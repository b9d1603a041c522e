"""The companies of the network, as an administrator keeps them by page."""

import re
from html import unescape
from typing import Any

import pytest

from controlroom.auth.register import Seat
from controlroom.auth.roles import Role
from controlroom.watch.files import AddReader, RestrictFile
from controlroom.watch.refs import Noun, Ref
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind
from tests.integration.a_watch import Watch
from tests.integration.admin.a_chief import Chief
from tests.integration.an_officer import PASSWORD, Staff
from tests.unit.watch.a_warning import the_company

LIST = "/admin/companies"
NLE = f"{LIST}/NLE"
KNOWN = {"name": "Noordlicht Energie", "sector": "energy", "sites": "NLE-1 NLE-2"}
NEW = {
    "code": "PNA",
    "name": "Port of Antwerp",
    "sector": "transport",
    "sites": "HBS-1,\nNLE-1",
    "regions": ["BE-VAN"],
}


@pytest.fixture
async def chief(chief: Chief, watch: Watch) -> Chief:
    await watch.app.state.desk.do_all(the_company(), "setup")
    return chief


async def rows(watch: Watch) -> list[tuple[Any, ...]]:
    return await watch.ask("SELECT code, name, sector, sites, regions FROM company ORDER BY code")


async def test_a_company_is_brought_in_with_its_sites_and_an_entry(chief: Chief, watch: Watch) -> None:
    await chief.does(LIST, **NEW)
    assert ("PNA", "Port of Antwerp", "transport", ["HBS-1", "NLE-1"], ["BE-VAN"]) in await rows(watch)
    page = await chief.page(f"{LIST}/PNA")
    for told in ("Port of Antwerp", "Transport", "Plant HBS-1", "Nobody signs in for it"):
        assert told in page
    assert "Port of Antwerp" in await chief.page(LIST)
    assert [who for who, *_ in await chief.acts("company.registered")][-1] == "chief"


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"code": ""}, "code", "up to 64 printable characters"),
    ({"code": "NLE"}, "code", "a company with this code already"),
    ({"name": " "}, "name", "up to 120 printable characters"),
    ({"sector": "magic"}, "sector", "Choose one of the list"),
    ({"regions": ["BE-VAN", "XX"]}, "regions", "Choose one of the list"),
    ({"sites": ""}, "sites", "at least one site"),
    ({"sites": "HBS-1 NOWHERE"}, "sites", "there is no site 'NOWHERE'"),
]


@pytest.mark.parametrize(("changes", "field", "words"), WRONG)
async def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    chief: Chief, watch: Watch, changes: dict[str, Any], field: str, words: str
) -> None:
    before, typed = await rows(watch), {**NEW, **changes}
    answer = await chief.browser.post(LIST, data=typed)
    assert answer.status_code in (409, 422)
    page = unescape(answer.text)
    assert re.findall(r'id="amiss-(\S+)" role="alert">', page) == [f"add-{field}"]
    assert re.search(rf'id="amiss-add-{field}" role="alert">[^<]*{words}[^<]*</p>', page)
    for name in ("code", "name"):
        assert f'id="add-{name}" name="{name}" value="{typed[name]}"' in page
    assert re.search(rf'<textarea id="add-sites"[^>]*>{typed["sites"]}</textarea>', page)
    selected = re.findall(r'<option value="([^"]*)" selected>', page)
    assert selected == ([typed["sector"]] if field != "sector" else [])
    assert re.findall(r'value="([^"]*)" checked', page) == ["BE-VAN"]
    assert await rows(watch) == before


async def test_a_company_is_changed_and_the_second_who_saw_it_as_it_was_is_told(
    chief: Chief, watch: Watch
) -> None:
    seen = await chief.seen(NLE)
    await chief.does(f"{NLE}/settings", seen=seen, **KNOWN | {"sites": "NLE-1"})
    late = await chief.does(f"{NLE}/settings", 409, seen=seen, **KNOWN | {"name": "Another"})
    assert "Somebody changed this in the meantime" in late
    assert ("NLE", "Noordlicht Energie", "energy", ["NLE-1"], []) in await rows(watch)
    await chief.page(f"{LIST}/NOBODY", 404)


async def test_its_page_says_who_reports_for_it_and_that_is_recorded(
    chief: Chief, watch: Watch, staff: Staff
) -> None:
    state = watch.app.state
    await state.accounts.add("nora", "Nora", Role.COMPANY, PASSWORD, seat=Seat("NLE", "NLE-2"))
    system = RegisterUnit("NLE-SOC", "Alarm centre", UnitKind.MACHINE, Pulse.NONE, company="NLE")
    await state.desk.do(system, "chief")
    page = await chief.page(NLE)
    for told in ('href="/admin/people/nora"', "for NLE-2 alone", 'href="/admin/units/NLE-SOC"'):
        assert told in page
    assert "nora" not in await chief.page(f"{LIST}/HBS")
    viewed = await watch.ask("SELECT body::jsonb -> 'things' FROM journal WHERE kind = 'data.viewed'")
    assert (["account:nora"],) in viewed
    anna = await staff.signs_in("anna", Role.SHIFT_LEADER)
    assert (await anna.browser.get(NLE)).status_code == 403


async def test_a_site_that_is_restricted_is_named_to_its_readers_alone(chief: Chief, watch: Watch) -> None:
    assert "Plant NLE-1" in await chief.page(NLE)
    hide = RestrictFile(Ref(Noun.SITE, "NLE-1"), "bert", "a threat")
    await watch.app.state.desk.do(hide, "bert")
    page = await chief.page(NLE)
    assert "Plant NLE-1" not in page
    assert "Plant NLE-2" in page
    assert "NLE-1" in page
    let_in = AddReader(Ref(Noun.SITE, "NLE-1"), "bert", "chief")
    await watch.app.state.desk.do(let_in, "bert")
    assert "Plant NLE-1" in await chief.page(NLE)
