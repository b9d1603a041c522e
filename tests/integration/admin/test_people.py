"""People, as an administrator keeps them by page: a password told once, a role, closed and open again."""

import httpx2
import pytest

from controlroom.auth.roles import RIGHTS, Role
from controlroom.watch.units import Pulse, RegisterUnit, UnitKind
from tests.integration.a_watch import Watch
from tests.integration.admin.a_chief import SECRET, Chief
from tests.integration.an_officer import OURS, Staff, words_of
from tests.unit.watch.a_warning import the_company

NEW = {"name": "bert", "display_name": "Bert Maes", "role": "duty_officer"}
BERT = "/admin/people/bert"


async def signs_in(watch: Watch, name: str, password: str) -> int:
    """303 if this opens the watch."""
    async with httpx2.AsyncClient(base_url=watch.url, trust_env=False, headers=OURS) as browser:
        answer = await browser.post("/sign-in", data={"name": name, "password": password})
    return answer.status_code


async def test_the_front_door_leads_where_signing_in_leads(chief: Chief) -> None:
    assert (await chief.browser.get("/")).headers["location"] == "/admin"


async def test_a_new_person_signs_in_with_the_password_that_was_told_once(chief: Chief, watch: Watch) -> None:
    password = await chief.told("/admin/people", **NEW)
    assert await signs_in(watch, "bert", password) == 303
    page = await chief.page(BERT)
    assert "Bert Maes" in page
    assert "duty officer" in page
    assert password not in page + await chief.page("/admin/people") + await chief.whole_journal()
    assert ("chief", "account.added") in [(who, kind) for who, kind, _ in await chief.acts("account.added")]


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"name": "Bert!"}, 422, "A name is a letter"),
        ({"name": "chief"}, 409, "There is an account with this name already"),
        ({"role": "king"}, 422, "Choose one of the list"),
        ({"role": "wall"}, 422, "This role signs in nowhere yet"),
        ({"role": "company"}, 422, "Say for which company this account reports"),
        ({"role": "company", "company": "XYZ"}, 404, "there is no company 'XYZ'"),
        ({"company": "XYZ"}, 422, "Only an account that reports for a company"),
        ({"role": "field_unit"}, 422, "Say for which unit this account reports"),
        ({"role": "field_unit", "unit": "VP-99"}, 404, "There is no field unit VP-99 in service"),
        ({"unit": "EU-07A"}, 422, "Only an account of a field unit belongs to one"),
        ({"display_name": "x" * 101}, 422, "at most 100 characters"),
    ],
)
async def test_an_account_that_cannot_be_is_refused_at_its_field(
    chief: Chief, fields: dict[str, str], status: int, words: str
) -> None:
    page = await chief.does("/admin/people", status, **(NEW | fields))
    assert words in page
    assert not SECRET.search(page)


async def test_another_role_counts_from_the_next_signing_in(chief: Chief, staff: Staff) -> None:
    bert = await staff.signs_in("bert", Role.DUTY_OFFICER)
    seen = await chief.seen(BERT)
    await chief.does(f"{BERT}/role", role="auditor", seen=seen)
    assert (await bert.browser.get("/desk")).status_code == 303
    late = await chief.does(f"{BERT}/role", 409, role="admin", seen=seen)
    assert "Somebody changed this in the meantime" in late
    ((who, _, body),) = await chief.acts("account.role_changed")
    assert (who, body["before"], body["role"]) == ("chief", "duty_officer", "auditor")


async def test_a_closed_account_is_out_at_once_and_comes_back_as_it_was(
    chief: Chief, watch: Watch, staff: Staff
) -> None:
    password = await chief.told("/admin/people", **NEW)
    bert = httpx2.AsyncClient(base_url=watch.url, trust_env=False, headers=OURS)
    await bert.post("/sign-in", data={"name": "bert", "password": password})
    assert (await bert.get("/desk")).status_code == 200
    seen = await chief.seen(BERT)
    await chief.does(f"{BERT}/closure", 422, seen=seen, confirm="Bert")
    await chief.does(f"{BERT}/closure", seen=seen, confirm="bert")
    assert (await bert.get("/desk")).status_code == 303
    await bert.aclose()
    assert await signs_in(watch, "bert", password) == 403
    assert "no open account" in await chief.does(f"{BERT}/role", 404, role="admin", seen=seen)
    await chief.does(f"{BERT}/opening")
    assert await signs_in(watch, "bert", password) == 303
    assert "open already" in await chief.does(f"{BERT}/opening", 409)
    kinds = [kind for _, kind, _ in await chief.acts("account.disabled", "account.enabled")]
    assert kinds == ["account.disabled", "account.enabled"]


async def test_a_forgotten_password_is_replaced_by_one_that_is_told_once(chief: Chief, watch: Watch) -> None:
    old = await chief.told("/admin/people", **NEW)
    new = await chief.told(f"{BERT}/password", seen=await chief.seen(BERT), confirm="bert")
    assert [await signs_in(watch, "bert", word) for word in (old, new)] == [403, 303]


async def test_everybody_can_be_signed_out_and_may_come_back(chief: Chief, staff: Staff) -> None:
    bert = await staff.signs_in("bert")
    assert "<dt>Sessions</dt><dd>1</dd>" in await chief.page(BERT)
    await chief.does(f"{BERT}/sessions/end")
    assert (await bert.browser.get("/desk")).status_code == 303
    assert [who for who, _, _ in await chief.acts("account.sessions_ended")] == ["chief"]


async def test_a_person_is_renamed(chief: Chief) -> None:
    await chief.told("/admin/people", **NEW)
    await chief.does(f"{BERT}/name", seen=await chief.seen(BERT), display_name="Bert Maes-Claes")
    assert "Bert Maes-Claes" in await chief.page("/admin/people")
    assert "Say what this person is called" in await chief.does(
        f"{BERT}/name", 422, seen=await chief.seen(BERT), display_name=" "
    )


async def test_the_last_administrator_stays(chief: Chief) -> None:
    me = "/admin/people/chief"
    seen = await chief.seen(me)
    said = "This is the last account that may manage accounts"
    assert said in await chief.does(f"{me}/closure", 422, seen=seen, confirm="chief")
    assert said in await chief.does(f"{me}/role", 422, seen=seen, role="operator")
    await chief.told("/admin/people", **(NEW | {"role": "admin"}))
    await chief.does(f"{me}/role", seen=seen, role="operator")


@pytest.mark.parametrize("role", [role for role in RIGHTS if role not in (Role.ADMIN, Role.WALL)])
async def test_nobody_else_manages_people(staff: Staff, role: Role) -> None:
    browser = (await staff.signs_in("somebody", role)).browser
    for path in ("", "/somebody"):
        assert (await browser.get(f"/admin/people{path}")).status_code == 403
    for path in ("", "/somebody/role", "/somebody/name", "/somebody/password", "/somebody/opening"):
        assert (await browser.post(f"/admin/people{path}", data=NEW | {"role": "admin"})).status_code == 403


async def test_a_lost_second_factor_is_reset_by_name(chief: Chief, watch: Watch) -> None:
    password = await chief.told("/admin/people", **NEW)
    await watch.app.state.factors.new_recovery_codes("bert", by="bert")
    await chief.does(f"{BERT}/factors/reset", 422, confirm="anna")
    await chief.does(f"{BERT}/factors/reset", confirm="bert")
    assert await watch.app.state.factors.recovery_codes_left("bert") == 0
    assert [(who, body["factor"]) for who, _, body in await chief.acts("account.factor_removed")] == [
        ("chief", "recovery")
    ]
    assert await signs_in(watch, "bert", password) == 303


async def test_a_role_that_needs_a_second_factor_lets_nobody_in_by_a_password_alone(
    chief: Chief, staff: Staff
) -> None:
    bert = await staff.signs_in("bert")
    page = await chief.page("/admin/people")
    assert "password alone" in page
    await chief.does("/admin/people/requirement", role="duty_officer", required="yes")
    assert "needs one</span>" in await chief.page("/admin/people")
    assert (await bert.browser.get("/desk")).status_code == 303
    await chief.does("/admin/people/requirement", role="duty_officer", required="no")
    assert "needs one</span>" not in await chief.page("/admin/people")
    await chief.does("/admin/people/requirement", 422, role="king", required="yes")
    acts = [(who, body["required"]) for who, _, body in await chief.acts("role.factor_required")]
    assert acts == [("chief", True), ("chief", False)]


async def test_who_looks_at_the_people_is_written_down(chief: Chief) -> None:
    await chief.page("/admin/people/chief")
    looks = [(who, body["data"], body["things"]) for who, _, body in await chief.acts("data.viewed")]
    assert ("chief", "staff", ["account:chief"]) in looks


async def test_an_account_reports_for_one_company_and_for_no_other_role(chief: Chief, watch: Watch) -> None:
    for command in the_company():
        await watch.app.state.desk.do(command, "chief")
    nora = NEW | {"name": "nora", "role": "company", "company": "NLE"}
    assert "The company has no site HBS-1" in await chief.does("/admin/people", 404, **nora, site="HBS-1")
    await chief.told("/admin/people", **nora, site="NLE-2")
    assert "NLE, NLE-2" in await chief.page("/admin/people/nora")
    (*_, (_, _, body)) = await chief.acts("account.added")
    assert (body["company"], body["site"]) == ("NLE", "NLE-2")
    seen = await chief.seen("/admin/people/nora")
    refused = await chief.does("/admin/people/nora/role", 422, role="operator", seen=seen)
    assert "An account of a company stays one" in refused


async def test_an_account_reports_for_one_unit_of_the_field_and_for_no_other_role(
    chief: Chief, watch: Watch
) -> None:
    for command in the_company():
        await watch.app.state.desk.do(command, "chief")
    system = RegisterUnit("NLE-SYS", "Their system", UnitKind.MACHINE, Pulse.NONE, company="NLE")
    await watch.app.state.desk.do(system, "chief")
    offered = await chief.page("/admin/people")
    assert '<option value="EU-07A">' in offered
    assert "NLE-SYS" not in offered
    pat = NEW | {"name": "pat", "role": "field_unit"}
    assert "no field unit NLE-SYS" in await chief.does("/admin/people", 404, **pat, unit="NLE-SYS")
    await chief.told("/admin/people", **pat, unit="EU-07A")
    assert "pat, field unit EU-07A" in words_of(await chief.page("/admin/people"))
    assert "EU-07A" in await chief.page("/admin/people/pat")
    (*_, (_, _, body)) = await chief.acts("account.added")
    assert (body["role"], body["unit"]) == ("field_unit", "EU-07A")
    seen = await chief.seen("/admin/people/pat")
    refused = await chief.does("/admin/people/pat/role", 422, role="operator", seen=seen)
    assert "An account of a field unit stays one" in refused
