"""The second step of signing in, and whoever tries to go around it."""

import re
from typing import Any

import httpx2
import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import HTTPConnection

from controlroom.auth import factors as second
from controlroom.auth.accounts import Accounts
from controlroom.auth.factors import Factors, LastFactor, WrongCode
from controlroom.auth.requirement import Requirement
from controlroom.auth.roles import Role
from controlroom.auth.seal import Seal
from controlroom.auth.sessions import Gone
from controlroom.auth.throttle import FREE_AT_ONE_ADDRESS, Throttled
from controlroom.auth.viewer import viewer_of
from controlroom.errors import Refused
from controlroom.store.tables import factor
from controlroom.watch.accounts import FactorAdded, FactorRemoved, FactorRequired, RecoveryCodeUsed

PASSWORD = "the blue heron waits"
HALF, WHOLE = "controlroom-half", "controlroom-session"


@pytest.fixture
async def app(factors: Factors, clock: Any) -> pyotp.TOTP:
    """Anna has a code app; the code that proved it is used."""
    secret = await factors.begin_app("anna")
    shown = pyotp.TOTP(secret)
    await factors.prove_app("anna", shown.at(clock.now()), "Phone", by="anna")
    clock.move(seconds=60)
    return shown


async def say(browser: httpx2.AsyncClient, code: str) -> httpx2.Response:
    return await browser.post("/sign-in/factor", data={"code": code})


def code(app: pyotp.TOTP, clock: Any) -> str:
    return app.at(clock.now())


async def test_an_officer_with_an_app_signs_in_in_two_steps(
    browser: httpx2.AsyncClient, sign_in_as: Any, app: pyotp.TOTP, clock: Any
) -> None:
    first = await sign_in_as(next="/desk?alert=7")
    assert (first.status_code, first.headers["location"]) == (303, "/sign-in/factor")
    assert "Anna Peeters" in (await browser.get("/sign-in/factor")).text
    second_step = await say(browser, code(app, clock))
    assert (second_step.status_code, second_step.headers["location"]) == (303, "/desk?alert=7")
    assert (await browser.get("/desk")).json() == "anna"
    assert HALF not in browser.cookies


async def test_the_first_step_alone_opens_nothing(
    browser: httpx2.AsyncClient, site: FastAPI, sign_in_as: Any, app: pyotp.TOTP
) -> None:
    await sign_in_as()
    half = browser.cookies[HALF]
    assert WHOLE not in browser.cookies
    browser.cookies.set(WHOLE, half)
    for path in ("/desk", "/wall", "/account"):
        assert (await browser.get(path)).headers["location"].startswith("/sign-in?next=")
    assert (await browser.post("/alerts/7/acknowledgement")).status_code == 401
    crumbs = f"{WHOLE}={half}; {HALF}={half}".encode()
    socket = HTTPConnection({"type": "websocket", "app": site, "headers": [(b"cookie", crumbs)]})
    assert await viewer_of(socket) is Gone.EXPIRED


async def test_a_session_is_no_half_session(browser: httpx2.AsyncClient, sign_in_as: Any) -> None:
    await sign_in_as()
    browser.cookies.set(HALF, browser.cookies[WHOLE])
    assert (await browser.get("/sign-in/factor")).headers["location"] == "/sign-in"
    assert (await say(browser, "000000")).status_code == 403


async def test_a_code_counts_once(
    browser: httpx2.AsyncClient, sign_in_as: Any, app: pyotp.TOTP, clock: Any
) -> None:
    used = code(app, clock)
    await sign_in_as()
    assert (await say(browser, used)).status_code == 303
    await sign_in_as()
    again = await say(browser, used)
    assert again.status_code == 422
    assert "it was used already" in again.text


async def test_an_older_code_than_the_last_one_does_not_count(
    factors: Factors, app: pyotp.TOTP, clock: Any
) -> None:
    older = code(app, clock)
    clock.move(seconds=30)
    await factors.check("anna", code(app, clock), "192.0.2.1")
    with pytest.raises(WrongCode):
        await factors.check("anna", older, "192.0.2.1")


@pytest.mark.parametrize(("seconds", "counts"), [(-60, False), (-30, True), (30, True), (60, False)])
async def test_a_clock_may_be_half_a_minute_wrong(
    factors: Factors, app: pyotp.TOTP, clock: Any, seconds: int, counts: bool
) -> None:
    clock.move(minutes=10)
    shown = app.at(int(clock.now().timestamp()) + seconds)
    if counts:
        assert await factors.check("anna", shown, "192.0.2.1") == "totp"
    else:
        with pytest.raises(WrongCode):
            await factors.check("anna", shown, "192.0.2.1")


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "\u0661\u0662\u0663\u0664\u0665\u0666", "x" * 200])
async def test_what_is_no_code_is_a_wrong_code(factors: Factors, app: pyotp.TOTP, typed: str) -> None:
    with pytest.raises(WrongCode):
        await factors.check("anna", typed, "192.0.2.1")


async def test_whoever_guesses_at_codes_is_slowed_down(
    factors: Factors, desk: Any, app: pyotp.TOTP, clock: Any
) -> None:
    for _ in range(FREE_AT_ONE_ADDRESS):
        with pytest.raises(WrongCode):
            await factors.check("anna", "000000", "192.0.2.1")
    with pytest.raises(Throttled):
        await factors.check("anna", code(app, clock), "192.0.2.1")
    assert desk.entries[-1][1].kind == "account.locked"
    for n in range(second.FREE_PER_ACCOUNT - FREE_AT_ONE_ADDRESS):
        with pytest.raises(WrongCode):
            await factors.check("anna", "000000", f"198.51.100.{n}")
    with pytest.raises(Throttled):
        await factors.check("anna", code(app, clock), "203.0.113.7")


async def test_the_first_step_is_good_for_five_minutes(
    browser: httpx2.AsyncClient, sign_in_as: Any, app: pyotp.TOTP, clock: Any
) -> None:
    await sign_in_as()
    clock.move(minutes=5)
    assert (await say(browser, code(app, clock))).status_code == 403
    assert (await browser.get("/sign-in/factor")).headers["location"] == "/sign-in"


async def test_a_password_that_was_changed_meanwhile_ends_the_first_step(
    browser: httpx2.AsyncClient, accounts: Accounts, sign_in_as: Any, app: pyotp.TOTP, clock: Any
) -> None:
    await sign_in_as()
    await accounts.set_password("anna", "another one for anna", by="chief")
    assert (await say(browser, code(app, clock))).status_code == 403


async def test_an_account_disabled_meanwhile_ends_the_first_step(
    browser: httpx2.AsyncClient, accounts: Accounts, sign_in_as: Any, app: pyotp.TOTP, clock: Any
) -> None:
    await sign_in_as()
    await accounts.disable("anna", by="chief")
    assert (await say(browser, code(app, clock))).status_code == 403


async def test_tokens_planted_before_are_worth_nothing_after_either_step(
    browser: httpx2.AsyncClient, sign_in_as: Any, app: pyotp.TOTP, clock: Any
) -> None:
    for name in (HALF, WHOLE):
        browser.cookies.set(name, "chosen-by-an-attacker", domain="watch.example", path="/")
    await sign_in_as()
    half = browser.cookies[HALF]
    assert half != "chosen-by-an-attacker"
    await say(browser, code(app, clock))
    whole = browser.cookies[WHOLE]
    assert whole not in ("chosen-by-an-attacker", half)
    for planted in ("chosen-by-an-attacker", half):
        browser.cookies.clear()
        for name in (WHOLE, HALF):
            browser.cookies.set(name, planted, domain="watch.example", path="/")
        assert (await browser.get("/desk")).status_code == 303
        assert (await say(browser, code(app, clock))).status_code == 403


async def test_a_recovery_code_works_once_in_place_of_the_app(
    browser: httpx2.AsyncClient, factors: Factors, desk: Any, sign_in_as: Any, app: pyotp.TOTP
) -> None:
    codes = await factors.new_recovery_codes("anna", by="anna")
    assert len({*codes}) == 10
    for typed, counts in ((codes[3].upper().replace("-", " "), True), (codes[3], False), (codes[4], True)):
        await sign_in_as()
        assert (await say(browser, typed)).status_code == (303 if counts else 422)
    left = [event for _, event in desk.entries if isinstance(event, RecoveryCodeUsed)]
    assert left == [RecoveryCodeUsed("anna", 9), RecoveryCodeUsed("anna", 8)]
    fresh = await factors.new_recovery_codes("anna", by="anna")
    await sign_in_as()
    assert (await say(browser, codes[5])).status_code == 422
    assert (await say(browser, fresh[0])).status_code == 303


async def test_the_recovery_codes_of_somebody_else_do_not_count(
    accounts: Accounts, factors: Factors, app: pyotp.TOTP
) -> None:
    await accounts.add("bert", "Bert", Role.OPERATOR, PASSWORD)
    theirs = await factors.new_recovery_codes("bert", by="bert")
    with pytest.raises(WrongCode):
        await factors.check("anna", theirs[0], "192.0.2.1")


async def test_a_stolen_database_row_shows_no_secret_and_opens_for_its_owner_only(
    factors: Factors, engine: AsyncEngine, clock: Any, app: pyotp.TOTP
) -> None:
    codes = await factors.new_recovery_codes("anna", by="anna")
    async with engine.connect() as connection:
        row = (await connection.execute(select(factor))).one()
        dump = str((await connection.exec_driver_sql("SELECT * FROM recovery_code")).all())
    assert app.secret not in str(row)
    assert codes[0] not in dump
    assert await Seal(engine, clock).open(row.secret, "anna") == app.secret
    with pytest.raises(Refused):
        await Seal(engine, clock).open(row.secret, "bert")
    with pytest.raises(Refused):
        await Seal(engine, clock, ("a key of the settings, quite another one",)).open(row.secret, "anna")


async def test_a_key_is_changed_over_without_losing_what_it_sealed(engine: AsyncEngine, clock: Any) -> None:
    old, new = "the old key, of 32 letters or more", "the new key, of 32 letters or more"
    sealed = await Seal(engine, clock, (old,)).close("JBSWY3DP", "anna")
    assert await Seal(engine, clock, (new, old)).open(sealed, "anna") == "JBSWY3DP"


async def test_who_has_no_factor_and_needs_one_adds_it_before_anything_else(
    browser: httpx2.AsyncClient, requirement: Requirement, sign_in_as: Any, clock: Any, desk: Any
) -> None:
    await requirement.set(Role.DUTY_OFFICER, required=True, by="chief")
    first = await sign_in_as(next="/desk?alert=7")
    asked = await browser.get(first.headers["location"])
    assert asked.headers["location"] == "/sign-in/enrolment"
    assert (await browser.get("/desk")).status_code == 303
    page = (await browser.get("/sign-in/enrolment")).text
    shown = pyotp.TOTP(re.findall(r"app__secret\">([A-Z2-7]+)<", page)[0])
    assert "<svg" in page
    assert 'style="' not in page
    wrong = await browser.post("/sign-in/enrolment", data={"code": "000000", "label": "Phone"})
    assert wrong.status_code == 422
    assert shown.secret in wrong.text
    right = await browser.post("/sign-in/enrolment", data={"code": code(shown, clock), "label": "Phone"})
    assert right.status_code == 200
    assert len(re.findall(r"<li><code>[a-z2-7-]{19}</code>", right.text)) == 10
    assert 'href="/desk?alert=7"' in right.text
    assert (await browser.get("/desk")).json() == "anna"
    assert [event for _, event in desk.entries][:2] == [
        FactorRequired("duty_officer", True, "chief"),
        FactorAdded("anna", "totp", "anna"),
    ]


async def test_a_password_alone_adds_no_factor_where_there_is_one(
    browser: httpx2.AsyncClient, requirement: Requirement, sign_in_as: Any, app: pyotp.TOTP, clock: Any
) -> None:
    await requirement.set(Role.DUTY_OFFICER, required=True, by="chief")
    await sign_in_as()
    assert (await browser.get("/sign-in/enrolment")).headers["location"] == "/sign-in"
    for path in ("", "/passkey", "/passkey/options"):
        sent = await browser.post(f"/sign-in/enrolment{path}", data={"code": "000000", "label": "Mine"})
        assert sent.status_code == 403


async def test_a_first_step_kept_from_before_adds_no_second_app(
    browser: httpx2.AsyncClient, requirement: Requirement, factors: Factors, sign_in_as: Any, clock: Any
) -> None:
    await requirement.set(Role.DUTY_OFFICER, required=True, by="chief")
    await sign_in_as()
    secret = await factors.begin_app("anna")
    await factors.prove_app("anna", code(pyotp.TOTP(secret), clock), "Phone", by="anna")
    assert (await browser.get("/sign-in/enrolment")).headers["location"] == "/sign-in"


async def test_whoever_came_in_by_a_password_alone_is_out_when_the_role_needs_more(
    browser: httpx2.AsyncClient, requirement: Requirement, sign_in_as: Any, desk: Any
) -> None:
    await sign_in_as()
    await requirement.set(Role.DUTY_OFFICER, required=True, by="chief")
    assert (await browser.get("/desk")).status_code == 303
    await requirement.set(Role.DUTY_OFFICER, required=True, by="chief")
    await requirement.set(Role.DUTY_OFFICER, required=False, by="chief")
    assert (await sign_in_as()).headers["location"] == "/desk"
    assert [event for _, event in desk.entries] == [
        FactorRequired("duty_officer", True, "chief"),
        FactorRequired("duty_officer", False, "chief"),
    ]


async def test_the_last_factor_of_a_role_that_needs_one_stays(
    factors: Factors, requirement: Requirement, app: pyotp.TOTP
) -> None:
    (mine,) = await factors.of("anna")
    await requirement.set(Role.DUTY_OFFICER, required=True, by="chief")
    with pytest.raises(LastFactor):
        await factors.remove("anna", mine.number, by="anna")
    await requirement.set(Role.DUTY_OFFICER, required=False, by="chief")
    with pytest.raises(Refused):
        await factors.remove("bert", mine.number, by="bert")
    await factors.remove("anna", mine.number, by="anna")
    assert await factors.of("anna") == []


async def test_somebody_who_lost_the_phone_is_let_in_by_an_administrator(
    browser: httpx2.AsyncClient, factors: Factors, sign_in_as: Any, app: pyotp.TOTP, desk: Any
) -> None:
    await factors.new_recovery_codes("anna", by="anna")
    assert await factors.reset("anna", by="chief") == 1
    assert (await sign_in_as()).headers["location"] == "/desk"
    assert [event for _, event in desk.entries][-2:] == [
        FactorRemoved("anna", "totp", "chief"),
        FactorRemoved("anna", "recovery", "chief"),
    ]
