"""Attacks on the sign-in, and what the person at the desk sees of them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.accounts import Accounts, WrongSignIn
from controlroom.auth.passwords import Passwords
from controlroom.auth.roles import Role
from controlroom.auth.throttle import FREE_AT_ONE_ADDRESS, FREE_PER_ACCOUNT, FREE_PER_ADDRESS, Throttled
from controlroom.errors import Conflict, Unavailable
from controlroom.watch.duty import Place, TakeDuty

PASSWORD = "the blue heron waits"
SignIn = Callable[..., Awaitable[httpx2.Response]]


async def fail(accounts: Accounts, name: str, address: str) -> None:
    with pytest.raises(WrongSignIn):
        await accounts.sign_in(name, "not the password", address)


async def test_a_duty_officer_signs_in_and_stands_at_the_desk(
    browser: httpx2.AsyncClient, sign_in_as: SignIn
) -> None:
    answer = await sign_in_as()
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert (await browser.get("/desk")).json() == "anna"


@pytest.mark.parametrize(
    ("role", "place"),
    [(Role.DUTY_OFFICER, Place.OFFICER), (Role.SHIFT_LEADER, Place.LEADER), (Role.OPERATOR, None)],
)
async def test_whoever_signs_in_takes_duty_where_the_place_is_free(
    accounts: Accounts, site: FastAPI, sign_in_as: SignIn, role: Role, place: Place | None
) -> None:
    await accounts.add("bert", "Bert", role, PASSWORD)
    await sign_in_as("bert")
    asked = [TakeDuty("bert", place, only_if_free=True)] if place else []
    assert site.state.desk.asked == asked


async def test_one_signs_in_although_the_journal_cannot_be_written(site: FastAPI, sign_in_as: SignIn) -> None:
    site.state.desk.refuses = Unavailable()
    assert (await sign_in_as()).status_code == 303


async def test_one_goes_on_where_one_was_stopped(browser: httpx2.AsyncClient, sign_in_as: SignIn) -> None:
    stopped = await browser.get("/desk?alert=7")
    assert stopped.headers["location"] == "/sign-in?next=%2Fdesk%3Falert%3D7"
    assert (await sign_in_as(next="/desk?alert=7")).headers["location"] == "/desk?alert=7"


async def test_a_link_to_the_sign_in_page_cannot_lead_elsewhere(
    browser: httpx2.AsyncClient, sign_in_as: SignIn
) -> None:
    page = await browser.get("/sign-in", params={"next": "//attacker.example"})
    assert "attacker" not in page.text
    assert (await sign_in_as(next="//attacker.example")).headers["location"] == "/desk"


async def test_a_wrong_password_and_a_wrong_name_look_the_same(sign_in_as: SignIn) -> None:
    password, name = await sign_in_as(password="wrong wrong wrong"), await sign_in_as(name="nobody")
    assert password.status_code == name.status_code == 403
    assert password.text.replace("anna", "nobody") == name.text
    assert "session" not in str(password.headers.get_list("set-cookie"))


@pytest.mark.parametrize("name", ["", "a\x00b", "\ud83d\ude80", "x" * 100_000, "' OR 1=1 --", "<script>"])
async def test_a_hostile_name_is_a_wrong_name(sign_in_as: SignIn, name: str) -> None:
    answer = await sign_in_as(name=name.encode("utf-8", "replace").decode())
    assert answer.status_code == 403
    assert "<script>" not in answer.text


async def test_a_session_planted_before_is_worth_nothing_after(
    browser: httpx2.AsyncClient, sign_in_as: SignIn
) -> None:
    browser.cookies.set("controlroom-session", "chosen-by-an-attacker")
    answer = await sign_in_as()
    assert "chosen-by-an-attacker" not in str(answer.headers.get_list("set-cookie"))
    browser.cookies.clear()
    browser.cookies.set("controlroom-session", "chosen-by-an-attacker")
    assert (await browser.get("/desk")).status_code == 303


async def test_signing_in_again_ends_the_session_before_it(
    browser: httpx2.AsyncClient, sign_in_as: SignIn
) -> None:
    await sign_in_as()
    first = browser.cookies["controlroom-session"]
    await sign_in_as()
    assert browser.cookies["controlroom-session"] != first
    browser.cookies.clear()
    browser.cookies.set("controlroom-session", first)
    assert (await browser.get("/desk")).status_code == 303


async def test_whoever_guesses_at_one_account_waits_longer_each_time(accounts: Accounts, clock: Any) -> None:
    for _ in range(FREE_AT_ONE_ADDRESS):
        await fail(accounts, "anna", "198.51.100.9")
    for seconds in (1, 2, 4):
        with pytest.raises(Throttled) as slowed:
            await accounts.sign_in("anna", PASSWORD, "198.51.100.9")
        assert slowed.value.retry_after_s == seconds
        clock.move(seconds=seconds)
        await fail(accounts, "anna", "198.51.100.9")


async def test_whoever_guesses_at_one_account_from_many_addresses_is_slowed_down_too(
    accounts: Accounts,
) -> None:
    for number in range(FREE_PER_ACCOUNT):
        await fail(accounts, "anna", f"192.0.2.{number}")
    with pytest.raises(Throttled):
        await accounts.sign_in("anna", PASSWORD, "198.51.100.9")


async def test_whoever_tries_many_names_is_slowed_down_by_address(accounts: Accounts) -> None:
    for number in range(FREE_PER_ADDRESS):
        await fail(accounts, f"guess{number}", "2001:db8::1")
    with pytest.raises(Throttled):
        await accounts.sign_in("anna", PASSWORD, "2001:db8::2")
    assert (await accounts.sign_in("anna", PASSWORD, "192.0.2.1")).person.name == "anna"


async def test_a_hundred_guesses_at_once_are_still_only_five(accounts: Accounts) -> None:
    guesses = (accounts.sign_in("anna", "not the password", "192.0.2.1") for _ in range(100))
    refused = await asyncio.gather(*guesses, return_exceptions=True)
    assert sum(isinstance(refusal, WrongSignIn) for refusal in refused) == FREE_AT_ONE_ADDRESS
    assert sum(isinstance(refusal, Throttled) for refusal in refused) == 100 - FREE_AT_ONE_ADDRESS


async def test_a_stranger_who_asks_every_second_does_not_keep_an_officer_out(
    accounts: Accounts, clock: Any
) -> None:
    for _ in range(60):
        with pytest.raises((WrongSignIn, Throttled)):
            await accounts.sign_in("anna", "not the password", "198.51.100.9")
        clock.move(seconds=1)
    assert (await accounts.sign_in("anna", PASSWORD, "192.0.2.1")).person.name == "anna"
    with pytest.raises(Throttled):
        await accounts.sign_in("anna", "not the password", "198.51.100.9")


async def test_a_success_forgets_the_failures_before_it(accounts: Accounts) -> None:
    for _ in range(3):
        for _ in range(FREE_AT_ONE_ADDRESS - 1):
            await fail(accounts, "anna", "192.0.2.1")
        await accounts.sign_in("anna", PASSWORD, "192.0.2.1")


async def test_somebody_slowed_down_is_told_how_long_in_their_language(
    browser: httpx2.AsyncClient, sign_in_as: SignIn
) -> None:
    for _ in range(FREE_AT_ONE_ADDRESS):
        await sign_in_as(password="not the password")
    answer = await sign_in_as()
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert 'role="alert"><p class="problem">' in answer.text


async def test_an_account_that_was_closed_signs_in_no_more(accounts: Accounts) -> None:
    await accounts.disable("anna")
    await fail(accounts, "anna", "192.0.2.1")
    with pytest.raises(WrongSignIn):
        await accounts.sign_in("anna", PASSWORD, "192.0.2.1")


async def test_the_name_of_a_closed_account_is_not_given_again(accounts: Accounts) -> None:
    await accounts.disable("anna")
    with pytest.raises(Conflict, match="there is an account anna"):
        await accounts.add("anna", "Another Anna", Role.OPERATOR, PASSWORD)


async def test_a_hash_with_older_parameters_is_renewed_at_the_next_sign_in(
    accounts: Accounts, engine: AsyncEngine, clock: Any, database: Any
) -> None:
    await Accounts(engine, clock).sign_in("anna", PASSWORD, "192.0.2.1")
    connection = await database.connect()
    kept = await connection.fetchval("SELECT password_hash FROM account")
    await connection.close()
    assert not Passwords().outdated(kept)
    assert (await accounts.sign_in("anna", PASSWORD, "192.0.2.1")).person.display_name == "Anna Peeters"


async def test_the_language_chosen_at_the_door_stays(browser: httpx2.AsyncClient, sign_in_as: SignIn) -> None:
    assert 'lang="nl"' in (await browser.get("/sign-in?lang=nl")).text
    assert '<html lang="nl"' in (await browser.get("/sign-in")).text
    assert '<html lang="nl"' in (await browser.get("/sign-in?lang=../../etc")).text
