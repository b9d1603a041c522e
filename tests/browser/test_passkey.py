"""A passkey in a real browser: added on the page of one's account, then used as the second step."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.a_sign_in import put_a_key_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture
def keyed(browser: Browser) -> Iterator[Page]:
    """A page in a browser with a security key in its port."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    put_a_key_in(page)
    yield page
    context.close()


def say_the_password(page: Page, site: dict[str, Any]) -> None:
    page.goto(f"{site['url']}/sign-in?next=/account")
    page.fill("#name", "anna")
    page.fill("#password", site["password"])
    page.keyboard.press("Enter")


def test_an_officer_adds_a_passkey_and_signs_in_with_it(keyed: Page, site: dict[str, Any]) -> None:
    say_the_password(keyed, site)
    keyed.fill("#passkey-label", "Key ring")
    keyed.fill("#passkey-password", "not the password")
    keyed.click("text=Add a passkey")
    expect(keyed.locator(".passkey [role=alert]")).to_have_text("The password is wrong.")
    keyed.fill("#passkey-password", site["password"])
    keyed.click("text=Add a passkey")
    expect(keyed.locator("#factors .account__list b")).to_have_text("Key ring")
    keyed.context.clear_cookies()
    say_the_password(keyed, site)
    expect(keyed).to_have_url(f"{site['url']}/sign-in/factor")
    keyed.click("text=Use a passkey")
    expect(keyed).to_have_url(f"{site['url']}/account")
    expect(keyed.locator("#sessions")).to_contain_text("passkey")
