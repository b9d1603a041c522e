"""Passkeys as a second factor, and what a passkey for another site, browser or moment is worth."""

import json
from typing import Any

import httpx2
import pytest

from controlroom.auth.accounts import Accounts
from controlroom.auth.factors import Factors
from controlroom.auth.passkeys import Passkeys, Site, WrongPasskey
from controlroom.auth.requirement import Requirement
from controlroom.auth.roles import Role
from controlroom.watch.accounts import FactorAdded
from tests.integration.auth.a_key import Key

PASSWORD = "the blue heron waits"


async def added(passkeys: Passkeys, key: Key, name: str = "anna", holder: str = "here", **site: str) -> None:
    options = json.loads(await passkeys.ask_to_add(name, name.title(), holder))
    await passkeys.add(name, holder, key.made(options, **site), "Key ring", by=name)


async def asked(passkeys: Passkeys, name: str = "anna", holder: str = "here") -> dict[str, Any]:
    options: dict[str, Any] = json.loads(await passkeys.ask(name, holder))
    return options


@pytest.fixture
async def key(passkeys: Passkeys, accounts: Accounts) -> Key:
    made = Key()
    await added(passkeys, made)
    return made


async def test_an_officer_signs_in_by_a_passkey(
    browser: httpx2.AsyncClient, sign_in_as: Any, key: Key, factors: Factors, desk: Any
) -> None:
    assert desk.entries == [("anna", FactorAdded("anna", "passkey", "anna"))]
    await sign_in_as(next="/desk?alert=7")
    assert 'data-passkey="get"' in (await browser.get("/sign-in/factor")).text
    options = (await browser.post("/sign-in/factor/passkey/options")).json()
    assert options["rpId"] == "watch.example"
    answer = await browser.post("/sign-in/factor/passkey", json={"credential": key.used(options)})
    assert (answer.status_code, answer.json()) == (200, {"to": "/desk?alert=7"})
    assert (await browser.get("/desk")).json() == "anna"
    (mine,) = await factors.of("anna")
    assert mine.used_at is not None


async def test_a_passkey_of_another_site_is_refused(passkeys: Passkeys, key: Key) -> None:
    for elsewhere in (
        {"origin": "https://watch.example.attacker.example"},
        {"origin": "http://watch.example"},
        {"host": "attacker.example"},
    ):
        with pytest.raises(WrongPasskey):
            await passkeys.check("anna", "here", key.used(await asked(passkeys), **elsewhere))
        with pytest.raises(WrongPasskey):
            await added(passkeys, Key(), **elsewhere)
    await passkeys.check("anna", "here", key.used(await asked(passkeys)))


async def test_an_answer_counts_once_and_only_for_who_was_asked(passkeys: Passkeys, key: Key) -> None:
    options = await asked(passkeys)
    answer = key.used(options)
    with pytest.raises(WrongPasskey):
        await passkeys.check("anna", "another browser", answer)
    await passkeys.check("anna", "here", answer)
    with pytest.raises(WrongPasskey):
        await passkeys.check("anna", "here", answer)


async def test_a_challenge_is_gone_after_a_wrong_answer_and_after_five_minutes(
    passkeys: Passkeys, key: Key, clock: Any
) -> None:
    options = await asked(passkeys)
    with pytest.raises(WrongPasskey):
        await passkeys.check("anna", "here", Key(id=key.id).used(options))
    with pytest.raises(WrongPasskey):
        await passkeys.check("anna", "here", key.used(options))
    options = await asked(passkeys)
    clock.move(minutes=5)
    with pytest.raises(WrongPasskey):
        await passkeys.check("anna", "here", key.used(options))


async def test_a_challenge_for_adding_signs_nobody_in(passkeys: Passkeys, key: Key) -> None:
    options = json.loads(await passkeys.ask_to_add("anna", "Anna", "here"))
    with pytest.raises(WrongPasskey):
        await passkeys.check("anna", "here", key.used(options))


async def test_a_copied_key_shows_by_its_counter(passkeys: Passkeys, key: Key) -> None:
    copy = Key(key.private, key.id, key.count)
    await passkeys.check("anna", "here", key.used(await asked(passkeys)))
    await passkeys.check("anna", "here", key.used(await asked(passkeys)))
    with pytest.raises(WrongPasskey):
        await passkeys.check("anna", "here", copy.used(await asked(passkeys)))


async def test_the_passkey_of_somebody_else_is_refused(
    passkeys: Passkeys, accounts: Accounts, key: Key
) -> None:
    await accounts.add("bert", "Bert", Role.OPERATOR, PASSWORD)
    with pytest.raises(WrongPasskey):
        await passkeys.check("bert", "here", key.used(await asked(passkeys, "bert")))
    with pytest.raises(WrongPasskey):
        await added(passkeys, key, "bert")


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"credential": 7}', b'{"credential": {}}', b"\xff"])
async def test_what_is_no_passkey_is_told_so(
    browser: httpx2.AsyncClient, sign_in_as: Any, key: Key, body: bytes
) -> None:
    await sign_in_as()
    await browser.post("/sign-in/factor/passkey/options")
    answer = await browser.post("/sign-in/factor/passkey", content=body)
    assert (answer.status_code, answer.json()) == (422, {"said": "The passkey was not accepted. Try again."})


async def test_who_needs_a_factor_may_begin_with_a_passkey(
    browser: httpx2.AsyncClient, requirement: Requirement, sign_in_as: Any
) -> None:
    await requirement.set(Role.DUTY_OFFICER, required=True, by="chief")
    await sign_in_as()
    options = (await browser.post("/sign-in/enrolment/passkey/options")).json()
    made = {"label": "Key ring", "credential": Key().made(options)}
    answer = await browser.post("/sign-in/enrolment/passkey", json=made)
    assert answer.json() == {"to": "/account#recovery"}
    assert (await browser.get("/desk")).json() == "anna"


async def test_a_passkey_is_added_by_whoever_says_the_password(
    browser: httpx2.AsyncClient, sign_in_as: Any, factors: Factors
) -> None:
    await sign_in_as()
    add = "/account/factors/passkey"
    wrong = await browser.post(f"{add}/options", data={"password": "not the password"})
    assert (wrong.status_code, wrong.json()) == (422, {"said": "The password is wrong."})
    key = Key()
    unasked = {"label": "Mine", "credential": key.made({"challenge": "AAAA"})}
    assert (await browser.post(add, json=unasked)).status_code == 422
    options = (await browser.post(f"{add}/options", data={"password": PASSWORD})).json()
    answer = await browser.post(add, json={"label": "Key ring", "credential": key.made(options)})
    assert answer.json() == {"to": "/account"}
    assert [(one.kind, one.label) for one in await factors.of("anna")] == [("passkey", "Key ring")]


@pytest.mark.parametrize(
    ("address", "can"),
    [
        ("https://watch.example", True),
        ("http://localhost:8080", True),
        ("http://127.0.0.1:8080", False),
        ("https://192.0.2.1", False),
        ("http://watch.example", False),
    ],
)
def test_passkeys_are_offered_where_browsers_can_make_them(address: str, can: bool) -> None:
    assert Site.of(address).can_have_passkeys is can
