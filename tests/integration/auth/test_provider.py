"""Signing in by the organisation's provider, and answers that are not from it, not for us, or not for now."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pyotp
import pytest
from fastapi import FastAPI
from joserfc.jwk import RSAKey
from sqlalchemy.ext.asyncio import AsyncEngine

from controlroom.auth.accounts import Accounts
from controlroom.auth.factors import Factors
from controlroom.auth.links import Links
from controlroom.auth.provider import Provider
from controlroom.auth.roles import Role
from controlroom.errors import Conflict, Refused, Unknown
from controlroom.settings import Settings, read_settings
from controlroom.watch.accounts import AccountAdded, AccountLinked, AccountUnlinked
from tests.integration.auth.a_provider import CLIENT, SECRET, FakeProvider, a_provider

PASSWORD = "the blue heron waits"


@pytest.fixture
async def provider(clock: Any) -> AsyncIterator[FakeProvider]:
    async with a_provider(clock) as running:
        yield running


def settings_for(site: FastAPI, provider: FakeProvider, **more: str) -> Settings:
    given = {
        "DATABASE_URL": str(site.state.settings.database_url),
        "PUBLIC_URL": site.state.settings.public_url,
        "OIDC_ISSUER": provider.url,
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_CLIENT_SECRET": SECRET,
        "OIDC_NAME": "Crisis Centre",
        **more,
    }
    return read_settings({f"CONTROLROOM_{name}": value for name, value in given.items()})


def configured(site: FastAPI, provider: FakeProvider, engine: AsyncEngine, clock: Any, **more: str) -> Links:
    site.state.settings = settings_for(site, provider, **more)
    site.state.provider = Provider(engine, clock, site.state.settings)
    creates = site.state.settings.oidc_creates
    site.state.links = Links(engine, clock, site.state.accounts, Role(creates) if creates else None)
    links: Links = site.state.links
    return links


@pytest.fixture
async def links(site: FastAPI, provider: FakeProvider, engine: AsyncEngine, clock: Any, desk: Any) -> Links:
    """Anna is linked by her subject."""
    made = configured(site, provider, engine, clock)
    await made.link("anna", provider.url, subject="s-17", by="chief")
    desk.entries.clear()
    return made


async def leave(browser: httpx2.AsyncClient, wish: str = "") -> str:
    answer = await browser.get("/sign-in/provider", params={"next": wish})
    assert answer.status_code == 303
    return answer.headers["location"]


async def come_back(browser: httpx2.AsyncClient, **said: str) -> httpx2.Response:
    return await browser.get("/sign-in/provider/return", params=said)


async def there_and_back(
    browser: httpx2.AsyncClient, provider: FakeProvider, wish: str = ""
) -> httpx2.Response:
    return await come_back(browser, **provider.signs_in(await leave(browser, wish)))


async def test_a_linked_officer_signs_in_by_the_provider(
    browser: httpx2.AsyncClient, provider: FakeProvider, links: Links
) -> None:
    assert "Sign in with Crisis Centre" in (await browser.get("/sign-in")).text
    answer = await there_and_back(browser, provider, "/desk?alert=7")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk?alert=7")
    assert (await browser.get("/desk")).json() == "anna"
    assert "controlroom-provider" not in browser.cookies


async def test_a_second_factor_is_asked_after_the_provider_too(
    browser: httpx2.AsyncClient,
    site: FastAPI,
    provider: FakeProvider,
    links: Links,
    factors: Factors,
    engine: AsyncEngine,
    clock: Any,
) -> None:
    app = pyotp.TOTP(await factors.begin_app("anna"))
    await factors.prove_app("anna", app.at(clock.now()), "Phone", by="anna")
    clock.move(seconds=60)
    answer = await there_and_back(browser, provider)
    assert answer.headers["location"] == "/sign-in/factor"
    assert (await browser.get("/desk")).status_code == 303
    await browser.post("/sign-in/factor", data={"code": app.at(clock.now())})
    assert (await browser.get("/desk")).json() == "anna"
    configured(site, provider, engine, clock, OIDC_HAS_SECOND_FACTOR="true")
    assert (await there_and_back(browser, provider)).headers["location"] == "/desk"


async def test_a_state_that_another_browser_brings_is_refused(
    browser: httpx2.AsyncClient, provider: FakeProvider, links: Links
) -> None:
    stolen = provider.signs_in(await leave(browser))
    mine = browser.cookies["controlroom-provider"]
    browser.cookies.clear()
    assert (await come_back(browser, **stolen)).status_code == 403
    browser.cookies.set("controlroom-provider", "another", domain="watch.example", path="/")
    assert (await come_back(browser, **stolen)).status_code == 403
    browser.cookies.set("controlroom-provider", mine, domain="watch.example", path="/")
    assert (await come_back(browser, **stolen)).status_code == 303


async def test_a_state_counts_once_and_for_ten_minutes(
    browser: httpx2.AsyncClient, provider: FakeProvider, links: Links, clock: Any
) -> None:
    said = provider.signs_in(await leave(browser))
    kept = browser.cookies["controlroom-provider"]
    await come_back(browser, **said)
    await browser.post("/sign-out")
    browser.cookies.set("controlroom-provider", kept, domain="watch.example", path="/")
    assert (await come_back(browser, **said)).status_code == 403
    said = provider.signs_in(await leave(browser))
    clock.move(minutes=10)
    assert (await come_back(browser, **said)).status_code == 403


async def test_a_state_that_was_made_up_is_refused(
    browser: httpx2.AsyncClient, provider: FakeProvider, links: Links
) -> None:
    browser.cookies.set("controlroom-provider", "made-up", domain="watch.example", path="/")
    assert (await come_back(browser, code="code-0", state="made-up")).status_code == 403
    browser.cookies.set("controlroom-provider", "", domain="watch.example", path="/")
    assert (await come_back(browser, code="code-0", state="")).status_code == 403


async def test_a_code_without_the_proof_of_who_asked_buys_nothing(
    browser: httpx2.AsyncClient, provider: FakeProvider, links: Links
) -> None:
    """The code of one visit brought back in another: its verifier is not ours."""
    theirs = provider.signs_in(await leave(browser))
    mine = provider.signs_in(await leave(browser))
    assert (await come_back(browser, **{**mine, "code": theirs["code"]})).status_code == 403
    assert len(provider.asked[0]["code_verifier"]) >= 43


LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"nonce": "of another visit"},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://attacker.example"},
    "for another client": {"aud": "somebody else"},
    "given to another client": {"aud": [CLIENT, "somebody else"], "azp": "somebody else"},
    "over": {"exp": 1},
    "without an end": {"exp": None},
    "of the future": {"iat": 4_000_000_000, "exp": 4_000_000_300},
    "of nobody": {"sub": None},
}


@pytest.mark.parametrize("claims", LIES.values(), ids=LIES)
async def test_a_token_that_is_not_for_us_and_now_is_refused(
    browser: httpx2.AsyncClient, provider: FakeProvider, links: Links, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    answer = await there_and_back(browser, provider)
    assert answer.status_code == 403
    assert "was not accepted" in answer.text
    assert (await browser.get("/desk")).status_code == 303


async def test_a_token_signed_by_somebody_else_is_refused(
    browser: httpx2.AsyncClient, provider: FakeProvider, links: Links
) -> None:
    provider.published = RSAKey.generate_key(2048, {"kid": "one"})
    assert (await there_and_back(browser, provider)).status_code == 403


async def test_an_answer_of_another_issuer_or_an_error_is_refused(
    browser: httpx2.AsyncClient, provider: FakeProvider, links: Links
) -> None:
    said = provider.signs_in(await leave(browser))
    assert (await come_back(browser, **{**said, "iss": "https://attacker.example"})).status_code == 403
    said = provider.signs_in(await leave(browser))
    assert (await come_back(browser, error="access_denied", state=said["state"])).status_code == 403


async def test_nobody_is_let_in_for_having_the_name_of_somebody_here(
    browser: httpx2.AsyncClient, provider: FakeProvider, links: Links
) -> None:
    provider.claims = {"sub": "s-99", "preferred_username": "anna"}
    answer = await there_and_back(browser, provider)
    assert answer.status_code == 403
    assert "No account here belongs to this sign-in" in answer.text


async def test_a_name_that_is_expected_is_linked_by_the_first_who_comes_and_by_nobody_after(
    browser: httpx2.AsyncClient, provider: FakeProvider, links: Links, accounts: Accounts, desk: Any
) -> None:
    await accounts.add("bert", "Bert", Role.OPERATOR, PASSWORD)
    await links.link("bert", provider.url, expects="B.Maes", by="chief")
    provider.claims = {"sub": "s-20", "preferred_username": "b.maes"}
    assert (await there_and_back(browser, provider)).status_code == 303
    assert desk.entries[-1] == ("provider", AccountLinked("bert", provider.url, "provider", "s-20"))
    provider.claims = {"sub": "s-21", "preferred_username": "b.maes"}
    assert (await there_and_back(browser, provider)).status_code == 403
    provider.claims = {"sub": "s-20", "preferred_username": "renamed"}
    assert (await there_and_back(browser, provider)).status_code == 303


async def test_an_account_is_made_only_if_that_is_set_and_never_over_one_that_is_there(
    browser: httpx2.AsyncClient,
    site: FastAPI,
    provider: FakeProvider,
    links: Links,
    engine: AsyncEngine,
    clock: Any,
    desk: Any,
) -> None:
    configured(site, provider, engine, clock, OIDC_CREATES="operator")
    provider.claims = {"sub": "s-30", "preferred_username": "new.one", "name": "New One"}
    assert (await there_and_back(browser, provider)).headers["location"] == "/desk"
    assert desk.entries[0] == ("provider", AccountAdded("new.one", "operator", "provider", "New One"))
    for name in ("anna", "Not A Name", ""):
        provider.claims = {"sub": f"s-{name}", "preferred_username": name}
        assert (await there_and_back(browser, provider)).status_code == 403


async def test_an_unverified_address_is_no_name(
    browser: httpx2.AsyncClient, site: FastAPI, provider: FakeProvider, engine: AsyncEngine, clock: Any
) -> None:
    made = configured(site, provider, engine, clock, OIDC_NAME_CLAIM="email")
    await made.link("anna", provider.url, expects="anna@watch.example", by="chief")
    provider.claims = {"email": "anna@watch.example", "email_verified": False}
    assert (await there_and_back(browser, provider)).status_code == 403
    provider.claims["email_verified"] = True
    assert (await there_and_back(browser, provider)).status_code == 303


async def test_a_disabled_account_does_not_come_in_by_the_provider(
    browser: httpx2.AsyncClient, provider: FakeProvider, links: Links, accounts: Accounts
) -> None:
    await accounts.disable("anna", by="chief")
    assert (await there_and_back(browser, provider)).status_code == 403


async def test_while_the_provider_is_away_a_password_still_opens(
    browser: httpx2.AsyncClient, provider: FakeProvider, links: Links, sign_in_as: Any
) -> None:
    provider.issuer = "https://somebody.else"
    answer = await browser.get("/sign-in/provider")
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    assert (await sign_in_as()).headers["location"] == "/desk"


async def test_without_a_provider_there_is_no_button_and_no_way(browser: httpx2.AsyncClient) -> None:
    assert "/sign-in/provider" not in (await browser.get("/sign-in")).text
    assert (await browser.get("/sign-in/provider")).status_code == 404
    assert (await browser.get("/sign-in/provider/return")).status_code == 404


async def test_a_link_belongs_to_one_account_and_can_be_taken_away(
    provider: FakeProvider, links: Links, accounts: Accounts, desk: Any
) -> None:
    await accounts.add("bert", "Bert", Role.OPERATOR, PASSWORD)
    with pytest.raises(Conflict):
        await links.link("bert", provider.url, subject="s-17", by="chief")
    for wrong in ({"subject": "s-1"}, {"expects": "x"}):
        with pytest.raises(Unknown):
            await links.link("nobody", provider.url, **wrong, by="chief")
    with pytest.raises(Refused):
        await links.link("bert", provider.url, by="chief")
    await links.unlink("anna", provider.url, by="chief")
    assert desk.entries[-1] == ("chief", AccountUnlinked("anna", provider.url, "chief"))
    assert await links.list() == []


@pytest.mark.parametrize(
    "given",
    [
        {"OIDC_ISSUER": "https://id.example"},
        {"OIDC_ISSUER": "http://id.example", "OIDC_CLIENT_ID": "c", "OIDC_CLIENT_SECRET": "s"},
        {"OIDC_CREATES": "admin"},
        {"SECRET_KEY": "too short"},
    ],
)
def test_half_a_provider_stops_the_start(given: dict[str, str]) -> None:
    environment = {"CONTROLROOM_DATABASE_URL": "postgresql://a@b/c"}
    with pytest.raises(SystemExit):
        read_settings(environment | {f"CONTROLROOM_{name}": value for name, value in given.items()})
