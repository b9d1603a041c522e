"""One's own account: what everybody may do with theirs, and what asks the password again."""

import re
from typing import Any

import httpx2
import pyotp
import pytest

from controlroom.auth.accounts import Accounts
from controlroom.auth.factors import Factors
from controlroom.auth.roles import Role
from controlroom.auth.sessions import Gone, Person
from controlroom.auth.throttle import FREE_AT_ONE_ADDRESS
from controlroom.ui.browser_words import browser_words

PASSWORD, NEW = "the blue heron waits", "the grey heron waits"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def elsewhere(accounts: Accounts, agent: str = FIREFOX) -> str:
    return (await accounts.sign_in("anna", PASSWORD, "198.51.100.9", agent)).token


@pytest.mark.parametrize("role", [Role.APPROVER, Role.PARTNER, Role.COMPANY, Role.AUDITOR, Role.FIELD_UNIT])
async def test_every_role_has_a_page_of_its_own_account(
    browser: httpx2.AsyncClient, accounts: Accounts, sign_in_as: Any, role: Role
) -> None:
    await accounts.add("bert", "Bert Maes", role, PASSWORD)
    answer = await sign_in_as("bert")
    homes = {
        Role.AUDITOR: "/wall",
        Role.APPROVER: "/measures/queue",
        Role.PARTNER: "/meetings",
        Role.COMPANY: "/report",
        Role.FIELD_UNIT: "/field",
    }
    assert answer.headers["location"] == homes[role]
    page = await browser.get("/account")
    assert page.status_code == 200
    assert "Bert Maes" in page.text


async def test_a_changed_password_counts_at_once_and_ends_the_other_sessions(
    browser: httpx2.AsyncClient, accounts: Accounts, sign_in_as: Any
) -> None:
    other = await elsewhere(accounts)
    await sign_in_as()
    changed = await browser.post("/account/password", data={"old": PASSWORD, "new": NEW})
    assert (changed.status_code, "Your password is changed" in changed.text) == (200, True)
    assert await accounts.sessions.person(other) is Gone.REVOKED
    assert (await browser.get("/desk")).json() == "anna"
    assert (await sign_in_as()).status_code == 403
    assert (await sign_in_as(password=NEW)).status_code == 303


async def test_a_password_is_not_changed_without_the_old_one_nor_to_a_short_one(
    browser: httpx2.AsyncClient, sign_in_as: Any
) -> None:
    await sign_in_as()
    wrong = await browser.post("/account/password", data={"old": "not the password", "new": NEW})
    short = await browser.post("/account/password", data={"old": PASSWORD, "new": "short"})
    assert (wrong.status_code, short.status_code) == (422, 422)
    assert re.search(r'id="amiss-old">The password is wrong', wrong.text)
    assert re.search(r'id="amiss-new">A password has at least 12', short.text)
    assert (await sign_in_as()).status_code == 303


async def test_an_app_is_added_by_its_picture_and_a_code(
    browser: httpx2.AsyncClient, factors: Factors, sign_in_as: Any, clock: Any
) -> None:
    await sign_in_as()
    page = await browser.post("/account/factors/app", data={"password": PASSWORD})
    shown = pyotp.TOTP(re.findall(r'app__secret">([A-Z2-7]+)<', page.text)[0])
    wrong = await browser.post("/account/factors/app/proof", data={"code": "000000", "label": "Phone"})
    assert (wrong.status_code, shown.secret in wrong.text) == (422, True)
    assert await factors.of("anna") == []
    proof = {"code": shown.at(clock.now()), "label": "Phone"}
    codes = await browser.post("/account/factors/app/proof", data=proof)
    assert len(re.findall(r"<code>[a-z2-7-]{19}</code>", codes.text)) == 10
    page = await browser.get("/account")
    assert "<b>Phone</b>" in page.text
    assert shown.secret not in page.text
    assert (await sign_in_as()).headers["location"] == "/sign-in/factor"


async def test_without_the_password_no_factor_comes_or_goes(
    browser: httpx2.AsyncClient, factors: Factors, sign_in_as: Any, clock: Any
) -> None:
    await sign_in_as()
    secret = await factors.begin_app("anna")
    await factors.prove_app("anna", pyotp.TOTP(secret).at(clock.now()), "Phone", by="anna")
    (mine,) = await factors.of("anna")
    for path in ("factors/app", f"factors/{mine.number}/removal", "recovery-codes"):
        refused = await browser.post(f"/account/{path}", data={"password": "not the password"})
        assert refused.status_code == 422
        assert "The password is wrong." in refused.text
    assert await factors.of("anna") == [mine]
    assert await factors.recovery_codes_left("anna") == 0
    gone = await browser.post(f"/account/factors/{mine.number}/removal", data={"password": PASSWORD})
    assert gone.status_code == 303
    assert await factors.of("anna") == []


async def test_guessing_at_ones_own_password_is_slowed_down_too(
    browser: httpx2.AsyncClient, sign_in_as: Any
) -> None:
    await sign_in_as()
    for _ in range(FREE_AT_ONE_ADDRESS):
        await browser.post("/account/recovery-codes", data={"password": "not the password"})
    assert (await browser.post("/account/recovery-codes", data={"password": PASSWORD})).status_code == 429


async def test_sessions_are_shown_in_words_and_end_one_by_one_or_together(
    browser: httpx2.AsyncClient, accounts: Accounts, sign_in_as: Any
) -> None:
    tokens = [await elsewhere(accounts) for _ in range(3)]
    await sign_in_as()
    page = (await browser.get("/account")).text
    assert page.count("Firefox, Linux</b>") == 3
    assert "198.51.100.9" in page
    number = re.findall(r"/account/sessions/(\d+)/end", page)[0]
    await browser.post(f"/account/sessions/{number}/end")
    gone = [await accounts.sessions.person(token) is Gone.REVOKED for token in tokens]
    assert sum(gone) == 1
    await browser.post("/account/sessions/end-others")
    assert all([await accounts.sessions.person(token) is Gone.REVOKED for token in tokens])
    assert (await browser.get("/desk")).json() == "anna"


async def test_nobody_ends_the_session_of_somebody_else(
    browser: httpx2.AsyncClient, accounts: Accounts, sign_in_as: Any
) -> None:
    await accounts.add("bert", "Bert", Role.OPERATOR, PASSWORD)
    theirs = await elsewhere(accounts)
    person = await accounts.sessions.person(theirs)
    assert isinstance(person, Person)
    await sign_in_as("bert")
    assert (await browser.post(f"/account/sessions/{person.session}/end")).status_code == 404
    assert isinstance(await accounts.sessions.person(theirs), Person)


async def test_the_language_chosen_within_is_that_of_the_account(
    browser: httpx2.AsyncClient, sign_in_as: Any
) -> None:
    await sign_in_as()
    await browser.post("/language", data={"locale": "de", "back": "/account"})
    assert "Ihr Konto" in (await browser.get("/account")).text
    browser.cookies.clear()
    assert "controlroom-language=de" in str((await sign_in_as()).headers.get_list("set-cookie"))


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_two_words(agent: str, words: str) -> None:
    assert browser_words(agent) == words
