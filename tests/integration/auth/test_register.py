"""What an administrator does with accounts, what the journal learns of it, and what is refused."""

import asyncio
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.accounts import Accounts, LastAdministrator, WrongSignIn
from controlroom.auth.passwords import Passwords
from controlroom.auth.roles import Role
from controlroom.auth.sessions import Gone, Person
from controlroom.auth.throttle import FREE_AT_ONE_ADDRESS, Throttled
from controlroom.errors import Refused, Unavailable, Unknown
from controlroom.watch.accounts import (
    AccountAdded,
    AccountDisabled,
    AccountEnabled,
    AccountLocked,
    AccountPasswordSet,
    AccountRenamed,
    AccountRoleChanged,
    SessionsEnded,
)

PASSWORD = "the blue heron waits"
ANOTHER = "a new one for anna"


async def enter(accounts: Accounts, address: str = "192.0.2.1", agent: str = "Firefox") -> str:
    return (await accounts.sign_in("anna", PASSWORD, address, agent)).token


async def test_every_act_with_an_account_is_an_entry_of_whoever_did_it(accounts: Accounts, desk: Any) -> None:
    await accounts.add("bert", "Bert Maes", Role.OPERATOR, PASSWORD, by="chief")
    await accounts.rename("bert", " Bert  Maes-Smit ", by="chief")
    await accounts.set_role("bert", Role.ANALYST, by="chief")
    await accounts.set_password("bert", ANOTHER, by="bert")
    await accounts.disable("bert", by="chief")
    await accounts.enable("bert", by="chief")
    assert desk.entries == [
        ("chief", AccountAdded("bert", "operator", "chief", "Bert Maes")),
        ("chief", AccountRenamed("bert", "chief", "Bert Maes-Smit")),
        ("chief", AccountRoleChanged("bert", "operator", "analyst", "chief")),
        ("bert", AccountPasswordSet("bert", "bert")),
        ("chief", AccountDisabled("bert", "chief")),
        ("chief", AccountEnabled("bert", "chief")),
    ]
    assert PASSWORD not in str(desk.entries)
    assert ANOTHER not in str(desk.entries)


async def test_what_the_journal_could_not_take_it_gets_with_the_next_act(
    accounts: Accounts, desk: Any
) -> None:
    desk.refuses = Unavailable()
    await accounts.disable("anna", by="chief")
    desk.refuses = None
    await accounts.enable("anna", by="chief")
    assert [event.kind for _, event in desk.entries] == ["account.disabled", "account.enabled"]


async def test_what_two_servers_hand_in_at_once_comes_once(
    accounts: Accounts, desk: Any, engine: AsyncEngine, clock: Any
) -> None:
    await Accounts(engine, clock, Passwords()).disable("anna", by="command line")
    await asyncio.gather(*(accounts.entries.hand_in() for _ in range(5)))
    assert [event.kind for _, event in desk.entries] == ["account.disabled"]


async def test_the_last_who_may_manage_accounts_can_neither_be_disabled_nor_degraded(
    accounts: Accounts,
) -> None:
    await accounts.add("wouters", "J. Wouters", Role.ADMIN, PASSWORD)
    with pytest.raises(LastAdministrator):
        await accounts.disable("wouters", by="wouters")
    with pytest.raises(LastAdministrator):
        await accounts.set_role("wouters", Role.OPERATOR, by="wouters")
    await accounts.set_role("wouters", Role.ADMIN, by="wouters")
    await accounts.add("aerts", "S. Aerts", Role.ADMIN, PASSWORD)
    await accounts.disable("wouters", by="aerts")


async def test_two_administrators_cannot_remove_each_other_at_the_same_moment(accounts: Accounts) -> None:
    for name in ("wouters", "aerts"):
        await accounts.add(name, name, Role.ADMIN, PASSWORD)
    each_other = (accounts.disable("wouters", by="aerts"), accounts.disable("aerts", by="wouters"))
    outcomes = await asyncio.gather(*each_other, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes if outcome] == [LastAdministrator]


async def test_a_misspelt_account_is_said_to_be_unknown(accounts: Accounts) -> None:
    for act in (accounts.disable, accounts.enable):
        with pytest.raises(Unknown):
            await act("typo")
    with pytest.raises(Refused, match="letter"):
        await accounts.add("Big Name", "Big Name", Role.OPERATOR, PASSWORD)
    with pytest.raises(Refused, match="called"):
        await accounts.add("ok", "  ", Role.OPERATOR, PASSWORD)


async def test_somebody_who_gets_another_role_signs_in_again(accounts: Accounts) -> None:
    token = await enter(accounts)
    await accounts.set_role("anna", Role.OPERATOR, by="chief")
    assert await accounts.sessions.person(token) is Gone.REVOKED


async def test_an_account_that_is_enabled_again_signs_in_anew(accounts: Accounts) -> None:
    token = await enter(accounts)
    await accounts.disable("anna", by="chief")
    await accounts.enable("anna", by="chief")
    assert await accounts.sessions.person(token) is Gone.REVOKED
    assert isinstance(await accounts.sessions.person(await enter(accounts)), Person)


async def test_sessions_are_listed_with_where_they_come_from(accounts: Accounts, clock: Any) -> None:
    await enter(accounts)
    clock.move(hours=1)
    await enter(accounts, "198.51.100.9", "Safari \x00" + "x" * 1000)
    newest, oldest = await accounts.sessions.list("anna")
    assert (oldest.address, oldest.agent) == ("192.0.2.1", "Firefox")
    assert newest.agent.startswith("Safari xxx")
    assert len(newest.agent) == 300
    clock.move(hours=11)
    assert [one.number for one in await accounts.sessions.list()] == [newest.number]


async def test_one_session_ends_or_all_but_one(accounts: Accounts, desk: Any) -> None:
    mine, lost, other = [await enter(accounts) for _ in range(3)]
    people = [await accounts.sessions.person(token) for token in (mine, lost)]
    here, there = [person.session for person in people if isinstance(person, Person)]
    await accounts.end_session("anna", there, by="anna")
    assert await accounts.sessions.person(lost) is Gone.REVOKED
    assert await accounts.end_other_sessions("anna", here, by="anna") == 1
    assert await accounts.sessions.person(other) is Gone.REVOKED
    assert isinstance(await accounts.sessions.person(mine), Person)
    assert await accounts.revoke("anna", by="chief") == 1
    assert desk.entries == [
        ("anna", SessionsEnded("anna", 1, "anna")),
        ("anna", SessionsEnded("anna", 1, "anna")),
        ("chief", SessionsEnded("anna", 1, "chief")),
    ]


async def test_nobody_ends_the_session_of_another_account(accounts: Accounts) -> None:
    token = await enter(accounts)
    person = await accounts.sessions.person(token)
    assert isinstance(person, Person)
    with pytest.raises(Unknown):
        await accounts.end_session("bert", person.session, by="bert")
    assert isinstance(await accounts.sessions.person(token), Person)


async def test_a_signature_wants_the_password_and_guessing_at_it_is_slowed_down(
    accounts: Accounts, desk: Any
) -> None:
    assert await accounts.confirm("anna", PASSWORD, "192.0.2.1")
    for _ in range(FREE_AT_ONE_ADDRESS):
        with pytest.raises(WrongSignIn):
            await accounts.confirm("anna", "not the password", "192.0.2.1")
    with pytest.raises(Throttled):
        await accounts.confirm("anna", PASSWORD, "192.0.2.1")
    assert await accounts.sessions.list("anna") == []
    assert desk.entries == [("watch", AccountLocked("anna", "192.0.2.1"))]


async def test_guesses_at_a_name_that_nobody_has_are_no_entry(accounts: Accounts, desk: Any) -> None:
    for _ in range(FREE_AT_ONE_ADDRESS):
        with pytest.raises(WrongSignIn):
            await accounts.sign_in("nobody", PASSWORD, "192.0.2.1")
    assert desk.entries == []


async def test_the_language_of_an_account_comes_along_to_another_browser(
    accounts: Accounts, sign_in_as: Any
) -> None:
    await accounts.set_locale("anna", "fr")
    answer = await sign_in_as()
    assert "controlroom-language=fr" in str(answer.headers.get_list("set-cookie"))
