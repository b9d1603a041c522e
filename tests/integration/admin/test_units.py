"""Units, as an administrator keeps them by page: secrets told once, dangerous acts named, entries written."""

import pytest

from controlroom.auth.roles import RIGHTS, Right, Role
from controlroom.store.rebuild import differences
from tests.integration.a_watch import Watch, incident
from tests.integration.admin.a_chief import Chief, secret
from tests.integration.an_officer import Staff

NEW = {"call_sign": "VP-12", "name": "Patrol twelve", "kind": "patrol", "pulse": "normal"}
VP12 = "/admin/units/VP-12"


async def test_a_new_unit_reports_with_the_token_that_was_told_once(chief: Chief, watch: Watch) -> None:
    token = await chief.told("/admin/units", **NEW)
    assert (await watch.report("/feeds/incidents", incident(), token=token)).status_code == 201
    page = await chief.page(VP12)
    assert "Patrol twelve" in page
    assert token not in page
    assert token not in await chief.whole_journal()
    (who, kind, body), *_ = await chief.acts("token.issued")
    assert (who, kind, body["unit"]) == ("chief", "token.issued", "VP-12")
    assert "VP-12" in await chief.page("/admin/units")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"call_sign": ""}, "up to 64 printable characters"),
        ({"call_sign": "EU-07A"}, "already"),
        ({"name": "x" * 81}, "up to 80 printable"),
        ({"kind": "submarine"}, "Choose one of the list"),
        ({"pulse": "often"}, "Choose one of the list"),
    ],
)
async def test_a_unit_that_cannot_be_is_refused_at_its_field_and_what_was_typed_stays(
    chief: Chief, fields: dict[str, str], words: str
) -> None:
    answer = await chief.browser.post("/admin/units", data={**NEW, **fields})
    assert answer.status_code in (409, 422)
    assert words in answer.text
    assert 'role="alert">' in answer.text
    assert await chief.acts("token.issued") == []


async def test_a_unit_is_changed_and_the_second_who_saw_it_as_it_was_is_told(chief: Chief) -> None:
    await chief.told("/admin/units", **NEW)
    seen = await chief.seen(VP12)
    wanted = {"name": "Night patrol", "kind": "escort", "pulse": "critical"}
    await chief.does(f"{VP12}/settings", **wanted, seen=seen)
    assert "Night patrol" in await chief.page(VP12)
    late = await chief.does(f"{VP12}/settings", 409, seen=seen, **(wanted | {"name": "Day patrol"}))
    assert "Somebody changed this in the meantime" in late
    assert "Day patrol" in late, "what was typed is lost"
    acts = [body["unit"]["name"] for _, _, body in await chief.acts("unit.registered")]
    assert acts[-2:] == ["Patrol twelve", "Night patrol"]


async def test_one_token_is_revoked_and_the_other_goes_on(chief: Chief, watch: Watch) -> None:
    old = await chief.told("/admin/units", **NEW)
    new = await chief.told(f"{VP12}/tokens")
    (_, _, first), _ = await chief.acts("token.issued")
    unnamed = await chief.does(f"{VP12}/tokens/revocation", 422, token=first["token"], confirm="VP-13")
    assert "Type the name exactly" in unnamed
    await chief.does(f"{VP12}/tokens/revocation", token=first["token"], confirm="VP-12")
    assert (await watch.report("/feeds/incidents", incident(), token=old)).status_code == 401
    assert (await watch.report("/feeds/incidents", incident(), token=new)).status_code == 201
    again = await chief.does(f"{VP12}/tokens/revocation", 409, token=first["token"], confirm="VP-12")
    assert "does not open anything any more" in again
    assert [body["token"] for _, _, body in await chief.acts("token.revoked")] == [first["token"]]


async def test_a_code_is_told_once_and_the_second_who_sets_one_is_told(chief: Chief) -> None:
    await chief.told("/admin/units", **NEW)
    assert "-" in await chief.told(f"{VP12}/code", confirm="VP-12", seen="")
    late = await chief.does(f"{VP12}/code", 409, confirm="VP-12", seen="")
    assert "Somebody changed this" in late
    assert [who for who, _, _ in await chief.acts("unit.code_set")] == ["chief"]


async def test_a_retired_unit_reports_no_more_and_comes_back_with_another_token(
    chief: Chief, watch: Watch
) -> None:
    token = await chief.told("/admin/units", **NEW)
    seen = await chief.seen(VP12)
    await chief.does(f"{VP12}/retirement", 422, seen=seen)
    await chief.does(f"{VP12}/retirement", seen=seen, confirm="VP-12")
    assert (await watch.report("/feeds/incidents", incident(), token=token)).status_code == 401
    assert "retired" in await chief.page(VP12)
    assert "Somebody changed this" in await chief.does(f"{VP12}/retirement", 409, seen=seen, confirm="VP-12")
    await chief.does(f"{VP12}/tokens", 404)
    back = await chief.told("/admin/units", **NEW)
    assert (await watch.report("/feeds/incidents", incident(), token=back)).status_code == 201
    assert [who for who, _, _ in await chief.acts("unit.withdrawn", "token.revoked")] == ["chief"] * 2
    connection = await chief.database.connect()
    assert [found async for found in differences(connection)] == []
    await connection.close()


async def test_a_call_sign_is_text_wherever_it_stands(chief: Chief) -> None:
    odd = "<b>7 & Zuid/Noord"
    await chief.told("/admin/units", **{**NEW, "call_sign": odd})
    raw = (await chief.browser.get("/admin/units/%3Cb%3E7%20%26%20Zuid/Noord")).text
    assert "<b>7" not in raw
    assert "&lt;b&gt;7 &amp; Zuid/Noord" in raw


@pytest.mark.parametrize("role", [role for role in RIGHTS if role not in (Role.ADMIN, Role.WALL)])
async def test_nobody_else_manages_units(staff: Staff, role: Role) -> None:
    assert not role.may(Right.MANAGE_UNITS)
    browser = (await staff.signs_in("somebody", role)).browser
    assert (await browser.get("/admin/units")).status_code == 403
    for path in ("", "/EU-07A/settings", "/EU-07A/tokens", "/EU-07A/code", "/EU-07A/retirement"):
        assert (await browser.post(f"/admin/units{path}", data=NEW)).status_code == 403
    stranger = {"origin": "https://attacker.example", "sec-fetch-site": "cross-site"}
    assert (await browser.post("/admin/units", data=NEW, headers=stranger)).status_code == 403


async def test_another_site_can_make_an_administrator_do_nothing(chief: Chief) -> None:
    stranger = {"origin": "https://attacker.example", "sec-fetch-site": "cross-site"}
    answer = await chief.browser.post("/admin/units", data=NEW, headers=stranger)
    assert answer.status_code == 403
    assert "VP-12" not in await chief.page("/admin/units")


async def test_a_secret_is_on_the_answer_alone(chief: Chief) -> None:
    answer = await chief.browser.post("/admin/units", data=NEW)
    token = secret(answer.text)
    assert token not in str(answer.url) + str(answer.headers)
